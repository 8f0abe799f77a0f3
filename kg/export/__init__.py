"""The graph as files, one file a format."""

__all__ = ["EXPORTERS", "exporter", "target", "unwritable", "write_whole"]

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from kg.errors import DiskFull, UsageError, is_disk_full, unknown_name
from kg.model import Edge, Node

Exporter = Callable[[Iterable[Node], Iterable[Edge], BinaryIO, str], None]

# name -> module with export(nodes, edges, stream, base); csv, graphml and parquet hold several tables: `folder` formats write a folder
EXPORTERS = {
    "nquads": "kg.export.nquads",
    "trig": "kg.export.trig",
    "turtle": "kg.export.turtle",
    "jsonld": "kg.export.jsonld",
    "graphml": "kg.export.graphml",
    "csv": "kg.export.csv",
    "parquet": "kg.export.parquet",
    "jsonl": "kg.export.jsonl",
}

_DATABASES = ("evidence.sqlite", "log.sqlite")  # what makes a folder that of a graph
_SHORT = 100  # characters of a name; with what is added to it, it has to be one that file systems take


def exporter(name: str) -> Exporter:
    """Return the function that writes a format; UsageError for an unknown name."""
    known = {**{point.name: point.value for point in entry_points(group="papergraph.exporters")}, **EXPORTERS}
    if name not in known:
        raise unknown_name("export format", name, known)
    export: Exporter = import_module(known[name]).export
    return export


@contextmanager
def write_whole(path: Path, inputs: Iterable[Path] = ()) -> Iterator[BinaryIO]:
    """Open a file that appears whole when the block ends without an error, and not at all otherwise (write, fsync, rename).

    A link is followed, and a file that is replaced keeps its mode; a new one has that of the umask. Into a device or a pipe is written as
    into any other. Raises UsageError where no file can be made, or where `target` refuses it, DiskFull where there is no space for it.
    """
    file = target(path, inputs)
    if file is None:
        with unwritable(path), path.open("wb") as stream:
            yield stream
        return
    temporary = file.with_name(f".{file.name[:_SHORT]}.{token_hex(4)}")
    with unwritable(path):
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileNotFoundError):
            temporary.chmod(stat.S_IMODE(file.stat().st_mode))
        with unwritable(path):
            temporary.replace(file)
    except BaseException as error:
        with suppress(FileNotFoundError):
            temporary.unlink()
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise


def target(path: Path, inputs: Iterable[Path] = ()) -> Path | None:
    """Return the file or folder that a path leads to, which may not be there yet; None for a device or a pipe.

    UsageError for what no output may take the place of: an input of the command, a file in the folder of a graph, a disk.
    """
    with unwritable(path):
        found = path.resolve()
        mode = path.stat().st_mode if path.exists() else 0
        if any(other.exists() and path.exists() and path.samefile(other) for other in inputs):
            raise UsageError(f"{path} is an input of this command: name another file")
    if stat.S_ISCHR(mode) or stat.S_ISFIFO(mode):
        return None
    if stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
        raise UsageError(f"cannot write {path}: it is a {'disk' if stat.S_ISBLK(mode) else 'socket'}")
    for folder in found.parents[:2]:
        if any((folder / name).is_file() and (path.exists() or found.name.startswith(name)) for name in _DATABASES):
            raise UsageError(f"{path} is in the folder of a graph, {folder}: name another place")
    return found


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Turn the failure to make a file or folder into an error that names what the user has named."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
