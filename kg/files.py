"""Make something beside what is there, and put it in its place only when it is whole."""

__all__ = ["replaced"]

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import DiskFull, StoreError, is_disk_full


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a path to make a file or folder at that takes the name `path` when the block ends well.

    Whatever goes wrong, `path` is the old one or the new one, each whole, except that two folders cannot change places in one step: a
    crash between the two renames leaves none, and both under other names. What an earlier crash left behind is removed first; other files
    may stand beside the new one while it is made, under its name and an ending. DiskFull where there is no space, whoever found out.
    """
    new, old = path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.old")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_beside(path)
        try:
            yield new
            _keep(new)
            if path.is_dir():
                path.replace(old)
            new.replace(path)
            _sync(path.parent)
        finally:
            _remove_beside(path)
    except (OSError, StoreError) as error:
        if is_disk_full(error):
            raise DiskFull(path.parent) from error
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"cannot write the store {path}: {error}") from error


def _remove_beside(path: Path) -> None:
    new = f"{path.name}.new"
    for left in path.parent.iterdir():
        if left.name in (new, f"{path.name}.old") or left.name.startswith(f"{new}."):
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink()


def _keep(path: Path) -> None:
    """Bring a file, or a folder of files, to the disk, so that no rename comes before what it names."""
    for inside in path.iterdir() if path.is_dir() else ():
        _keep(inside)
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
