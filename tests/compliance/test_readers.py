"""What every reader must keep, whatever the format: nothing raises, nothing is lost, cutting and chunking shift nothing."""

import gzip
import io
import json
import lzma
import sys
from importlib import import_module

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, UsageError
from kg.model import Paper, Rejected
from kg.read import READERS, paper_to_json, read_papers
from kg.read.lines import lines
from tests.cli.conftest import SAMPLE

PAGE_A, PAGE_B = sorted((SAMPLE.parent / "sample").iterdir())
TITLES = ["FooNet: a thing", "Bar, “quoted”, and\u00a0so on", "Baz: été 漢字"]
ABSTRACTS = [
    "We propose FooNet for things, and it works well. " * 6,
    'It says "yes"; nothing else is said here at all. ' * 6,
    "Ein Abstract mit Ümläuten, der lang genug ist. " * 6,
]
ABSTRACTS = [text.strip() for text in ABSTRACTS]


def sample(form):
    pairs = list(zip(TITLES, ABSTRACTS, strict=True))
    if form == "trending":
        return "Get trending papers in your email inbox!\nSubscribe" + "".join(f"{t}\n{a}\n" for t, a in pairs)
    if form == "papers":
        return "".join(json.dumps({"title": t, "abstract": a}, ensure_ascii=False) + "\n" for t, a in pairs)
    if form == "table":
        quoted = [(t.replace('"', '""'), a.replace('"', '""')) for t, a in pairs]
        return "Title,Abstract,Year\n" + "".join(f'"{t}","{a}",2020\n' for t, a in quoted)
    return "".join(f"{t}\n{a}\n\n" for t, a in pairs)


def read(data, form=None):
    module = import_module(READERS[form]) if form else None
    return list(module.read(lines(io.BytesIO(data)), "x"))


@pytest.fixture(params=sorted(READERS))
def form(request):
    return request.param


def test_the_content_tells_the_format(form, tmp_path):
    (tmp_path / "file.dat").write_text(sample(form), encoding="utf-8")
    found = list(read_papers([tmp_path / "file.dat"]))
    assert [(p.title, p.abstract) for p in found] == list(zip(TITLES, ABSTRACTS, strict=True))
    assert [p.sources for p in found] == [("file.dat#1",), ("file.dat#2",), ("file.dat#3",)]
    assert list(read_papers([tmp_path / "file.dat"], format=form)) == found
    told = [name for name, module in READERS.items() if import_module(module).sniff(sample(form))]
    assert told[0] == form


@pytest.mark.parametrize("change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n"), lambda b: b.rstrip(b"\n")])
def test_marks_and_line_ends_change_nothing(form, change):
    data = sample(form).encode()
    assert read(change(data), form) == read(data, form)


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_compressed_files(form, pack, tmp_path):
    (tmp_path / "a").write_text(sample(form), encoding="utf-8")
    plain = list(read_papers([tmp_path / "a"]))
    (tmp_path / "a").write_bytes(pack(sample(form).encode()))
    assert list(read_papers([tmp_path / "a"])) == plain
    (tmp_path / "a").write_bytes(pack(sample(form).encode())[:-9])
    assert isinstance(list(read_papers([tmp_path / "a"]))[-1], Rejected)


def test_a_cut_file_gives_a_prefix(form):
    data = sample(form).encode()
    whole = read(data, form)
    for end in range(0, len(data), 7):
        found = read(data[:end], form)
        bad = [item for item in found if isinstance(item, Rejected)]
        good = [item for item in found if isinstance(item, Paper)]
        assert len(bad) <= 2
        kept = [p for p in good if p in whole]
        assert kept == whole[: len(kept)]
        assert len(good) - len(kept) <= 1, "at most the last abstract is cut"


@given(st.sampled_from(sorted(READERS)), st.binary(max_size=400))
def test_any_bytes_give_papers_or_reasons(form, data):
    for head in (b"", sample(form).encode()):
        for item in read(head + data, form):
            assert isinstance(item, Paper | Rejected)
            if isinstance(item, Rejected):
                assert item.reason
                assert "\n" not in item.reason
                item.record.encode()


def test_a_page_that_is_cut_loses_its_last_abstract_only():
    data = sample("trending").encode()
    found = read(data[:-30], "trending")
    assert [item.title for item in found[:2]] == TITLES[:2]
    assert [item.code for item in found[2:]] == ["cut"]


def test_bad_bytes_cost_one_entry(form):
    data = sample(form).encode().replace("Ümläuten".encode(), b"\xdcml\xe4uten", 1)
    good = [item.title for item in read(data, form) if isinstance(item, Paper)]
    bad = [item for item in read(data, form) if isinstance(item, Rejected)]
    assert good == TITLES[:2]
    assert {item.code for item in bad} <= {"encoding", "no-abstract"}
    assert "encoding" in {item.code for item in bad}


def test_standard_input(form, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sample(form).encode()), encoding="utf-8"))
    assert [p.sources for p in read_papers(["-"])] == [("stdin#1",), ("stdin#2",), ("stdin#3",)]


@given(
    st.lists(
        st.builds(
            Paper, st.text(min_size=1), st.text(min_size=1).filter(lambda t: t.strip() and "\0" not in t),
            st.text(min_size=1).filter(lambda t: t.strip() and "\0" not in t), st.none() | st.integers(1000, 9999), st.none() | st.text(min_size=1),
            st.lists(st.text(min_size=1), max_size=2).map(tuple),
        ), max_size=4,
    )
)  # fmt: skip
@settings(deadline=None)
def test_what_kg_read_prints_is_read_back(papers):
    printed = "".join(json.dumps(paper_to_json(paper), ensure_ascii=False) + "\n" for paper in papers)
    try:
        data = printed.encode()
    except UnicodeEncodeError:
        return
    for paper, again in zip(papers, read(data, "papers"), strict=True):
        if isinstance(again, Paper):
            assert (again.id, again.text, again.year, again.url) == (paper.id, paper.text, paper.year, paper.url)
            assert set(paper.sources) < set(again.sources) or set(paper.sources) == set(again.sources)
        else:
            assert again.code == "encoding"


def test_the_two_layouts():
    a, b = list(read_papers([PAGE_A])), list(read_papers([PAGE_B]))
    assert (len(a), len(b), len({p.id for p in a + b})) == (9, 8, 15)


@pytest.mark.shared
def test_the_seeds():
    seeds = SAMPLE.parents[2] / "shared" / "seeds"
    if not seeds.is_dir():
        pytest.skip("no ../shared")
    counts = [len(list(read_papers([page]))) for page in sorted(seeds.glob("*.txt"))]
    assert counts == [119, 119, 83, 233, 82]
    assert len({p.id for p in read_papers([seeds])}) == 510


def test_what_is_not_there_or_unknown(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        list(read_papers([tmp_path / "nothing"]))
    with pytest.raises(InputError, match="has no files"):
        list(read_papers([tmp_path]))
    with pytest.raises(UsageError, match="Did you mean 'papers'"):
        list(read_papers([PAGE_A], format="paper"))
