"""The papers: records as read, their grouping into papers, and the merging of their texts."""

__all__ = ["Papers"]

import json
import sqlite3
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace

from kg.evidence import versions
from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.evidence.connection import Connection
from kg.evidence.duplicates import Clash, Group, SourceRecord, group
from kg.evidence.forgotten import Forgotten
from kg.evidence.records import merged, row
from kg.ids import fold
from kg.model import Paper

_DERIVED = ("paper", "member", "known_as", "clash")

# An upsert without effect is not a change: a second run must not start a new generation.
_UPSERT = """
INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET title = excluded.title, abstract = excluded.abstract, year = excluded.year, url = excluded.url,
    same_as = excluded.same_as, claims = excluded.claims, metadata = excluded.metadata
WHERE (title, abstract, year, url, same_as, claims, metadata) IS NOT (excluded.title, excluded.abstract,
    excluded.year, excluded.url, excluded.same_as, excluded.claims, excluded.metadata)"""
_KEYED = """
SELECT id, source FROM record
WHERE metadata LIKE '%"keys"%' AND EXISTS (SELECT 1 FROM json_each(metadata, '$.keys') WHERE value = ?)"""
_GROUPED = "papers"  # the code by which the tables of papers were made from the present records


class Papers:
    """The papers of an evidence database, each merged from its records.

    A record is what one source says about a paper.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._db = connection.db

    def add(self, papers: Iterable[Paper]) -> None:
        """Add or replace the record that each paper was read from, in one transaction."""
        with self._connection.transaction():
            if self._db.executemany(_UPSERT, map(row, papers)).rowcount > 0:
                self._ungroup()

    def remove(self, condition: str, values: Iterable[tuple[str, ...]] = ((),)) -> None:
        """Remove the records `r` for which an SQL condition holds with any of the values, in one transaction."""
        with self._connection.transaction():
            statement = f"DELETE FROM record AS r WHERE {condition}"  # noqa: S608 - ours
            if self._db.executemany(statement, values).rowcount > 0:
                self._ungroup()

    def all(self) -> Iterator[Paper]:
        """Yield every paper, by id."""
        self.group()
        return merged(self._db)

    def get(self, name: str) -> Paper | None:
        """Return the paper with an id, or None."""
        paper = self._id(name)
        return None if paper is None else next(merged(self._db, paper))

    def ids_of(self, records: Container[tuple[str, str]]) -> set[str]:
        """Return the ids of the papers with any of these records, given as (id, source)."""
        self.group()
        rows = self._db.execute("SELECT paper, id, source FROM member")
        return {paper for paper, *record in rows if tuple(record) in records}

    def with_key(self, key: str) -> list[str]:
        """Return the ids of the papers with a citation key, letter by letter."""
        return sorted(self.ids_of(set(self._db.execute(_KEYED, (key,)))))

    def clashes(self) -> Iterator[Clash]:
        """Yield the ids that two papers claim, by id."""
        self.group()
        return map(
            Clash._make,
            self._db.execute(
                "SELECT id, title, source, other_title, other_source FROM clash ORDER BY 1, 2, 3, 4, 5"
            ),
        )

    def forget(self, names: Iterable[str], forgotten: Forgotten | None = None) -> list[str]:
        """Remove papers, by any of their ids, in one transaction; return the unknown ids.

        Their statements disappear when the graph is next computed. `forgotten` keeps them out from then on.
        """
        ids = {name: self._id(name) for name in names}
        with self._connection.transaction():
            for paper in {paper for paper in ids.values() if paper is not None}:
                if forgotten is not None:
                    forgotten.add(paper)
                self._db.execute(
                    "DELETE FROM record "
                    "WHERE (id, source) IN (SELECT id, source FROM member WHERE paper = ?)",
                    (paper,),
                )
                self._db.execute("DELETE FROM extraction WHERE paper = ?", (paper,))
                self._ungroup()
        return [name for name, paper in ids.items() if paper is None]

    def group(self) -> None:
        """Update the tables of papers from the records, if these or the code have changed.

        The graph is already stale then, so this starts no generation.

        In a read-only folder they stay unchanged.
        """
        code = versions.grouping()
        if self._connection.writable and self._connection.meta(_GROUPED) != code:
            with nullcontext() if self._db.in_transaction else self._connection.transaction(counts=False):
                _regroup(self._db)
                self._connection.set_meta(_GROUPED, code)

    def _ungroup(self) -> None:
        """Mark the grouping as stale, within a transaction that changes records."""
        self._db.execute("DELETE FROM meta WHERE name = ?", (_GROUPED,))

    def _id(self, name: str) -> str | None:
        self.group()
        row = self._db.execute("SELECT paper FROM known_as WHERE id = ?", (name,)).fetchone()
        return None if row is None else str(row[0])


def _regroup(db: sqlite3.Connection) -> None:
    """Regroup the records into papers, within the caller's transaction.

    The extraction of a paper that disappears is deleted, unless another paper now has the same text.
    """
    records = (
        SourceRecord(id, source, title, tuple(json.loads(same_as)), size)
        for id, source, title, same_as, size in db.execute(
            "SELECT id, source, title, same_as, coalesce(length(abstract), 0) FROM record ORDER BY id, source"
        )
    )

    def words(record: SourceRecord) -> frozenset[str]:
        row = db.execute(
            "SELECT abstract FROM record WHERE id = ? AND source = ?", (record.id, record.source)
        ).fetchone()
        return frozenset(fold(row[0] or "").split())

    groups, clashes = group(records, words)
    renamed = _renamed(db, groups)
    for table in _DERIVED:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
    db.executemany(
        "INSERT INTO paper VALUES (?, ?)",
        ((one.id, json.dumps(one.same_as, ensure_ascii=False)) for one in groups),
    )
    db.executemany(
        "INSERT INTO member VALUES (?, ?, ?)",
        ((one.id, r.id, r.source) for one in groups for r in one.records),
    )
    db.executemany(
        "INSERT INTO known_as VALUES (?, ?)", ((name, one.id) for one in groups for name in one.ids)
    )
    db.executemany("INSERT INTO clash VALUES (?, ?, ?, ?, ?)", clashes)
    for old, papers in renamed:
        _move(db, old, papers)


def _renamed(db: sqlite3.Connection, groups: list[Group]) -> list[tuple[str, list[str]]]:
    """Return the ids of extractions without a paper, each with the papers that its sources now give."""
    present = {one.id for one in groups}
    orphans = [
        paper
        for (paper,) in db.execute("SELECT paper FROM extraction ORDER BY paper")
        if paper not in present
    ]
    if not orphans:
        return []
    papers_of: dict[str, set[str]] = defaultdict(set)  # by source: a record may have another id now
    for one in groups:
        for record in one.records:
            papers_of[record.source].add(one.id)
    members = {
        old: db.execute("SELECT source FROM member WHERE paper = ?", (old,)).fetchall() for old in orphans
    }
    return [
        (old, sorted({paper for (source,) in sources for paper in papers_of.get(source, ())}))
        for old, sources in members.items()
    ]


def _move(db: sqlite3.Connection, old: str, papers: list[str]) -> None:
    """Move an extraction to the papers that now have its text and no extraction of it, or delete it."""
    content_hash, model, value = db.execute(
        "SELECT content_hash, model, value FROM extraction WHERE paper = ?", (old,)
    ).fetchone()
    db.execute("DELETE FROM extraction WHERE paper = ?", (old,))
    for paper in (
        paper for name in papers for paper in merged(db, name) if paper.content_hash == content_hash
    ):
        moved = extraction_to_json(replace(extraction_from_json(value), id=paper.id))
        db.execute(
            "INSERT INTO extraction VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET content_hash = ?2, model = ?3, value = ?4 "
            "WHERE content_hash <> ?2",
            (paper.id, content_hash, model, moved),
        )
