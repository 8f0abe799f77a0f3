"""Graphs that an older kg made are opened, and their tables of truth converted in place, in one transaction."""

import lzma
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.evidence.database import EvidenceDatabase
from kg.evidence.versions import Settings
from kg.graph.view import edges, links, nodes
from kg.workspace import compute

DATA = Path(__file__).parents[2] / "data"
OLD = DATA / "schema-4.sql.xz"  # the sample pages, another base IRI, one decision, one authority
TRUTH = {
    "record": "record",
    "extraction": "extraction",
    "judgement": "decision",
    "authority": "authority",
    "reject": "reject",
}
TODAY = {name: name for name in TRUTH.values()}


@pytest.fixture
def old(tmp_path):
    with closing(sqlite3.connect(tmp_path / "log.sqlite")) as db:
        db.executescript(lzma.decompress(OLD.read_bytes()).decode())
    return tmp_path


def rows(folder, tables):
    """Return the rows of tables; a record had no metadata until schema 5."""
    with closing(sqlite3.connect(folder / "log.sqlite")) as db:
        found = {
            new: db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table, new in tables.items()
        }
    return found | {"record": [row if len(row) == 9 else (*row, "{}") for row in found["record"]]}


def test_a_graph_of_schema_4_keeps_all_that_was_read_and_decided(old):
    before = rows(old, TRUTH)
    assert all(before[name] for name in ("record", "extraction", "decision", "authority"))
    with EvidenceDatabase(old) as evidence:
        assert evidence.settings == Settings("https://example.org/graph/")
        assert evidence.graph_version is None
        assert [decision.kind for decision in evidence.decisions.all()] == ["split"]
        assert evidence.authorities.names() == {"names.csv"}
        compute(evidence, lambda *_: None)
        assert len(list(links(evidence))) == 2
        assert sum(node.label == "Result" for node in nodes(evidence)) == 54
        assert all(
            node.iri.startswith("https://example.org/graph/")
            for node in nodes(evidence)
            if node.label == "Method"
        )
        assert list(edges(evidence))
    assert rows(old, TODAY) == before
    assert not (old / "evidence.sqlite").exists()


@pytest.mark.parametrize("schema", ["2", "3"])
def test_older_ones_differ_in_what_is_computed_only(old, schema):
    with closing(sqlite3.connect(old / "log.sqlite")) as db:
        db.executescript(
            f"DROP TABLE link; ALTER TABLE concept DROP COLUMN unit; UPDATE meta SET value = '{schema}' WHERE name = 'schema'"
        )
    before = rows(old, TRUTH)
    with EvidenceDatabase(old) as evidence:
        compute(evidence, lambda *_: None)
        assert len(list(nodes(evidence))) == 212
    assert rows(old, TODAY) == before


def test_an_error_in_the_middle_changes_nothing(old):
    with closing(sqlite3.connect(old / "log.sqlite")) as db:
        db.execute(
            "CREATE TABLE decision (name TEXT, other TEXT, kind TEXT NOT NULL, PRIMARY KEY (name, other)) WITHOUT ROWID"
        )
        db.execute("INSERT INTO decision SELECT * FROM judgement")  # so that the copy breaks the key
        db.commit()
        before = list(db.iterdump())
    with pytest.raises(StoreError):
        EvidenceDatabase(old)
    with closing(sqlite3.connect(old / "log.sqlite")) as db:
        assert list(db.iterdump()) == before


def test_tables_of_an_older_schema_are_taken_as_kg_made_them_only(old):
    with closing(sqlite3.connect(old / "log.sqlite")) as db:
        db.executescript(
            "DROP TABLE judgement; CREATE TABLE judgement (name TEXT, other TEXT, kind TEXT, PRIMARY KEY (name, other))"
        )
    with pytest.raises(StoreError, match="kg does not make its table 'judgement'"):
        EvidenceDatabase(old)
