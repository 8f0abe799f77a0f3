"""A graph of the version before, run again over the same files, is a graph made afresh."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.evidence.database import EvidenceDatabase
from tests.small_corpus import written

DUMP = Path(__file__).parents[1] / "data" / "schema-5.sql.xz"  # made from the files of tests.small_corpus
EXPORTS = ("csv", "graphml", "jsonl", "jsonld", "nquads", "trig", "turtle")


@pytest.fixture
def old(tmp_path):
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / "evidence.sqlite")) as db:
        db.executescript(lzma.decompress(DUMP.read_bytes()).decode())
    return tmp_path / "old"


def exported(kg, store, folder):
    """Return the bytes of all exports, by file."""
    for name in EXPORTS:
        done = kg("export", name, "--store", store, "-o", folder / name)
        assert done.code == 0, done.err
    return {
        file.relative_to(folder): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_a_graph_of_schema_5_keeps_what_was_read_and_extracted(old):
    tables = ("record", "extraction", "reject", "decision", "authority")
    with closing(sqlite3.connect(old / "evidence.sqlite")) as db:
        before = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
        settings = db.execute("SELECT value FROM meta WHERE name = 'settings'").fetchall()
    with EvidenceDatabase(old) as evidence:
        after = {name: evidence.db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
        assert evidence.db.execute("SELECT value FROM meta WHERE name = 'settings'").fetchall() == settings
    assert len(before["record"]) == 16
    assert after == before | {"record": [(*row, "{}") for row in before["record"]]}


def test_run_again_it_is_what_it_would_be_afresh(kg, old, tmp_path):
    files = written(tmp_path / "files")
    for store in (old, tmp_path / "new"):
        kg("run", files, "--model", "fast", "--store", store)
    (tmp_path / "exports").mkdir()
    found = [exported(kg, store, tmp_path / "exports" / store.name) for store in (old, tmp_path / "new")]
    assert found[0] == found[1]
    assert len(found[0]) > len(EXPORTS)
    assert kg("validate", "--store", old).out == kg("validate", "--store", tmp_path / "new").out
    assert "graph unchanged" in kg("run", files, "--store", old).err
