import json
from itertools import pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.repositories import canonical, find, role_of

HERE = Path(__file__)
ROWS = [
    line.split("\t")
    for line in (HERE.parents[2] / "data" / "repo-urls.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("text", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_addresses(text, expected):
    found = find(text)
    assert [address.canonical for address in found] == expected.split()
    for address in found:
        assert text[address.start : address.end] == address.url_as_written
        assert canonical(address.canonical) == address.canonical


pieces = st.sampled_from(
    [
        "https://",
        "github.com/",
        "owl/",
        "nest",
        ".",
        " ",
        "{",
        "}",
        "\\_",
        "(",
        ")",
        "www.",
        "\n",
        "zenodo",
        "10.5281/zenodo.1",
        "é",
        "code at ",
    ]
)


@given(st.lists(pieces, max_size=20).map("".join) | st.text())
def test_any_text(text):
    found = find(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    for address in found:
        assert text[address.start : address.end] == address.url_as_written
        assert address.canonical.startswith("https://")
        assert role_of(text, address.start, address.end) in ("official", "other")
    assert find(f"{text} \nAn unrelated sentence.")[: len(found)] == found or text.rstrip().endswith(
        ("/", "-", "_")
    )


@pytest.mark.parametrize(
    "junk",
    [
        "http://" * 5_000,
        "(" * 50_000,
        "github.com/" * 5_000,
        "a." * 30_000,
        "https://github.com/a/" + "-" * 50_000,
    ],
)
def test_hostile_text_is_soon_done(junk):
    start = process_time()
    find(junk)
    assert process_time() - start < 3  # seconds; today 0.4 at most


def test_roles():
    text = "We use the implementation of BERT (https://github.com/a/b). Our code: https://github.com/c/d."
    assert [role_of(text, a.start, a.end) for a in find(text)] == ["other", "official"]


@pytest.mark.shared
def test_the_sample_of_ugly_addresses():
    path = HERE.parents[4] / "shared" / "data" / "samples" / "repo-urls.tsv"
    if not path.is_file():
        pytest.skip("no ../shared")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    good = sum(expected.rstrip("/") in found if expected else not found for _, _, _, raw, expected, *_ in rows
               for found in [[a.canonical for a in find(json.loads(raw))]])  # fmt: skip
    assert good / len(rows) >= 0.98
