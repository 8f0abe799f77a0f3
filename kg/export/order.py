"""Sorting of more than memory holds."""

__all__ = ["in_order"]

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TypeVar

from kg.errors import DiskFull, is_disk_full

_Row = TypeVar("_Row", bound=tuple[str, ...])
_MEMORY = 16 << 10  # KiB; the rest waits in temporary files, which nobody else can open


def in_order(rows: Iterable[_Row], columns: int) -> Iterator[_Row]:
    """Yield rows of text sorted by code points, each once; raise DiskFull where the temporary files find no space."""
    names = ", ".join(f"column{number}" for number in range(columns))
    marks = ", ".join("?" * columns)
    with closing(sqlite3.connect("", isolation_level=None)) as db:  # no name: deleted when it is closed
        db.execute(f"PRAGMA cache_size = -{_MEMORY}")
        db.execute("PRAGMA journal_mode = OFF")
        db.execute(f"CREATE TABLE line ({names})")
        db.execute("BEGIN")
        try:
            db.executemany(f"INSERT INTO line VALUES ({marks})", rows)  # noqa: S608 - ours
            yield from db.execute(f"SELECT {names} FROM line GROUP BY {names} ORDER BY {names}")  # noqa: S608
        except sqlite3.Error as error:
            if is_disk_full(error):
                raise DiskFull("temporary files, in TMPDIR") from error
            raise
