"""The graph as files, one file a format."""

__all__ = ["EXPORTERS", "exporter", "unwritable", "write_whole"]

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
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


def exporter(name: str) -> Exporter:
    """Return the function that writes a format; UsageError for an unknown name."""
    known = {**{point.name: point.value for point in entry_points(group="papergraph.exporters")}, **EXPORTERS}
    if name not in known:
        raise unknown_name("export format", name, known)
    export: Exporter = import_module(known[name]).export
    return export


@contextmanager
def write_whole(path: Path) -> Iterator[BinaryIO]:
    """Open a file that appears whole when the block ends without an error, and not at all otherwise (write, fsync, rename).

    Raises UsageError where no file can be made, DiskFull where there is no space for it.
    """
    with unwritable(path):
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o644)
        temporary.replace(path)
    except BaseException as error:
        with suppress(FileNotFoundError):
            temporary.unlink()
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Turn the failure to make a file or folder into an error that names what the user has named."""
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
