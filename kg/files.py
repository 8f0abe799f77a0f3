"""Files and folders whole or absent: made beside their place, brought to the disk, and only then given their name.

`write_whole` and `write_folder` make what a user names, and refuse to do harm; `whole` and `replaced` make what is ours.
"""

__all__ = ["replaced", "unwritable", "whole", "write_folder", "write_whole"]

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from kg.errors import DiskFull, StoreError, UsageError, is_disk_full

_DATABASES = ("evidence.sqlite", "log.sqlite")  # what makes a folder that of a graph
_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}  # handles of ours, whatever file the shell has opened there
_SHORT = 100  # characters of a name; with what is added to it, it has to be one that file systems take


@contextmanager
def write_whole(path: Path, inputs: Iterable[Path] = ()) -> Iterator[BinaryIO]:
    """Open a file that appears whole when the block ends without an error, and not at all otherwise.

    A link is followed, and a file that is replaced keeps its mode; a new one has that of the umask. Into a device or a pipe is written as
    into any other. Raises UsageError where no file can be made or none may be, DiskFull where there is no space for it.
    """
    file = _target(path, inputs)
    if file is None:
        handle = _STREAMS.get(str(path))
        with unwritable(path), path.open("wb") if handle is None else os.fdopen(os.dup(handle), "wb") as stream:
            yield stream
        return
    with whole(file, path) as new:
        with unwritable(path):
            stream = new.open("xb")
        with stream:
            yield stream
        with suppress(FileNotFoundError):
            new.chmod(stat.S_IMODE(file.stat().st_mode))


@contextmanager
def write_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write into that takes the name `path` when the block ends well, and vanishes otherwise.

    UsageError where no folder can be made, and where `path` is there already and is not an empty folder: nothing of the user's is
    overwritten. DiskFull where there is no space for it.
    """
    folder = _target(path)
    with unwritable(path):
        if folder is None or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
            raise UsageError(f"{path} is there and is not an empty folder: name a new one")
        folder.parent.mkdir(parents=True, exist_ok=True)
    with whole(folder, path) as new:
        with unwritable(path):
            new.mkdir()
        yield new


@contextmanager
def whole(place: Path, named: Path | None = None) -> Iterator[Path]:
    """Give a path to make a file or folder at that takes the name `place` when the block ends well, and vanishes otherwise.

    Several may be made for one place at once: the last one stays. Errors name the place as `named`; UsageError where it cannot be taken,
    DiskFull where there is no space.
    """
    named = named or place
    new = place.with_name(f".{place.name[:_SHORT]}.{token_hex(4)}")
    try:
        yield new
        with unwritable(named):
            _keep(new)
            new.replace(place)
            _sync(place.parent)
    except Exception as error:
        if is_disk_full(error):
            raise DiskFull(named) from error
        raise
    finally:
        _remove(new)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Give a path to make the file or folder of a store at that takes the name `path` when the block ends well.

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


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Turn the failure to make a file or folder into an error that names what the user has named."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def _target(path: Path, inputs: Iterable[Path] = ()) -> Path | None:
    """Return the file or folder that a path leads to, which may not be there yet; None for a device, a pipe or an output of ours.

    UsageError for what no output may take the place of: an input of the command, a file in the folder of a graph, a disk.
    """
    with unwritable(path):
        found = path.resolve()
        mode = path.stat().st_mode if path.exists() else 0
        if any(other.exists() and path.exists() and path.samefile(other) for other in inputs):
            raise UsageError(f"{path} is an input of this command: name another file")
    if stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or str(path) in _STREAMS:
        return None
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise UsageError(f"cannot write {path}: it is a {'disk' if stat.S_ISBLK(mode) else 'socket'}")
    for folder in found.parents[:2]:
        if any((folder / name).is_file() and (path.exists() or found.name.startswith(name)) for name in _DATABASES):
            raise UsageError(f"{path} is in the folder of a graph, {folder}: name another place")
    return found


def _remove_beside(path: Path) -> None:
    new = f"{path.name}.new"
    for left in path.parent.iterdir():
        if left.name in (new, f"{path.name}.old") or left.name.startswith(f"{new}."):
            _remove(left)


def _remove(path: Path) -> None:
    """Remove a file or folder of ours, if it is there."""
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():  # on a disk that cannot be written to, even what is not there cannot be removed
        path.unlink()


def _keep(path: Path) -> None:
    """Bring a file, or a folder of files, to the disk, so that no rename comes before what it names."""
    for inside in path.iterdir() if path.is_dir() else ():
        _keep(inside)
    _sync(path)


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # of a mode or a umask under which its owner may not read it
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
