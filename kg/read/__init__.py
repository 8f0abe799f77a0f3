"""Bytes to papers: one file a format, each told by its content."""

__all__ = ["READERS", "paper_to_json", "read_papers"]

import os
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import InputError, unknown_name
from kg.model import Paper, Rejected
from kg.read.entry import rejected
from kg.read.limits import HEAD
from kg.read.lines import Line, lines
from kg.read.stream import Unreadable, files, open_stream

Reader = Callable[[Iterable[Line], str], Iterator[Paper | Rejected]]

# name -> module with sniff(head) and read(lines, source), in the order in which they are asked; entry points of the group
# papergraph.readers come before them
READERS = {
    "trending": "kg.read.trending",
    "papers": "kg.read.papers",
    "table": "kg.read.table",
    "text": "kg.read.text",
}


def _readers() -> dict[str, str]:
    return {**{point.name: point.value for point in entry_points(group="papergraph.readers")}, **READERS}


def read_papers(paths: Iterable[Path | str], *, format: str | None = None) -> Iterator[Paper | Rejected]:
    """Yield the papers of files, folders and standard input (`-`), in order, and what of them could not be used.

    `format` names a reader where the content should not decide. InputError for a path that is not there; UsageError for an unknown format.
    """
    if format is not None and format not in _readers():
        raise unknown_name("format", format, _readers())
    for path in paths:
        if str(path) == "-":
            yield from _read(None, "stdin", format)
            continue
        if not os.path.exists(path):  # noqa: PTH110 - Path.exists raises for a name that is too long
            raise InputError(f"no such file or folder: {path}")
        for file in files(Path(path)):
            yield from _read(file, file.name.encode("utf-8", "replace").decode(), format)


def _read(path: Path | None, source: str, format: str | None) -> Iterator[Paper | Rejected]:
    try:
        with open_stream(path) as (stream, head):
            yield from _entries(stream, head, source, format)
    except Unreadable as error:
        yield rejected(source, error.code, str(error))


def _entries(stream: BinaryIO, head: bytes, source: str, format: str | None) -> Iterator[Paper | Rejected]:
    text = head.decode("utf-8-sig", "replace")
    if not text.strip() and len(head) < HEAD:
        yield rejected(source, "empty", "the file is empty")
        return
    known = _readers()
    name = format or next((name for name, module in known.items() if import_module(module).sniff(text)), None)
    if name is None:
        yield rejected(source, "unknown-format", f"no known format; known: {', '.join(known)} (name one with --format)")
        return
    read: Reader = import_module(known[name]).read
    empty = True
    for item in read(lines(stream), source):
        empty = False
        yield item
    if empty:
        yield rejected(source, "empty", f"no entry of the format {name}")


def paper_to_json(paper: Paper) -> dict[str, Any]:
    """Return the object that `kg read` prints for a paper."""
    from kg.read.papers import to_json

    return to_json(paper)
