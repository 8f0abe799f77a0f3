"""What every reader must keep, whatever the format: nothing raises, nothing is lost, cutting and chunking shift nothing."""

import bz2
import gzip
import io
import json
import lzma
import sys
import zipfile
from importlib import import_module

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError, UsageError
from kg.model import Paper, Rejected, SourceClaim
from kg.read import READERS, paper_to_json, read_papers
from kg.read.entry import not_available
from tests.cli.conftest import SAMPLE
from tests.compliance.formats import JSON, MADE, MARKED, PAIRS, XML, dump, expected, sample

PAGE_A, PAGE_B = sorted((SAMPLE.parent / "sample").iterdir())
TEXTUAL = sorted(set(READERS) - {"parquet"})
SEVERAL = [form for form in TEXTUAL if len(expected(form)) > 1]  # whose files hold several papers


class Dribble(io.RawIOBase):
    """A stream that gives its bytes in pieces of the sizes that it is told."""

    def __init__(self, data, sizes):
        self.rest = memoryview(data)
        self.sizes = iter(sizes)

    def readable(self):
        return True

    def readinto(self, buffer):
        count = min(len(buffer), next(self.sizes, len(buffer)), len(self.rest))
        buffer[:count] = self.rest[:count]
        self.rest = self.rest[count:]
        return count


def read(data, form, source="x"):
    return list(import_module(READERS[form]).read(io.BytesIO(data), source))


def good(items):
    return [(item.title, item.abstract) for item in items if isinstance(item, Paper)]


def bad(items):
    return [item for item in items if isinstance(item, Rejected)]


@pytest.fixture(params=sorted(READERS))
def form(request):
    return request.param


def test_every_format_has_a_sample():
    assert set(MADE) == set(READERS)


def test_the_content_tells_the_format(form, tmp_path):
    path = tmp_path / "file.dat"
    path.write_bytes(sample(form))
    found = list(read_papers([path]))
    assert good(found) == expected(form)
    assert [item.sources for item in found if isinstance(item, Paper)] == [
        (f"file.dat#{n + 1}",) for n in range(len(expected(form)))
    ]
    assert list(read_papers([path], format=form)) == found
    told = [
        name
        for name, module in READERS.items()
        if import_module(module).sniff(sample(form).decode("utf-8", "replace"))
    ]
    assert told[0] == form


@pytest.mark.parametrize(
    "change", [lambda b: b"\xef\xbb\xbf" + b, lambda b: b.replace(b"\n", b"\r\n"), lambda b: b.rstrip(b"\n")]
)
@pytest.mark.parametrize("form", TEXTUAL)
def test_marks_and_line_ends_change_nothing(form, change):
    assert good(read(change(sample(form)), form)) == expected(form)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
@pytest.mark.parametrize("form", TEXTUAL)
def test_unicode_of_other_widths_is_told_by_its_mark(form, encoding, tmp_path):
    (tmp_path / "a").write_bytes(
        sample(form).decode().replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)
    )
    assert good(read_papers([tmp_path / "a"])) == expected(form)


@pytest.mark.parametrize("form", TEXTUAL)
def test_an_encoding_can_be_named(form, tmp_path):
    pairs = [(t, a.replace("ü", "ö")) for t, a in PAIRS[:1]] + [
        ("Über Äpfel", ("Größere Äpfel reifen später als kleine. " * 6).strip())
    ]
    (tmp_path / "a").write_bytes(
        sample(form, pairs).decode().replace("“", "").replace("”", "").encode("latin-1")
    )
    found = good(read_papers([tmp_path / "a"], encoding="latin-1"))
    assert found == [(t, a.strip()) for t, a in pairs][: len(found)]
    assert len(found) == min(len(expected(form)), 2)


def _zip(data):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", b"")
        archive.writestr("folder/inner", data)
    return file.getvalue()


@pytest.mark.parametrize(
    "pack", [gzip.compress, lzma.compress, bz2.compress, zstandard.ZstdCompressor().compress, _zip]
)
def test_packed_files(form, pack, tmp_path):
    (tmp_path / "a").write_bytes(sample(form))
    plain = good(read_papers([tmp_path / "a"]))
    (tmp_path / "a").write_bytes(pack(sample(form)))
    assert good(read_papers([tmp_path / "a"])) == plain
    (tmp_path / "a").write_bytes(pack(sample(form))[:-9])
    cut = list(read_papers([tmp_path / "a"]))
    assert [item.code for item in bad(cut)] in (
        [["no-abstract"], ["malformed"]] if form == "dblp" else [["malformed"]]
    )


@given(st.sampled_from(sorted(READERS)), st.lists(st.integers(1, 90), max_size=60))
@settings(deadline=None)
def test_any_split_of_the_stream_gives_the_same_papers(form, sizes):
    data = sample(form) if form != "frontmatter" else sample(form) * 2
    split = io.BufferedReader(Dribble(data, sizes), 8)
    assert list(import_module(READERS[form]).read(split, "x")) == read(data, form)


@pytest.mark.parametrize("form", [*XML, *JSON])
def test_small_pieces_give_the_same_records(form, monkeypatch):
    data = sample(form)
    whole = read(data, form)
    monkeypatch.setattr("kg.read.elements._DECLARATION", 50)
    for size in (1, 2, 3, 7, 61):
        monkeypatch.setattr("kg.read.window.PIECE", size)
        assert read(data, form) == whole


def test_truncation_gives_a_prefix_and_at_most_one_rejection(form):
    pairs = [(t, a[:90]) for t, a in PAIRS] if form not in ("text", "trending") else PAIRS
    data = sample(form, pairs)
    whole = good(read(data, form))
    for end in range(0, len(data), 1 if form in MARKED else 3):
        found = read(data[:end], form)
        if form not in MARKED:  # its records end where the file does, so the last one may be shortened
            assert good(found)[:-1] == whole[: max(len(good(found)) - 1, 0)]
        else:
            assert good(found) == whole[: len(good(found))]
        assert len(bad(found)) <= 1 + (form == "trending"), (
            "of a page, the start of an abstract may look like a title"
        )


@given(st.sampled_from(TEXTUAL), st.binary(max_size=400))
def test_any_bytes_give_papers_or_reasons(form, data):
    for head in (b"", sample(form)):
        for item in read(head + data, form):
            assert isinstance(item, Paper | Rejected)
            if isinstance(item, Rejected):
                assert item.reason
                assert "\n" not in item.reason
                item.record.encode()


@given(st.sampled_from(TEXTUAL), st.integers(0, 3000), st.binary(min_size=1, max_size=12))
def test_damage_in_the_middle_gives_papers_or_reasons(form, at, noise):
    data = sample(form)
    at = at % len(data)
    found = read(data[:at] + noise + data[at:], form)
    assert all(isinstance(item, Paper | Rejected) for item in found)


@pytest.mark.parametrize(
    ("form", "damage"),
    [
        *((form, b"\xe2quoted") for form in SEVERAL),
        *((form, rb"\quoted") for form in JSON),
        *((form, damage) for form in XML for damage in (b"&quoted;", b"<quoted>")),
    ],
)
def test_a_broken_record_costs_itself_alone(form, damage):
    data = sample(form)
    [fault] = bad(found := read(data.replace("“quoted”".encode(), damage), form))
    assert (fault.source, fault.code) == (
        "x#2",
        "encoding" if damage.startswith(b"\xe2") else "malformed",
    )
    assert good(found) == [PAIRS[0], PAIRS[2]]
    assert data.index(PAIRS[0][1].split()[0].encode()) < fault.offset <= data.index("“quoted”".encode())


@pytest.mark.parametrize("form", SEVERAL)
def test_a_rejection_tells_its_record_and_byte(form):
    data = sample(
        form, [PAIRS[0], (" ", PAIRS[1][1]), PAIRS[2]] if form not in ("text", "trending") else PAIRS
    )
    if form in ("text", "trending"):
        data = data.replace(PAIRS[1][1].encode(), b"\xff" * 300)
    found = read(data, form)
    [fault] = [item for item in bad(found) if item.code in ("no-title", "encoding")]
    assert fault.source == "x#2"
    assert fault.offset is not None
    first = next(
        data.index(mark) for mark in (PAIRS[0][1].encode(), PAIRS[0][1].split()[0].encode()) if mark in data
    )
    assert first < fault.offset < data.rindex("Ümläuten".encode())
    assert good(found)[0] == PAIRS[0]
    assert good(found)[-1] == PAIRS[2]


def test_standard_input(form, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(sample(form)), encoding="utf-8"))
    assert [item.sources for item in read_papers(["-"]) if isinstance(item, Paper)] == [
        (f"stdin#{n + 1}",) for n in range(len(expected(form)))
    ]


@given(
    st.lists(
        st.builds(
            Paper, st.text(min_size=1), st.text(min_size=1).filter(lambda t: t.strip() and "\0" not in t),
            st.text(min_size=1).filter(lambda t: t.strip() and "\0" not in t), st.none() | st.integers(1000, 9999),
            st.none() | st.text(min_size=1), st.lists(st.text(min_size=1), max_size=2).map(tuple),
            st.sets(st.sampled_from(["doi:10.1/x", "pmid:7"])).map(sorted).map(tuple),
            st.sets(st.sampled_from([SourceClaim("repository", "https://a.b/c", "official"), SourceClaim("Dataset", "X", "mentioned")])).map(sorted).map(tuple),
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
            assert (again.id, again.text, again.year, again.url) == (
                paper.id,
                paper.text,
                paper.year,
                paper.url,
            )
            assert (set(again.same_as) - {paper.id}, again.claims) == (
                set(paper.same_as) - {paper.id},
                paper.claims,
            )
            assert set(paper.sources) < set(again.sources) or set(paper.sources) == set(again.sources)
        elif not (not_available(paper.title) or not_available(paper.abstract)):
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
    with pytest.raises(InputError, match="no such file"):
        list(read_papers([tmp_path / "*.nothing"]))
    with pytest.raises(InputError, match="has no files"):
        list(read_papers([tmp_path]))
    with pytest.raises(UsageError, match="Did you mean 'papers'"):
        list(read_papers([PAGE_A], format="paper"))
    with pytest.raises(UsageError, match="unknown encoding"):
        list(read_papers([PAGE_A], encoding="utf-9"))


def test_patterns_and_folders_name_records_by_their_way(tmp_path):
    for name in ("a/one.jsonl", "a/b/two.jsonl", "a/.hidden"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(dump({"title": name, "abstract": "x"}) + "\n")
    assert [p.sources[0] for p in read_papers([tmp_path / "a"])] == ["b/two.jsonl#1", "one.jsonl#1"]
    assert [p.sources[0] for p in read_papers([tmp_path / "**" / "*.jsonl"])] == [
        "two.jsonl#1",
        "one.jsonl#1",
    ]
    (tmp_path / "a" / "b" / "evidence.sqlite").touch()  # a graph of kg is no input
    assert [p.sources[0] for p in read_papers([tmp_path / "a"])] == ["one.jsonl#1"]
