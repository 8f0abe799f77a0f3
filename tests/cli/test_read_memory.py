"""Memory does not grow with the file: a gigabyte through a pipe."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.compliance.formats import dump, sample

GIGABYTE, MEMORY = 10**9, 300_000  # bytes; kilobytes
PAIRS = [
    (
        f"FooNet {n}",
        "We propose FooNet, a network for semantic parsing, and evaluate it on three datasets. " * 100,
    )
    for n in range(50)
]


def parts(form):
    """Return what stands before the records of a file, fifty of them, and what stands after."""
    if form == "papers":
        return b"", sample(form, PAIRS), b""
    if form == "csl":
        records = "".join(
            dump({"type": "article", "title": t, "abstract": a, "DOI": "10.5555/1"}) + ",\n" for t, a in PAIRS
        )
        return b"[\n", records.encode(), b"null]\n"
    start, tag, rest = sample(form, PAIRS).partition(b"<PubmedArticle>")
    records, end, after = rest.rpartition(b"</PubmedArticleSet>")
    return start, tag + records, end + after


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs /proc to see another process's memory"
)
@pytest.mark.parametrize("form", ["papers", "csl", "pubmed"])
def test_a_gigabyte_in_300_megabytes(form, tmp_path):
    before, records, after = parts(form)
    blocks = GIGABYTE // len(records) + 1
    with (tmp_path / "papers").open("wb") as out:
        kg = subprocess.Popen([sys.executable, "-m", "kg", "read", "-"], stdin=subprocess.PIPE, stdout=out)
    with kg.stdin as pipe:
        pipe.write(before)
        for _ in range(blocks):
            pipe.write(records)
        # not ru_maxrss, which counts what this process had when it started the other
        peak = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{kg.pid}/status").read_text())
        pipe.write(after)
    assert kg.wait() == 0
    with (tmp_path / "papers").open("rb") as out:
        assert sum(1 for _ in out) == 50 * blocks
    assert int(peak[1]) < MEMORY
    (tmp_path / "papers").unlink()
