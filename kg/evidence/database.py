"""The evidence database: what every paper says, in one SQLite file; the graph is computed from it and can always be computed again.

Tables `record`, `extraction`, `reject`, `decision` and `authority` are the truth. `paper`, `member`, `known_as` and `clash` are derived
from the records on first use after a change (see kg.evidence.papers), those named in kg.evidence.schema.DERIVED from all of it (see
kg.graph.build), each in one transaction, so a kill leaves the old tables or the new ones.
"""

__all__ = ["EvidenceDatabase"]

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import DiskFull, InputError, StoreError, is_disk_full
from kg.evidence.authorities import Authorities
from kg.evidence.decisions import Decisions
from kg.evidence.extractions import Extractions
from kg.evidence.lock import exclusive_lock
from kg.evidence.papers import Papers
from kg.evidence.rejects import Rejects
from kg.evidence.schema import connect, file_in
from kg.evidence.versions import GraphVersion, Settings, to_json


class EvidenceDatabase:
    """The evidence database of the graph in a folder; made when it is not there. Use as a context manager; one writer at a time.

    In a folder that cannot be written to it can still be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._locked = False
        self._changing = False
        try:
            self.db, self.writable = connect(folder)
        except (OSError, sqlite3.Error) as error:
            raise self._ours("cannot open the evidence database in", error) from error
        self.papers = Papers(self)
        self.extractions = Extractions(self)
        self.rejects = Rejects(self)
        self.decisions = Decisions(self)
        self.authorities = Authorities(self)

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """Open a database that must be there; InputError otherwise."""
        if not file_in(folder).is_file():
            raise InputError(f"no graph in {folder}: make one with `kg run`, or name another with --store")
        return cls(folder)

    def __enter__(self) -> Self:
        """Return the database itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file; what was not committed is rolled back. StoreError for what SQLite could not do."""
        self.db.close()
        if isinstance(error, sqlite3.Error):
            raise self._ours("the evidence database in", error) from error

    def _ours(self, what: str, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if is_disk_full(error) or (code == sqlite3.SQLITE_IOERR and not shutil.disk_usage(self.folder).free):
            return DiskFull(self.folder)
        return StoreError(f"{what} {self.folder}: {error}")

    @contextmanager
    def exclusive_lock(self) -> Iterator[None]:
        """Hold the folder's lock, which may be taken again by its holder; StoreUnavailable where another process holds it."""
        if self._locked:
            yield
            return
        with exclusive_lock(self.folder):
            self._locked = True
            try:
                yield
            finally:
                self._locked = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See the database as it is now, whatever is written to it meanwhile."""
        self.papers.group()
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def transaction(self, *, counts: bool = True) -> "_Transaction":
        """Make one transaction of all that is changed in the block; a change starts a new generation where it `counts`."""
        return _Transaction(self, counts)

    def meta(self, name: str) -> str | None:
        """Return a named fact about the database, such as what the graph was computed from."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Write a named fact."""
        self.db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value", (name, value))

    @property
    def generation(self) -> int:
        """A number that grows whenever the truth changes."""
        return int(self.meta("generation") or 0)

    @property
    def settings(self) -> Settings:
        """What the graph is made with."""
        return Settings.from_json(self.meta("settings")) or Settings()

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self.set_meta("settings", to_json(settings))

    @property
    def graph_version(self) -> GraphVersion | None:
        """What the tables of the graph were computed from; None where they are empty, or an older kg made them."""
        return GraphVersion.from_json(self.meta("graph"))

    def counts(self) -> list[tuple[str, int]]:
        """Return how many papers, records, extractions, rejects and clashes there are."""
        self.papers.group()
        tables = {"papers": "paper", "records": "record", "extractions": "extraction", "rejected": "reject", "clashes": "clash"}
        return [(name, int(self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])) for name, table in tables.items()]  # noqa: S608


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK when an error passes through; a change starts a new generation where it `counts`.

    Within another one it is a part of that, which commits or takes back all.
    """

    def __init__(self, evidence: EvidenceDatabase, counts: bool) -> None:
        self.evidence = evidence
        self.counts = counts
        self.changes = 0
        self.outer = False

    def __enter__(self) -> None:
        self.outer = self.evidence._changing
        if not self.outer:
            try:
                self.evidence.db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise self.evidence._ours("cannot write to the evidence database in", error) from error
            self.evidence._changing = True
        self.changes = self.evidence.db.total_changes

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self.counts and self.evidence.db.total_changes > self.changes:
            self.evidence.set_meta("generation", str(self.evidence.generation + 1))
        if self.outer:
            return
        self.evidence._changing = False
        if kind is None:
            self.evidence.db.execute("COMMIT")
        elif self.evidence.db.in_transaction:  # a full disk rolls back by itself
            self.evidence.db.execute("ROLLBACK")
