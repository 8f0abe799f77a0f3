"""The connection to the evidence database's file: transactions, generations, and named facts."""

__all__ = ["Connection"]

import shutil
import sqlite3
from pathlib import Path
from types import TracebackType
from typing import Self

from kg.errors import DiskFull, StoreError, is_disk_full
from kg.evidence.schema import connect


class Connection:
    """The open file of the graph in a folder, created if missing. Use as a context manager.

    In a read-only folder it can still be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._changing = False
        try:
            self.db, self.writable = connect(folder)
        except (OSError, sqlite3.Error) as error:
            raise self._store_error("cannot open the evidence database in", error) from error

    def __enter__(self) -> Self:
        """Return the database itself."""
        return self

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file and roll back an open transaction; an error of SQLite becomes a StoreError."""
        self.db.close()
        if isinstance(error, sqlite3.Error):
            raise self._store_error("the evidence database in", error) from error

    def _store_error(self, what: str, error: Exception) -> StoreError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if is_disk_full(error) or (code == sqlite3.SQLITE_IOERR and not shutil.disk_usage(self.folder).free):
            return DiskFull(self.folder)
        return StoreError(f"{what} {self.folder}: {error}")

    def transaction(self, *, counts: bool = True) -> "_Transaction":
        """Run the block in one transaction; if it `counts`, a change starts a new generation."""
        return _Transaction(self, counts)

    def meta(self, name: str) -> str | None:
        """Return a named fact about the database, such as what the graph was computed from."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        """Write a named fact."""
        self.db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    @property
    def generation(self) -> int:
        """A number that grows with every change to the primary tables."""
        return int(self.meta("generation") or 0)


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT, or ROLLBACK on an error; if it `counts`, a change starts a new generation.

    A nested transaction is part of the outer one, which commits or rolls back everything.
    """

    def __init__(self, connection: Connection, counts: bool) -> None:
        self.connection = connection
        self.counts = counts
        self.changes = 0
        self.outer = False

    def __enter__(self) -> None:
        self.outer = self.connection._changing
        if not self.outer:
            try:
                self.connection.db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise self.connection._store_error(
                    "cannot write to the evidence database in", error
                ) from error
            self.connection._changing = True
        self.changes = self.connection.db.total_changes

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error_type is None and self.counts and self.connection.db.total_changes > self.changes:
            self.connection.set_meta("generation", str(self.connection.generation + 1))
        if self.outer:
            return
        self.connection._changing = False
        if error_type is None:
            self.connection.db.execute("COMMIT")
        elif self.connection.db.in_transaction:  # a full disk has already rolled back
            self.connection.db.execute("ROLLBACK")
