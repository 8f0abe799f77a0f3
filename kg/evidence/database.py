"""The log: what every paper says, in one SQLite file; the graph is computed from it and can always be computed again.

Tables `record`, `extraction`, `reject`, `judgement` and `authority` are the truth. `paper`, `member`, `known_as` and `clash` are derived
from the records on first use after a change (see kg.evidence.papers), those named in kg.evidence.schema.DERIVED from all of it (see
kg.graph.build), each in one transaction, so a kill leaves the old tables or the new ones.
"""

__all__ = ["Log"]

import json
import shutil
import sqlite3
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import DiskFull, InputError, StoreError, is_disk_full
from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.evidence.duplicates import Clash
from kg.evidence.lock import alone
from kg.evidence.papers import merged, settle
from kg.evidence.schema import connect
from kg.evidence.source_claims import with_given
from kg.ids import content_key
from kg.model import Extraction, Judgement, Paper, Rejected

# An upsert that would change nothing is no change: a second run must not start a new generation.
_UPSERT_RECORD = """
INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
SET title = excluded.title, abstract = excluded.abstract, year = excluded.year, url = excluded.url, same_as = excluded.same_as,
    given = excluded.given
WHERE (title, abstract, year, url, same_as, given)
    IS NOT (excluded.title, excluded.abstract, excluded.year, excluded.url, excluded.same_as, excluded.given)"""
_UPSERT_EXTRACTION = """
INSERT INTO extraction VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET content_hash = excluded.content_hash, model = excluded.model, value = excluded.value
WHERE (content_hash, model, value) IS NOT (excluded.content_hash, excluded.model, excluded.value)"""


class Log:
    """The log in `folder`/log.sqlite; made when it is not there. Use as a context manager; one writer at a time.

    In a folder that cannot be written to it can still be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._alone = False
        self._changing = False
        try:
            self.db, self.writable = connect(folder)
        except (OSError, sqlite3.Error) as error:
            raise self._ours("cannot open the graph's log in", error) from error

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
        """Close the file; what was not committed is rolled back. StoreError for what SQLite could not do."""
        self.db.close()
        if isinstance(error, sqlite3.Error):
            raise self._ours("the graph's log in", error) from error

    def _ours(self, what: str, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if is_disk_full(error) or (code == sqlite3.SQLITE_IOERR and not shutil.disk_usage(self.folder).free):
            return DiskFull(self.folder)
        return StoreError(f"{what} {self.folder}: {error}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the folder's lock, which may be taken again by its holder; StoreUnavailable where another process holds it."""
        if self._alone:
            yield
            return
        with alone(self.folder):
            self._alone = True
            try:
                yield
            finally:
                self._alone = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See the log as it is now, whatever is written to it meanwhile."""
        self._settle()
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

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
        rows = ((p.id, source, p.title, p.abstract, p.year, p.url, *_lists(p)) for p in papers for source in p.sources or ("",))
        with self._transaction():
            if self.db.executemany(_UPSERT_RECORD, rows).rowcount > 0:
                self._unsettle()

    def papers(self) -> Iterator[Paper]:
        """Yield every paper, merged over its records, by id."""
        self._settle()
        return merged(self.db)

    def paper(self, name: str) -> Paper | None:
        """Return the paper that any of its ids leads to, or None."""
        found = self._paper_id(name)
        return None if found is None else next(merged(self.db, found))

    def paper_ids(self, records: Container[tuple[str, str]]) -> set[str]:
        """Return the ids of the papers that have any of these records, each an id and a source as read."""
        self._settle()
        rows = self.db.execute("SELECT paper, id, source FROM member")
        return {paper for paper, *record in rows if tuple(record) in records}

    def clashes(self) -> Iterator[Clash]:
        """Yield the ids that two papers claim, by id."""
        self._settle()
        return map(Clash._make, self.db.execute("SELECT id, title, source, other_title, other_source FROM clash ORDER BY 1, 2, 3, 4, 5"))

    def _paper_id(self, name: str) -> str | None:
        self._settle()
        row = self.db.execute("SELECT paper FROM known_as WHERE id = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _unsettle(self) -> None:
        """Note, within a transaction that changes records, that what is one paper is to be found again."""
        self.db.execute("DELETE FROM meta WHERE name = 'papers'")

    def _settle(self) -> None:
        """Bring the tables of papers up to date with the records; the graph is then behind already, so this starts no generation."""
        if self.meta("papers") is None:
            with nullcontext() if self.db.in_transaction else self._transaction(counts=False):
                settle(self.db)
                self.set_meta("papers", "settled")

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
        """Yield what every paper says, by its present text and by its sources, with the model that found it, by paper id."""
        query = "SELECT value, model FROM extraction WHERE paper = ? AND content_hash = ?"
        for paper in self.papers():
            found = self.db.execute(query, (paper.id, paper.content_hash)).fetchone()
            if found is not None:
                yield with_given(extraction_from_json(found[0]), paper.given), found[1]

    def forget(self, names: Iterable[str]) -> list[str]:
        """Remove all that papers say, each by any of its ids, and return the ids that lead to none, in one transaction.

        Their statements go when the graph is next computed.
        """
        found = {name: self._paper_id(name) for name in names}
        with self._transaction():
            for paper in set(found.values()) - {None}:
                self.db.execute("DELETE FROM record WHERE (id, source) IN (SELECT id, source FROM member WHERE paper = ?)", (paper,))
                self.db.execute("DELETE FROM extraction WHERE paper = ?", (paper,))
                self._unsettle()
        return [name for name, paper in found.items() if paper is None]

    @property
    def generation(self) -> int:
        """A number that grows whenever the truth changes; what was computed at the present one is up to date."""
        return int(self.meta("generation") or 0)

    # What people decided

    def judge(self, judgement: Judgement) -> None:
        """Keep a decision on two names; it takes the place of an earlier one on the same two."""
        kind, name, other = judgement
        with self._transaction():
            self.db.execute("DELETE FROM judgement WHERE (name, other) = (?, ?)", (other, name))
            self.db.execute(
                "INSERT INTO judgement VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind WHERE kind IS NOT excluded.kind",
                (name, other, kind),
            )

    def unjudge(self, judgement: Judgement) -> bool:
        """Take back a decision; return whether it was there."""
        with self._transaction():
            query = "DELETE FROM judgement WHERE kind = ? AND (name, other) IN ((?, ?), (?, ?))"
            kind, name, other = judgement
            return self.db.execute(query, (kind, name, other, other, name)).rowcount > 0

    def judgements(self) -> list[Judgement]:
        """Return the decisions, by name."""
        return list(map(Judgement._make, self.db.execute("SELECT kind, name, other FROM judgement ORDER BY name, other")))

    # What could not be used

    def reject(self, rejected: Iterable[Rejected]) -> None:
        """Keep records that could not be used; the same one counts once. They are no part of the graph, which stays as it is."""
        rows = ((r.key, r.source, r.code, r.reason, r.record, r.offset) for r in rejected)
        with self._transaction(counts=False):
            self.db.executemany("INSERT OR IGNORE INTO reject VALUES (?, ?, ?, ?, ?, ?)", rows)

    def rejects(self) -> Iterator[Rejected]:
        """Yield the records that could not be used, by source."""
        for row in self.db.execute('SELECT source, code, reason, record, "offset" FROM reject ORDER BY source, key'):
            yield Rejected(*row)

    def clear_rejects(self, sources: Iterable[str]) -> None:
        """Drop the rejects of files that are being read again, by file name."""
        with self._transaction(counts=False):
            for source in sources:
                self.db.execute("DELETE FROM reject WHERE source = ? OR substr(source, 1, length(?) + 1) = ? || '#'", (source,) * 3)

    def clear_failures(self, code: str) -> None:
        """Drop the rejects of a kind that is about to be tried again: "extract" for papers, "store-refused" for rows."""
        with self._transaction(counts=False):
            self.db.execute("DELETE FROM reject WHERE code = ?", (code,))

    def counts(self) -> list[tuple[str, int]]:
        """Return how many papers, records, extractions, rejects and clashes there are."""
        self._settle()
        queries = {
            "papers": "SELECT count(*) FROM paper",
            "records": "SELECT count(*) FROM record",
            "extractions": "SELECT count(*) FROM extraction",
            "rejected": "SELECT count(*) FROM reject",
            "clashes": "SELECT count(*) FROM clash",
        }
        return [(name, int(self.db.execute(query).fetchone()[0])) for name, query in queries.items()]

    def atomic(self, *, counts: bool = False) -> "_Transaction":
        """Make one transaction of all that is changed in the block; it starts a new generation by itself only where it `counts`."""
        return _Transaction(self, counts)

    def _transaction(self, *, counts: bool = True) -> "_Transaction":
        return _Transaction(self, counts)


def _lists(paper: Paper) -> tuple[str, str]:
    return json.dumps(sorted(paper.same_as), ensure_ascii=False), json.dumps(sorted(paper.given), ensure_ascii=False)


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK when an error passes through; a change starts a new generation where it `counts`.

    Within another one it is a part of that, which commits or takes back all.
    """

    def __init__(self, log: Log, counts: bool) -> None:
        self.log = log
        self.counts = counts
        self.changes = 0
        self.outer = False

    def __enter__(self) -> None:
        self.outer = self.log._changing
        if not self.outer:
            try:
                self.log.db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise self.log._ours("cannot write to the graph's log in", error) from error
            self.log._changing = True
        self.changes = self.log.db.total_changes

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self.counts and self.log.db.total_changes > self.changes:
            self.log.set_meta("generation", str(self.log.generation + 1))
        if self.outer:
            return
        self.log._changing = False
        if kind is None:
            self.log.db.execute("COMMIT")
        elif self.log.db.in_transaction:  # a full disk rolls back by itself
            self.log.db.execute("ROLLBACK")
