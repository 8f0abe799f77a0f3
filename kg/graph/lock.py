"""One process at a time writes to a graph's folder."""

__all__ = ["alone"]

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreUnavailable


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel takes it back from a process that dies, so that none is ever left behind.

    Raises StoreUnavailable at once where another one holds it.
    """
    with (folder / "lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().strip()
            raise StoreUnavailable(f"another kg (process {owner}) is writing to {folder}: run this again when it has ended") from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
