"""The evidence database: records and extractions in one SQLite file, the source of the graph.

Tables `record`, `extraction`, `reject`, `decision` and `authority` are primary. `paper`, `member`, `known_as`
and `clash` are derived from the records on first use after a change (see kg.evidence.papers); those in
kg.evidence.schema.DERIVED are derived from all of these (see kg.graph.build). Each step is one transaction,
so a kill leaves the old tables or the new ones.
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
    """The evidence database of the graph in a folder, created if missing. Use as a context manager.

    One writer at a time.

    In a read-only folder it can still be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._locked = False
        self._changing = False
        try:
            self.db, self.writable = connect(folder)
        except (OSError, sqlite3.Error) as error:
            raise self._store_error("cannot open the evidence database in", error) from error
        self.papers = Papers(self)
        self.extractions = Extractions(self)
        self.rejects = Rejects(self)
        self.decisions = Decisions(self)
        self.authorities = Authorities(self)

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """Open an existing database; InputError if there is none."""
        if not file_in(folder).is_file():
            raise InputError(f"no graph in {folder}: create one with `kg run`, or choose another with --store")
        return cls(folder)

    def __enter__(self) -> Self:
        """Return the database itself."""
        return self

    def __exit__(self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Close the file and roll back an open transaction; an error of SQLite becomes a StoreError."""
        self.db.close()
        if isinstance(error, sqlite3.Error):
            raise self._store_error("the evidence database in", error) from error

    def _store_error(self, what: str, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if is_disk_full(error) or (code == sqlite3.SQLITE_IOERR and not shutil.disk_usage(self.folder).free):
            return DiskFull(self.folder)
        return StoreError(f"{what} {self.folder}: {error}")

    @contextmanager
    def exclusive_lock(self) -> Iterator[None]:
        """Hold the folder's exclusive lock, which is reentrant.

        Raises StoreUnavailable if another process holds it.
        """
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
        """Read the database as it is now, unaffected by concurrent writes."""
        self.papers.group()
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    def transaction(self, *, counts: bool = True) -> "_Transaction":
        """Run the block in one transaction; if it `counts`, a change starts a new generation."""
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
        """A number that grows with every change to the primary tables."""
        return int(self.meta("generation") or 0)

    @property
    def settings(self) -> Settings:
        """The settings that the graph is made with."""
        return Settings.from_json(self.meta("settings")) or Settings()

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self.set_meta("settings", to_json(settings))

    @property
    def graph_version(self) -> GraphVersion | None:
        """The version that the tables of the graph were computed from.

        None if they are empty or made by an older kg.
        """
        return GraphVersion.from_json(self.meta("graph"))

    def counts(self) -> list[tuple[str, int]]:
        """Return the numbers of papers, records, extractions, rejects and clashes."""
        self.papers.group()
        tables = {"papers": "paper", "records": "record", "extractions": "extraction", "rejected": "reject", "clashes": "clash"}
        return [(name, int(self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])) for name, table in tables.items()]  # noqa: S608


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK on an error; if it `counts`, a change starts a new generation.

    A nested transaction is part of the outer one, which commits or rolls back everything.
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
                raise self.evidence._store_error("cannot write to the evidence database in", error) from error
            self.evidence._changing = True
        self.changes = self.evidence.db.total_changes

    def __exit__(self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error_type is None and self.counts and self.evidence.db.total_changes > self.changes:
            self.evidence.set_meta("generation", str(self.evidence.generation + 1))
        if self.outer:
            return
        self.evidence._changing = False
        if error_type is None:
            self.evidence.db.execute("COMMIT")
        elif self.evidence.db.in_transaction:  # a full disk has already rolled back
            self.evidence.db.execute("ROLLBACK")
