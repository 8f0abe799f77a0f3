"""Write files and folders atomically: made beside their target, flushed to disk, then renamed.

`write_whole` and `write_folder` write the user's outputs, with safety checks; `whole` and `replaced` write
kg's own files.
"""

__all__ = ["holds_graph", "replaced", "unwritable", "whole", "write_folder", "write_whole"]

import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from kg.errors import DiskFull, StoreError, UsageError, is_disk_full

_DATABASES = ("evidence.sqlite", "log.sqlite")  # a folder with one of these holds a graph
_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}  # our own handles, whatever the shell has redirected them to
_SHORT = 100  # characters of a name; with the suffix it has to stay below the limit of file systems


def holds_graph(folder: Path) -> bool:
    """Return whether a folder is a graph of kg."""
    return any((folder / name).is_file() for name in _DATABASES)


@contextmanager
def write_whole(path: Path, inputs: Iterable[Path] = ()) -> Iterator[BinaryIO]:
    """Open a file that appears complete when the block ends without an error, and not at all otherwise.

    Links are followed; a replaced file keeps its mode, a new one gets that of the umask. Devices and pipes
    are written directly. Raises UsageError where the file cannot or must not be written, DiskFull where there
    is no space.
    """
    file = _target(path, inputs)
    if file is None:
        handle = _STREAMS.get(str(path))
        with (
            unwritable(path),
            path.open("wb") if handle is None else os.fdopen(os.dup(handle), "wb") as stream,
        ):
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
    """Yield a new folder, renamed to `path` when the block ends without an error and removed otherwise.

    Raises UsageError where the folder cannot be made, or where `path` exists and is not an empty folder:
    nothing of the user's is overwritten. Raises DiskFull where there is no space.
    """
    folder = _target(path)
    with unwritable(path):
        if folder is None or (folder.exists() and not (folder.is_dir() and not any(folder.iterdir()))):
            raise UsageError(f"{path} exists and is not an empty folder: name a new one")
        folder.parent.mkdir(parents=True, exist_ok=True)
    with whole(folder, path) as new:
        with unwritable(path):
            new.mkdir()
        yield new


@contextmanager
def whole(target: Path, named: Path | None = None) -> Iterator[Path]:
    """Yield a new path, renamed to `target` when the block ends without an error and removed otherwise.

    Several writers may share a target: the last one wins. Errors call the target `named`. Raises UsageError
    where it cannot be written, DiskFull where there is no space.
    """
    named = named or target
    new = target.with_name(f".{target.name[:_SHORT]}.{token_hex(4)}")
    try:
        yield new
        with unwritable(named):
            _flush(new)
            new.replace(target)
            _sync(target.parent)
    except Exception as error:
        if is_disk_full(error):
            raise DiskFull(named) from error
        raise
    finally:
        _remove(new)


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Yield a path for a store's new file or folder, which replaces `path` if the block ends without error.

    Whatever fails, `path` is the old store or the new one, complete. The one exception: two folders cannot be
    swapped in one step, so a crash between the two renames leaves both under other names. Leftovers of an
    earlier crash are removed first. Temporary files may be written beside the new store under its name plus a
    suffix. Raises DiskFull where there is no space, StoreError for other failures.
    """
    new, old = path.with_name(f"{path.name}.new"), path.with_name(f"{path.name}.old")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        try:
            yield new
            _flush(new)
            if path.is_dir():
                path.replace(old)
            new.replace(path)
            _sync(path.parent)
        finally:
            _remove_leftovers(path)
    except (OSError, StoreError) as error:
        if is_disk_full(error):
            raise DiskFull(path.parent) from error
        if isinstance(error, StoreError):
            raise
        raise StoreError(f"cannot write the store {path}: {error}") from error


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Turn an OSError into UsageError, or DiskFull, with the path as the user wrote it."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise UsageError(f"cannot write {path}: {error.strerror}") from error


def _target(path: Path, inputs: Iterable[Path] = ()) -> Path | None:
    """Return the resolved path, which need not exist yet; None for a device, a pipe, stdout or stderr.

    Raises UsageError for a path that no output may overwrite: an input of the command, a file in the folder
    of a graph, a disk.
    """
    with unwritable(path):
        resolved = path.resolve()
        mode = path.stat().st_mode if path.exists() else 0
        if any(other.exists() and path.exists() and path.samefile(other) for other in inputs):
            raise UsageError(f"{path} is an input of this command: name another file")
    if stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or str(path) in _STREAMS:
        return None
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise UsageError(f"cannot write {path}: it is a {'disk' if stat.S_ISBLK(mode) else 'socket'}")
    for folder in resolved.parents[:2]:
        if any(
            (folder / name).is_file() and (path.exists() or resolved.name.startswith(name))
            for name in _DATABASES
        ):
            raise UsageError(f"{path} is in the folder of a graph, {folder}: write it elsewhere")
    return resolved


def _remove_leftovers(path: Path) -> None:
    new = f"{path.name}.new"
    for entry in path.parent.iterdir():
        if entry.name in (new, f"{path.name}.old") or entry.name.startswith(f"{new}."):
            _remove(entry)


def _remove(path: Path) -> None:
    """Remove a file or folder if it exists."""
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():  # on a read-only disk, unlinking a missing file fails too
        path.unlink()


def _flush(path: Path) -> None:
    """Flush a file, or a folder of files, to disk, so that the rename is not persisted before the content."""
    for inside in path.iterdir() if path.is_dir() else ():
        _flush(inside)
    _sync(path)


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # the mode or umask may not let the owner read it
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
