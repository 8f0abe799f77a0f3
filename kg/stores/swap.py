"""Make something beside what is there, and put it in its place only when it is whole."""

__all__ = ["replaced"]

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a path to make a file or folder at that takes the name `path` when the block ends well.

    A crash leaves the old one or none, never half of one; what an earlier crash left behind is removed first.
    """
    new = path.with_name(f"{path.name}.new")
    leftovers = [left for left in path.parent.glob(f"{path.name}.new*") if left.exists()]
    try:
        for left in leftovers:
            _remove(left)
        yield new
        if new.is_dir():
            _remove(path)  # a folder cannot be renamed onto one; the log knows that the store is to be made anew
        new.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        raise StoreError(f"cannot write the store {path}: {error}") from error
