"""A file that is read again replaces its records: the graph is that of the files as they are, whatever was read before."""

import io
import json
import os
import shutil
import sys
import tarfile
import threading
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.run
from kg.errors import TooManyRejects
from kg.evidence.database import EvidenceDatabase
from kg.evidence.versions import Settings
from kg.pipeline import Pipeline
from kg.read import read_files
from kg.read.names import Names
from tests.faults.surroundings import exported

BLANK = '[nlp]\nlang = "en"\npipeline = ["sentencizer"]\n[components]\n[components.sentencizer]\nfactory = "sentencizer"\n'
ABSTRACT = (
    "We propose FooNet, a network that sorts pebbles by weight without any other resource than patience."
)


def bib(*entries):
    """Return BibTeX of (title, DOI or None)."""
    fields = ((title, f"doi = {{{doi}}}, " if doi else "") for title, doi in entries)
    return "\n".join(
        f"@misc{{x, {doi}title = {{{title}}}, abstract = {{{ABSTRACT} {title}.}}}}" for title, doi in fields
    )


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(kg.run, "_BATCH", 1)  # so that an interrupt falls between any two records
    (tmp_path / "blank.cfg").write_text(BLANK)
    return tmp_path / "g"


def read(store, *paths, progress=lambda *_: None, **options):
    """Run all stages, with a spaCy pipeline that finds nothing."""
    pipeline = Pipeline(settings=Settings(language=str(store.parent / "blank.cfg")), stores=())
    return kg.run.run(pipeline, map(str, paths), store, progress=progress, **options)


def papers(store):
    """Return the title and sources of all papers, by id."""
    with EvidenceDatabase(store) as evidence:
        return {paper.id: (paper.title, *paper.sources) for paper in evidence.papers.all()}


def write(path, text):
    path.parent.mkdir(exist_ok=True, parents=True)
    path.write_text(text)
    return path


def test_a_record_that_gets_an_id_is_the_same_paper_and_one_that_goes_is_gone(store, tmp_path):
    refs = write(tmp_path / "refs.bib", bib(("Moss", None), ("Tide", None), ("Rust", "10.1234/rust")))
    assert len(read(store, refs).papers) == 3
    write(refs, bib(("Moss", "10.1234/moss"), ("Tide", None)))
    summary = read(store, refs)
    assert (summary.line(), summary.extracted) == ("read 2 = accepted 2 + duplicate 0 + rejected 0", 0)
    assert sorted(papers(store).values()) == [("Moss", "refs.bib#1"), ("Tide", "refs.bib#2")]
    assert "doi:10.1234/moss" in papers(store)
    read(tmp_path / "fresh", refs)
    assert exported(store) == exported(tmp_path / "fresh")


def test_a_second_run_changes_nothing(store, tmp_path):
    write(tmp_path / "in" / "refs.bib", bib(("Moss", None), ("Moss", "10.1234/moss")))
    write(tmp_path / "in" / "sub" / "refs.bib", bib(("Tide", None)))
    assert read(store, tmp_path / "in").changed
    with EvidenceDatabase(store) as evidence:
        before = evidence.generation, list(evidence.db.iterdump())
    assert not read(store, tmp_path / "in").changed
    with EvidenceDatabase(store) as evidence:
        assert (evidence.generation, list(evidence.db.iterdump())) == before


def keys(store):
    """Return the (id, source) of all records."""
    with EvidenceDatabase(store) as evidence:
        return set(evidence.db.execute("SELECT id, source FROM record"))


@pytest.mark.parametrize("stop", range(1, 9))  # two files, three records, two ends, and the merge
def test_an_interrupted_reading_takes_nothing_away(store, tmp_path, stop):
    one, two = tmp_path / "one.bib", tmp_path / "two.bib"
    write(one, bib(("Moss", None), ("Tide", None), ("Rust", None)))
    write(two, bib(("Bark", None), ("Lamp", None)))
    read(store, one, two)
    before = keys(store)
    write(one, bib(("Moss", "10.1234/moss"), ("Tide", None)))
    write(two, bib(("Lamp", None)))
    steps = iter(range(1, 9))

    def interrupt(stage, *_):
        if stage in ("read", "merge") and next(steps) == stop:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read(store, one, two, progress=interrupt)
    assert before <= keys(store)
    read(store, one, two)
    assert sorted(papers(store).values()) == [
        ("Lamp", "two.bib#1"), ("Moss", "one.bib#1"), ("Tide", "one.bib#2"),
    ]  # fmt: skip


def test_too_many_rejects_take_nothing_away(store, tmp_path):
    refs = write(
        tmp_path / "refs.jsonl", '{"title": "T", "abstract": "A."}\n{"title": "U", "abstract": "A."}\n'
    )
    read(store, refs)
    before = papers(store)
    write(refs, '{"title": "T", "abstract": "A."}\n{"title": "U"}\n')
    with pytest.raises(TooManyRejects):
        read(store, refs, max_rejects=0)
    assert papers(store) == before
    read(store, refs)
    assert [title for title, *_ in papers(store).values()] == ["T"]


def records(*titles):
    return "".join(json.dumps({"title": title, "abstract": ABSTRACT + title}) + "\n" for title in titles)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("", []),
        (records("Moss"), ["Moss"]),
        (records("Moss")[:-20], ["Moss", "Tide"]),  # cut off
        ("\x1f\x8b", ["Moss", "Tide"]),
        ("%PDF-1.7\n", ["Moss", "Tide"]),
        ("no known format", ["Moss", "Tide"]),
        ("[" + records("Moss").rstrip() + ",", ["Moss", "Tide"]),
    ],
)
def test_a_file_that_cannot_be_read_to_its_end_keeps_its_records(store, tmp_path, text, left):
    file = write(tmp_path / "p.jsonl", records("Moss", "Tide"))
    read(store, file)
    file.write_bytes(text.encode("latin-1"))
    read(store, file)
    assert sorted(title for title, *_ in papers(store).values()) == left


def test_in_a_format_that_it_is_not_a_file_keeps_its_records(store, tmp_path):
    file = write(tmp_path / "refs.bib", bib(("Moss", None)))
    read(store, file)
    pipeline = Pipeline(settings=Settings(language=str(tmp_path / "blank.cfg")), stores=(), format="ris")
    assert kg.run.run(pipeline, [str(file)], store, progress=lambda *_: None).reasons == {"empty": 1}
    assert len(papers(store)) == 1


def test_files_of_one_name_in_one_run_and_in_two(store, tmp_path):
    files = [write(tmp_path / name / "refs.bib", bib((name, None))) for name in "abc"]
    read(store, *files[:2])
    assert sorted(papers(store).values()) == [("a", "refs.bib#1"), ("b", "b/refs.bib#1")]
    read(store, files[2])
    read(store, files[1], files[0])
    assert sorted(papers(store).values()) == [
        ("a", "refs.bib#1"),
        ("b", "b/refs.bib#1"),
        ("c", "c/refs.bib#1"),
    ]
    write(files[0], bib(("A", None)))
    read(store, tmp_path / "a")
    assert ("A", "refs.bib#1") in papers(store).values()
    assert len(papers(store)) == 3
    assert str(tmp_path).encode() not in exported(store)


def test_a_folder_that_was_moved(store, tmp_path):
    write(tmp_path / "old" / "refs.bib", bib(("Moss", None), ("Tide", None)))
    write(tmp_path / "old" / "sub" / "refs.bib", bib(("Rust", None)))
    read(store, tmp_path / "old")
    shutil.move(tmp_path / "old", tmp_path / "new")
    before = exported(store)
    assert not read(store, tmp_path / "new").changed
    assert exported(store) == before
    write(tmp_path / "new" / "refs.bib", bib(("Tide", None)))
    read(store, tmp_path / "new")
    assert sorted(papers(store).values()) == [("Rust", "sub/refs.bib#1"), ("Tide", "refs.bib#1")]


def archive(path, members):
    """Write a zip or tar archive of {name: text}."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as made:
            for name, text in members.items():
                made.writestr(name, text)
    else:
        with tarfile.open(path, "w:gz") as made:
            for name, text in members.items():
                info = tarfile.TarInfo(name)
                info.size = len(text)
                made.addfile(info, io.BytesIO(text.encode()))
    return path


@pytest.mark.parametrize("name", ["all.zip", "all.tgz"])
def test_an_archive_is_replaced_with_all_its_members(store, tmp_path, name):
    members = {"a.bib": bib(("Moss", None)), "b.bib": bib(("Tide", None)), "LICENSE": "All rights reserved."}
    file = archive(tmp_path / name, members)
    read(store, file)
    with EvidenceDatabase(store) as evidence:
        assert [rejected.source for rejected in evidence.rejects.all()] == [f"{name}/LICENSE"]
    archive(file, {"a.bib": bib(("Moss", None), ("Rust", None))})
    read(store, file)
    assert sorted(papers(store).values()) == [("Moss", f"{name}/a.bib#1"), ("Rust", f"{name}/a.bib#2")]
    with EvidenceDatabase(store) as evidence:
        assert list(evidence.rejects.all()) == []
    archive(file, {"a.bib": bib(("Moss", None))})
    file.write_bytes(file.read_bytes()[:-30])
    read(store, file)
    assert len(papers(store)) == 2, "it is broken"


def test_standard_input_and_pipes_only_add(store, tmp_path, monkeypatch):
    for title in ("Moss", "Tide"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bib((title, None)).encode())))
        read(store, "-")
    os.mkfifo(tmp_path / "pipe.bib")
    for title in ("Rust", "Bark"):
        writer = threading.Thread(target=write, args=(tmp_path / "pipe.bib", bib((title, None))))
        writer.start()
        read(store, tmp_path / "pipe.bib")
        writer.join()
    assert sorted(papers(store).values()) == [
        ("Bark", "pipe.bib#1"), ("Moss", "stdin#1"), ("Rust", "pipe.bib#1"), ("Tide", "stdin#1"),
    ]  # fmt: skip


def test_a_dry_run_counts_and_keeps_nothing(store, tmp_path):
    for name in "ab":
        write(tmp_path / name / "refs.bib", bib(("Moss", None), (name, None)))
    summary = kg.run.preview(Pipeline(), [str(tmp_path / "a"), str(tmp_path / "b")], progress=lambda *_: None)
    assert summary.line() == "read 4 = accepted 3 + duplicate 1 + rejected 0"
    assert not store.exists()


def test_a_record_stands_for_the_sources_that_it_names_only_while_it_is_there(store, tmp_path):
    """Papers as `kg read` prints them name the records that they were read from, which may be read as well."""
    value = {"title": "Moss", "abstract": ABSTRACT, "sources": ["refs.bib#1", "other.bib#7"]}
    file = write(tmp_path / "p.jsonl", json.dumps({**value, "id": "moss"}) + "\n")
    refs = write(tmp_path / "refs.bib", bib(("Stone", None)))
    read(store, file, refs)
    assert sorted(papers(store).values()) == [
        ("Moss", "other.bib#7", "p.jsonl#1", "refs.bib#1"), ("Stone", "refs.bib#1"),
    ]  # fmt: skip
    write(file, json.dumps({**value, "id": "moss", "sources": ["other.bib#8"]}) + "\n")
    read(store, file)
    assert papers(store)["moss"] == ("Moss", "other.bib#8", "p.jsonl#1")


titles = st.lists(
    st.tuples(st.sampled_from(["Moss", "Tide", "Rust"]), st.sampled_from([None, "10.1/a", "10.1/b"])),
    max_size=3,
)
versions = st.lists(
    st.tuples(st.sampled_from(["a.bib", "b.bib", "sub/a.bib"]), titles), min_size=1, max_size=6
)


@given(versions, st.randoms(use_true_random=False))
@settings(max_examples=30)
def test_what_was_read_before_leaves_no_trace(tmp_path_factory, versions, random):
    """Whatever versions of files were read in whatever order, the papers are those of a first reading of the last ones."""
    folder = tmp_path_factory.mktemp("changed")

    def reading(evidence, *paths):
        current = evidence.reading()
        for item in read_files(paths, Names(current.paths())):
            current.add([item])
        return current.end()

    def outcome(evidence):
        return [list(evidence.papers.all()), list(evidence.papers.clashes())] + [
            sorted(evidence.db.execute(f"SELECT * FROM {table}"), key=repr)
            for table in ("record", "member", "reject")
        ]

    with EvidenceDatabase(folder / "g") as evidence, EvidenceDatabase(folder / "fresh") as fresh:
        for name, entries in versions:
            write(folder / "in" / name, bib(*entries))
            reading(evidence, folder / "in")
        files = sorted(path for path in (folder / "in").rglob("*") if path.is_file())
        random.shuffle(files)
        for file in files:
            reading(evidence, file)
        reading(fresh, folder / "in")
        assert outcome(evidence) == outcome(fresh)
