"""A graph of the version before, run again over the same files, is a graph made afresh."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.evidence.database import EvidenceDatabase
from tests.small_corpus import written

DATA = Path(__file__).parents[1] / "data"  # schema-N.sql.xz: made from the files of tests.small_corpus
VERSIONS = (5, 6)
EXPORTS = ("csv", "graphml", "jsonl", "jsonld", "nquads", "trig", "turtle")


@pytest.fixture(params=VERSIONS)
def old(request, tmp_path):
    (tmp_path / "old").mkdir()
    with closing(sqlite3.connect(tmp_path / "old" / "evidence.sqlite")) as db:
        dump = DATA / f"schema-{request.param}.sql.xz"
        db.executescript(lzma.decompress(dump.read_bytes()).decode())
        if request.param >= 6:  # since then a source is known by its path
            for name, path in db.execute("SELECT name, CAST(path AS TEXT) FROM file").fetchall():
                here = path.replace("/corpus", str(tmp_path / "files"))
                db.execute("UPDATE file SET path = ? WHERE name = ?", (here.encode(), name))
            db.commit()
    return tmp_path / "old"


def exported(kg, store, folder):
    """Return the bytes of all exports, by file."""
    for name in EXPORTS:
        done = kg("export", name, "--store", store, "-o", folder / name)
        assert done.code == 0, done.err
    return {
        file.relative_to(folder): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


def test_an_older_graph_keeps_what_was_read_and_extracted(old):
    tables = ("record", "extraction", "reject", "decision", "authority")
    with closing(sqlite3.connect(old / "evidence.sqlite")) as db:
        before = {name: db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
        settings = db.execute("SELECT value FROM meta WHERE name = 'settings'").fetchall()
    with EvidenceDatabase(old) as evidence:
        after = {name: evidence.db.execute(f"SELECT * FROM {name}").fetchall() for name in tables}
        assert evidence.db.execute("SELECT value FROM meta WHERE name = 'settings'").fetchall() == settings
    assert len(before["record"]) >= 13
    width = len(after["record"][0])
    assert after == before | {"record": [(*row, "{}")[:width] for row in before["record"]]}


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
