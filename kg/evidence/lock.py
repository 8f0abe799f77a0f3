"""The exclusive lock of a graph's folder: one process writes at a time."""

__all__ = ["exclusive_lock"]

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from kg.errors import DiskFull, StoreError, StoreUnavailable, is_disk_full


@contextmanager
def exclusive_lock(folder: Path) -> Iterator[None]:
    """Hold the folder's exclusive lock.

    The kernel releases it when a process dies, so there are no stale locks.

    Raises StoreUnavailable at once if another process holds it, StoreError if the folder is read-only.
    """
    with _opened(folder) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            owner = file.read().decode().strip()
            raise StoreUnavailable(
                f"another kg (process {owner}) is writing to {folder}: try again when it has finished"
            ) from None
        try:
            file.truncate(0)
            file.write(b"%d\n" % os.getpid())
        except OSError as error:
            raise _store_error(folder, error) from error
        yield


def _opened(folder: Path) -> BinaryIO:
    try:
        return (folder / "lock").open("ab+", buffering=0)
    except OSError as error:
        raise _store_error(folder, error) from error


def _store_error(folder: Path, error: OSError) -> StoreError:
    return (
        DiskFull(folder)
        if is_disk_full(error)
        else StoreError(f"cannot write to the graph in {folder}: {error.strerror}")
    )
