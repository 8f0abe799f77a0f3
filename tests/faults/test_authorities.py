"""Authorities and what goes wrong: those that an older version kept unchecked, a graph that cannot be computed, a kill, a full disk."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from kg.model import Link
from tests.cli.test_link import listed, store
from tests.daily import daily
from tests.faults.surroundings import ballast, disk, remount

__all__ = ["store"]

# What was kept by the version before, which checked nothing

OLD = {
    "nan.csv": ['["https://e.org/1", "BERT", [], "", "BERT", "https://e.org/s", "exactMatch", NaN]'],
    "huge.csv": ['["https://e.org/1", "BERT", [], "", "BERT", "https://e.org/s", "exactMatch", Infinity]'],
    "text.csv": ['["https://e.org/1", "BERT", [], "", "BERT", "https://e.org/s", "exactMatch", 1e400]'],
    "below.csv": ['["https://e.org/1", "BERT", [], "", "BERT", "https://e.org/s", "exactMatch", -5.0]'],
    "iri.csv": [
        '["https://e.org/a b", "BERT", [], "", "", "", "", 0.0]',
        '["https://e.org/\\u0000", "BERT", [], "", "", "", "", 0.0]',
    ],
    "name.csv": ['["https://e.org/1", "BERT\\u0000", ["BERT"], "", "", "", "", 0.0]'],
    "half.csv": ['["https://e.org/1", "BERT\\ud800", ["BERT"], "", "", "", "", 0.0]'],
    "shape.csv": [
        '{"iri": 1}',
        "[]",
        '"x"',
        "null",
        "[1, 2, 3]",
        '["https://e.org/1", "BERT", "alias"]',
        "not JSON",
        "",
    ],
    "deep.csv": ["[" * 100_000],
    "papergraph": ['["https://e.org/1", "BERT", [], "", "", "", "", 0.0]'],
}
DAILY = ("nan.csv", "iri.csv", "half.csv", "shape.csv", "papergraph")
KEPT = '["https://e.org/kept", "BERT", [], "Model", "", "", "", 0.0]'


def keep_old(store, name, values):
    """Put rows into the evidence as the version before did, and leave it as that version did: not computed yet."""
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db, db:
        db.executemany(
            "INSERT INTO authority VALUES (?, ?, ?)",
            [(name, number, value) for number, value in enumerate(values)],
        )
        db.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
        db.execute("UPDATE meta SET value = json_replace(value, '$[3]', 'older') WHERE name = 'graph'")


def exports_work(kg, store):
    assert kg("validate", "--store", store).code == 0
    for form in ("nquads", "trig", "turtle", "jsonld", "jsonl"):
        assert kg("export", form, "--store", store).code == 0, form
    for form in ("graphml", "csv"):
        shutil.rmtree(store.parent / form, ignore_errors=True)
        assert kg("export", form, "--store", store, "-o", store.parent / form).code == 0, form


@pytest.mark.parametrize("name", daily(OLD, DAILY))
def test_what_an_older_version_kept_is_healed_by_the_next_run(name, kg, store, tmp_path):
    keep_old(store, name, [*OLD[name], KEPT])
    number = len(OLD[name]) + (name == "papergraph")
    found = kg("run", "--input", tmp_path / "papers.jsonl", "--store", store)
    assert found.code == 0
    skipped = f"{name}: skipped {number} entries that no store can hold"
    line = f"{skipped}; link a corrected file, or run kg link --remove {name}"
    assert found.err.splitlines().count(line) == 1
    assert {row["object_id"] for row in listed(kg, store)} == (
        {"https://e.org/kept"} if name != "papergraph" else set()
    )
    exports_work(kg, store)
    found = kg("link", "--remove", name, "--store", store)
    assert (found.code, "skipped" in found.err) == (0, False)
    assert listed(kg, store) == []
    exports_work(kg, store)


@pytest.mark.parametrize("name", daily(OLD, DAILY))
def test_what_an_older_version_kept_is_healed_by_its_removal(name, kg, store):
    keep_old(store, name, OLD[name])
    found = kg("link", "--remove", name, "--store", store)
    assert (found.code, found.err) == (0, f"removed {name} and its 0 links\n")
    exports_work(kg, store)


def test_a_graph_that_an_older_version_computed_with_a_bad_iri_is_computed_again(kg, store):
    """It is up to date by its own account, but cannot be exported."""
    keep_old(store, "iri.csv", [])
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db, db:
        db.execute("INSERT INTO authority VALUES ('iri.csv', 0, ?)", (OLD["iri.csv"][0],))
        (concept,) = db.execute("SELECT iri FROM concept WHERE name = 'BERT'").fetchone()
        db.execute(
            "INSERT INTO link VALUES (?, 'exactMatch', 'https://e.org/a b', 'BERT', 0.9, 'r', 'iri.csv', 0)",
            (concept,),
        )
        db.execute("UPDATE meta SET value = (SELECT value FROM meta WHERE name = 'generation') || ' https://w3id.org/papergraph/' WHERE name = 'graph'")  # fmt: skip
    exports_work(kg, store)
    cypher = "MATCH (m) WHERE m.name = 'BERT' RETURN m.exactMatch AS match"
    assert json.loads(kg("query", cypher, "--store", store, "--format", "jsonl").out) == {"match": None}


def test_a_graph_of_an_older_version_that_cannot_be_written_to_is_read_as_it_is(kg, store, tmp_path):
    assert kg("link", "-a", tmp_path / "topics.csv", "--store", store).code == 0
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db, db:
        db.execute("UPDATE meta SET value = json_replace(value, '$[3]', 'older') WHERE name = 'graph'")
    with disk(tmp_path / "disk", 20_000_000) as folder:
        frozen = shutil.copytree(store, folder / "g")
        remount(folder, "ro")
        assert (
            _graph(kg("export", "nquads", "--store", frozen).out)
            == _graph(kg("export", "nquads", "--store", store).out)
            != ""
        )


# All or nothing


def content(store):
    """Return what is in the evidence, and the bytes of the stores."""
    files = {
        str(path): path.read_bytes()
        for path in store.rglob("*")
        if path.is_file() and path.name.partition("-")[0] not in ("evidence.sqlite", "lock")
    }
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db:
        return files | {"log": list(db.iterdump())}


@pytest.mark.parametrize("options", [[], ["--remove", "topics.csv"]])
@pytest.mark.parametrize(
    "error",
    [ZeroDivisionError("boom"), sqlite3.OperationalError("database or disk is full"), KeyboardInterrupt()],
)
def test_nothing_is_kept_where_the_graph_cannot_be_computed(error, options, kg, store, tmp_path, monkeypatch):
    assert kg("link", "-a", tmp_path / "topics.csv", "--store", store).code == 0
    before, rows = content(store), listed(kg, store)
    (tmp_path / "more.csv").write_text("id,name\nhttps://e.org/more,BERT\n")

    def failing(*_):
        yield Link("c", "exactMatch", "https://e.org/1", "BERT", 0.9, "r", "more.csv")
        raise error

    with monkeypatch.context() as patch:
        patch.setattr("kg.resolve.links.links", failing)
        found = kg("link", "-a", tmp_path / "more.csv", *options, "--store", store)
        assert found.code in (69, 70, 130)
        assert found.err.count("\n") == 1
    assert content(store) == before
    assert listed(kg, store) == rows
    assert kg("link", "-a", tmp_path / "more.csv", *options, "--store", store).code == 0


@pytest.mark.parametrize("stage", ["resolve", "graph", "within"])
def test_a_kill_on_the_way_leaves_the_log_as_it_was(stage, kg, store, tmp_path):
    before = kg("export", "nquads", "--store", store).out
    program = (
        "import os, signal, sys; from pathlib import Path; import kg.graph.build as build; from kg.workspace import link\n"
        "def die(*_): os.kill(os.getpid(), signal.SIGKILL)\n"
        f"if {stage!r} == 'within': build._set_units = die\n"
        f"link([Path({str(tmp_path / 'topics.csv')!r})], (), Path({str(store)!r}), lambda name, *_: name == {stage!r} and die())"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)
    assert done.returncode == -signal.SIGKILL
    assert listed(kg, store) == []
    assert kg("export", "nquads", "--store", store).out == before
    with closing(sqlite3.connect(store / "evidence.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM authority").fetchone() == (0,)


def test_a_full_disk_leaves_the_log_as_it_was(kg, store, tmp_path):
    with disk(tmp_path / "disk", 20_000_000) as folder:
        small = shutil.copytree(store, folder / "g")
        rows = "".join(f"https://e.org/{n},thing {n}\n" for n in range(100_000))
        (tmp_path / "big.csv").write_text(f"id,name\n{rows}")
        with ballast(folder, 2_000_000):
            found = kg("link", "-a", tmp_path / "big.csv", "--store", small)
            assert (found.code, "no space left on the disk" in found.err) == (69, True)
        assert listed(kg, small) == []
        assert "has no authority called 'big.csv'" in kg("link", "--remove", "big.csv", "--store", small).err


# To take something away, the graph need not be computed before


def test_an_authority_that_makes_computing_fail_can_be_removed(kg, store, tmp_path, monkeypatch):
    """Two that a bug of ours cannot take, as an older version kept them: each goes by itself."""
    from kg.resolve import links as module

    real = module.links

    def fragile(concepts, entries, labels):
        known = list(entries)
        assert not {"bad1.csv", "bad2.csv"} & {name for name, _ in known}, "boom"
        return real(concepts, known, labels)

    monkeypatch.setattr(module, "links", fragile)
    for name in ("bad1.csv", "bad2.csv"):
        keep_old(store, name, [KEPT])
    assert kg("run", "--input", tmp_path / "papers.jsonl", "--store", store).code == 70
    assert kg("link", "--remove", "bad1.csv", "--store", store).code == 70, "the other one is still there"
    assert kg("link", "--remove", "bad1.csv", "--store", store).code == 2, "but this one has gone"
    assert kg("link", "--remove", "bad2.csv", "--store", store).code == 0
    exports_work(kg, store)


def test_a_paper_that_makes_computing_fail_can_be_forgotten(kg, store, tmp_path, monkeypatch):
    from kg.graph import build

    real = build.statements

    def fragile(extraction, *rest):
        assert extraction.id != "bad", "boom"
        return real(extraction, *rest)

    before = kg("export", "nquads", "--store", store).out
    (tmp_path / "bad.jsonl").write_text(
        '{"id": "bad", "title": "A bad one", "abstract": "We propose BarNet."}\n'
    )
    monkeypatch.setattr(build, "statements", fragile)
    kg("run", "--input", tmp_path / "bad.jsonl", "--store", store)
    found = kg("forget", "bad", "--store", store)
    assert (found.code, found.err) == (0, "forgot 1 of 1 papers\n")
    assert kg("export", "nquads", "--store", store).out == before


def _graph(quads):
    """Return N-Quads without what they say of their making, as which version made them."""
    return [line for line in quads.splitlines() if "/about#" not in line]
