"""From the records of the log to its papers: the tables that say which records are one, and the merging of their texts."""

__all__ = ["merged", "settle"]

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.evidence.duplicates import Group, Record, group
from kg.ids import fold
from kg.model import Given, Paper

_DERIVED = ("paper", "member", "known_as", "clash")
_RECORDS = """
SELECT p.id, p.same_as, r.title, r.abstract, r.year, r.url, r.source, r.given
FROM paper p CROSS JOIN member m ON m.paper = p.id CROSS JOIN record r ON r.id = m.id AND r.source = m.source
"""

_Row = tuple[str, str, str, str | None, int | None, str | None, str, str]


def merged(db: sqlite3.Connection, paper: str | None = None) -> Iterator[Paper]:
    """Yield every paper, or the one of this id, merged over its records, by id."""
    rows: Iterator[_Row] = (
        db.execute(f"{_RECORDS} ORDER BY p.id, m.id, m.source")
        if paper is None
        else db.execute(f"{_RECORDS} WHERE p.id = ? ORDER BY p.id, m.id, m.source", (paper,))
    )
    return (_merge(list(records)) for _, records in groupby(rows, key=lambda row: row[0]))


def _merge(records: list[_Row]) -> Paper:
    """Return one paper from its records: the longest text, the first known year and address by alphabet. Order plays no part."""
    title, abstract = max(((r[2], r[3]) for r in records), key=lambda text: (len(text[1] or ""), text[1] or "", text[0]))
    return Paper(
        id=records[0][0],
        title=title,
        abstract=abstract,
        year=min((r[4] for r in records if r[4] is not None), default=None),
        url=min((r[5] for r in records if r[5]), default=None),
        sources=tuple(sorted({r[6] for r in records})),
        same_as=tuple(json.loads(records[0][1])),
        given=tuple(sorted({Given(*given) for r in records for given in json.loads(r[7])})),
    )


def settle(db: sqlite3.Connection) -> None:
    """Say anew which records are one paper, within the caller's transaction.

    What a paper said goes with it; where the same text stays under another id, what it says stays too.
    """
    records = (
        Record(id, source, title, tuple(json.loads(same_as)), size)
        for id, source, title, same_as, size in db.execute(
            "SELECT id, source, title, same_as, coalesce(length(abstract), 0) FROM record ORDER BY id, source"
        )
    )

    def words(record: Record) -> frozenset[str]:
        row = db.execute("SELECT abstract FROM record WHERE id = ? AND source = ?", (record.id, record.source)).fetchone()
        return frozenset(fold(row[0] or "").split())

    groups, clashes = group(records, words)
    renamed = _renamed(db, groups)
    for table in _DERIVED:
        db.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
    db.executemany("INSERT INTO paper VALUES (?, ?)", ((one.id, json.dumps(one.same_as, ensure_ascii=False)) for one in groups))
    db.executemany("INSERT INTO member VALUES (?, ?, ?)", ((one.id, r.id, r.source) for one in groups for r in one.records))
    db.executemany("INSERT INTO known_as VALUES (?, ?)", ((name, one.id) for one in groups for name in one.ids))
    db.executemany("INSERT INTO clash VALUES (?, ?, ?, ?, ?)", clashes)
    for old, papers in renamed:
        _move(db, old, papers)


def _renamed(db: sqlite3.Connection, groups: list[Group]) -> list[tuple[str, list[str]]]:
    """Return the ids of extractions whose papers are no more, each with the papers that its records now belong to."""
    present = {one.id for one in groups}
    gone = [paper for (paper,) in db.execute("SELECT paper FROM extraction ORDER BY paper") if paper not in present]
    if not gone:
        return []
    paper_of = {(record.id, record.source): one.id for one in groups for record in one.records}
    members = {old: db.execute("SELECT id, source FROM member WHERE paper = ?", (old,)).fetchall() for old in gone}
    return [(old, sorted({paper_of[record] for record in records if record in paper_of})) for old, records in members.items()]


def _move(db: sqlite3.Connection, old: str, papers: list[str]) -> None:
    """Give an extraction to the paper that now has its text, unless that has one of its own, and drop it otherwise."""
    content_hash, model, value = db.execute("SELECT content_hash, model, value FROM extraction WHERE paper = ?", (old,)).fetchone()
    db.execute("DELETE FROM extraction WHERE paper = ?", (old,))
    for paper in (paper for name in papers for paper in merged(db, name) if paper.content_hash == content_hash):
        moved = extraction_to_json(replace(extraction_from_json(value), id=paper.id))
        db.execute(
            "INSERT INTO extraction VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET content_hash = ?2, model = ?3, value = ?4 "
            "WHERE content_hash <> ?2",
            (paper.id, content_hash, model, moved),
        )
