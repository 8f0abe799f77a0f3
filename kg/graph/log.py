"""The log: what every paper says, in one SQLite file; the graph is computed from it and can always be computed again.

Tables `record`, `extraction` and `reject` are the truth. `concept`, `result`, `repository`, `statement` and `evidence` are
derived from them in one transaction (see kg.graph.build), so a kill leaves the old graph or the new one.
"""

__all__ = ["Log"]

import sqlite3
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import InputError, StoreError
from kg.graph.codec import extraction_from_json, extraction_to_json
from kg.ids import content_key
from kg.model import Extraction, Paper, Rejected

_SCHEMA_VERSION = 1
# An upsert that would change nothing is no change: a second run must not start a new generation.
_UPSERT_RECORD = """
INSERT INTO record VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET title = excluded.title, abstract = excluded.abstract, year = excluded.year, url = excluded.url
WHERE (title, abstract, year, url) IS NOT (excluded.title, excluded.abstract, excluded.year, excluded.url)"""
_UPSERT_EXTRACTION = """
INSERT INTO extraction VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET content_hash = excluded.content_hash, model = excluded.model, value = excluded.value
WHERE (content_hash, model, value) IS NOT (excluded.content_hash, excluded.model, excluded.value)"""


def _merge(records: list[tuple[str, str | None, int | None, str | None, str]], paper_id: str) -> Paper:
    """Return one paper from its records: the longest text, the first known year and address by alphabet. Order plays no part."""
    title, abstract = max(((r[0], r[1]) for r in records), key=lambda text: (len(text[1] or ""), text[1] or "", text[0]))
    years = sorted(r[2] for r in records if r[2] is not None)
    urls = sorted(r[3] for r in records if r[3])
    return Paper(paper_id, title, abstract, min(years, default=None), min(urls, default=None), tuple(sorted(r[4] for r in records)))


class Log:
    """The log in `folder`/log.sqlite; made when it is not there. Use as a context manager; one writer at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self.db = sqlite3.connect(folder / "log.sqlite", isolation_level=None, timeout=30)
            self.db.execute("PRAGMA journal_mode = WAL")
            self.db.execute("PRAGMA synchronous = FULL")
            self.db.executescript(files("kg.graph").joinpath("log.sql").read_text(encoding="utf-8"))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"cannot open the graph's log in {folder}: {error}") from error
        found = self.meta("schema")
        if found is None:
            self.set_meta("schema", str(_SCHEMA_VERSION))
        elif found != str(_SCHEMA_VERSION):
            raise StoreError(f"the log in {folder} has schema {found}, this version of kg reads {_SCHEMA_VERSION}: use a new --store")

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """Open a log that must be there; InputError otherwise."""
        if not (folder / "log.sqlite").is_file():
            raise InputError(f"no graph in {folder}: make one with `kg run`, or name another with --store")
        return cls(folder)

    def __enter__(self) -> Self:
        """Return the log itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file; what was not committed is rolled back."""
        self.db.close()

    def meta(self, name: str) -> str | None:
        """Return a named fact about the log, such as which extractions the graph was computed from."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Write a named fact."""
        self.db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))

    # What was read

    def add_papers(self, papers: Iterable[Paper]) -> None:
        """Add or replace the records of papers, in one transaction; a record is what one source says of one paper."""
        rows = ((p.id, source, p.title, p.abstract, p.year, p.url) for p in papers for source in p.sources or ("",))
        with self._transaction():
            self.db.executemany(_UPSERT_RECORD, rows)

    def papers(self, after: str = "") -> Iterator[Paper]:
        """Yield every paper, merged over its records, by id."""
        query = "SELECT paper, title, abstract, year, url, source FROM record WHERE paper > ? ORDER BY paper, source"
        current, records = None, []
        for paper, *record in self.db.execute(query, (after,)):
            if paper != current and current is not None:
                yield _merge(records, current)
                records = []
            current = paper
            records.append(tuple(record))
        if current is not None:
            yield _merge(records, current)

    def paper(self, paper_id: str) -> Paper | None:
        """Return one paper, or None."""
        query = "SELECT title, abstract, year, url, source FROM record WHERE paper = ?"
        records = self.db.execute(query, (paper_id,)).fetchall()
        return _merge(records, paper_id) if records else None

    # What it says

    def pending(self, model: str) -> Iterator[Paper]:
        """Yield the papers without an extraction of their present text by this model, by id."""
        done = dict(self.db.execute("SELECT paper, content_hash FROM extraction WHERE model = ?", (model,)))
        return (paper for paper in self.papers() if done.get(paper.id) != paper.content_hash)

    def add_extractions(self, extractions: Iterable[Extraction], model: str) -> None:
        """Add or replace what papers say, in one transaction."""
        rows = ((e.id, content_key("text", e.text), model, extraction_to_json(e)) for e in extractions)
        with self._transaction():
            self.db.executemany(_UPSERT_EXTRACTION, rows)

    def extractions(self) -> Iterator[tuple[Extraction, str]]:
        """Yield every extraction with the model that made it, by paper id."""
        for value, model in self.db.execute("SELECT value, model FROM extraction ORDER BY paper"):
            yield extraction_from_json(value), model

    def forget(self, paper_id: str) -> bool:
        """Remove all that a paper says; return whether it was there. Its statements go when the graph is next computed."""
        with self._transaction():
            found = self.db.execute("DELETE FROM record WHERE paper = ?", (paper_id,)).rowcount > 0
            self.db.execute("DELETE FROM extraction WHERE paper = ?", (paper_id,))
        return found

    @property
    def generation(self) -> int:
        """A number that grows whenever the truth changes; what was computed at the present one is up to date."""
        return int(self.meta("generation") or 0)

    # What could not be used

    def reject(self, rejected: Iterable[Rejected]) -> None:
        """Keep records that could not be used; the same one counts once."""
        rows = ((r.key, r.source, r.code, r.reason, r.record) for r in rejected)
        with self._transaction():
            self.db.executemany("INSERT OR IGNORE INTO reject VALUES (?, ?, ?, ?, ?)", rows)

    def rejects(self) -> Iterator[Rejected]:
        """Yield the records that could not be used, by source."""
        for row in self.db.execute("SELECT source, code, reason, record FROM reject ORDER BY source, key"):
            yield Rejected(*row)

    def clear_rejects(self, sources: Iterable[str]) -> None:
        """Drop the rejects of files that are being read again, by file name."""
        with self._transaction():
            for source in sources:
                self.db.execute("DELETE FROM reject WHERE source = ? OR substr(source, 1, length(?) + 1) = ? || '#'", (source,) * 3)

    def clear_failures(self) -> None:
        """Drop the rejects of papers whose extraction failed: they are about to be tried again."""
        with self._transaction():
            self.db.execute("DELETE FROM reject WHERE code = 'extract'")

    def counts(self) -> list[tuple[str, int]]:
        """Return how many papers, records, extractions and rejects there are."""
        queries = {
            "papers": "SELECT count(DISTINCT paper) FROM record",
            "records": "SELECT count(*) FROM record",
            "extractions": "SELECT count(*) FROM extraction",
            "rejected": "SELECT count(*) FROM reject",
        }
        return [(name, int(self.db.execute(query).fetchone()[0])) for name, query in queries.items()]

    def _transaction(self) -> "_Transaction":
        return _Transaction(self)


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK when an error passes through; a change of the truth starts a new generation."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.changes = 0

    def __enter__(self) -> None:
        try:
            self.log.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StoreError(f"the graph's log is in use by another kg: {error}") from error
        self.changes = self.log.db.total_changes

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self.log.db.total_changes > self.changes:
            self.log.set_meta("generation", str(self.log.generation + 1))
        self.log.db.execute("COMMIT" if kind is None else "ROLLBACK")
