"""Input made to break things is rejected with a reason, and what is good beside it is kept."""

import gzip
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from kg.model import Paper, Rejected
from kg.read import read_papers

GOOD = '{"id": "good", "title": "T", "abstract": "An abstract."}\n'


def read(path):
    found = list(read_papers([path]))
    return [p.id for p in found if isinstance(p, Paper)], [r for r in found if isinstance(r, Rejected)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("no json", "malformed"),
        ("[1, 2]", "wrong-type"),
        ('{"title": "T"}', "no-abstract"),
        ('{"abstract": "A"}', "no-title"),
        ('{"title": {"a": 1}, "abstract": "A b."}', "wrong-type"),
        ('{"title": "T", "abstract": "A", "year": ' + "9" * 10_000 + "}", "wrong-type"),
        ('{"title": "T", "abstract": "\\ud800"}', "encoding"),
        ('{"title": "T", "abstract": "a\\u0000b"}', "encoding"),
        ('{"title": "T", "abstract": "' + "x" * 200_000 + '"}', "too-long"),
        ('{"title": "T", "abstract": ' + "[" * 100_000, "malformed"),
        ('{"title": "T", "abstract": "A", "more": ' + "[" * 100_000 + "]" * 100_000 + "}", "malformed"),
    ],
)
def test_one_bad_line_among_good_ones(line, code, tmp_path):
    path = tmp_path / "papers.jsonl"
    path.write_text(GOOD + line + "\n" + GOOD.replace("good", "also"), encoding="utf-8")
    good, bad = read(path)
    assert good == ["good", "also"]
    assert [(r.code, r.source) for r in bad] == [(code, "papers.jsonl#2")]
    assert len(bad[0].record) <= 2000


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "3"), ("year", '"2020"'), ("year", "1e999"), ("year", "NaN"), ("sources", "[3]"),
    ],
)  # fmt: skip
def test_a_field_of_another_type_costs_no_paper(field, value, tmp_path):
    path = tmp_path / "papers.jsonl"
    rest = "".join(f', "{name}": "T"' for name in ("title",) if name != field)
    path.write_text(f'{GOOD}{{"id": "odd", "abstract": "An abstract.", "{field}": {value}{rest}}}\n')
    assert read(path) == (["good", "odd"], [])


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (bytes(range(256)) * 10, "unknown-format"),
        (b"%PDF-1.7\n" + b"\x80" * 500, "unknown-format"),
        (b"just one line", "unknown-format"),
        (b"\x1f\x8b" + b"\0" * 50, "malformed"),
    ],
)
def test_a_file_that_is_none_of_ours(data, code, tmp_path):
    (tmp_path / "x").write_bytes(data)
    assert [r.code for r in read(tmp_path / "x")[1]] == [code]


def test_a_line_of_fifty_megabytes_in_bounded_memory(tmp_path):
    path = tmp_path / "papers.jsonl"
    with path.open("w") as stream:
        stream.write(
            GOOD + '{"title": "T", "abstract": "' + "x" * 50_000_000 + '"}\n' + GOOD.replace("good", "also")
        )
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20)); from kg.read import read_papers;"
        "print([getattr(x, 'id', None) or x.code for x in read_papers([sys.argv[1]])])"
    )
    found = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert found.stdout.strip() == "['good', 'too-long', 'also']", found.stderr
    assert resource.RLIM_INFINITY != 0


def test_a_bomb_is_stopped(tmp_path):
    (tmp_path / "bomb.gz").write_bytes(gzip.compress((GOOD * 200_000 + "\0" * 200_000_000).encode()))
    good, bad = read(tmp_path / "bomb.gz")
    assert len(good) <= 400_000
    assert bad[-1].code == "too-large"


def test_names_cannot_speak_to_the_terminal():
    from kg.cli.layout import printable

    assert printable("a\x1b[2Jb\u202ec\nd") == "a[2Jbc d"


def test_nothing_runs_what_it_reads():
    """No module evaluates text, unpickles, or starts a shell."""
    import re
    from pathlib import Path

    root = Path(__file__).parents[2] / "kg"
    bad = re.compile(r"\b(?:eval|exec)\(|\bpickle\b|shell=True|yaml\.load\(|os\.system")
    assert [path.name for path in root.rglob("*.py") if bad.search(path.read_text(encoding="utf-8"))] == []


HOSTILE = sorted((Path(__file__).parents[1] / "data" / "hostile").iterdir())


@pytest.mark.parametrize("path", HOSTILE, ids=[path.name for path in HOSTILE])
def test_what_the_fuzzer_found(path):
    """The name of each file starts with the format that it once broke."""
    for item in read_papers([path], format=path.name.partition("-")[0]):
        assert isinstance(item, Paper | Rejected)
