"""Files, folders, archives and standard input as streams of bytes in UTF-8."""

__all__ = ["Pieces", "again", "begun", "decoded", "files", "joined", "matches", "open_parts"]

import codecs
import glob
import io
import logging
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.files import holds_graph
from kg.read.archive import ZIP, members
from kg.read.expand import Unreadable
from kg.read.limits import HEAD, PIECE

_MARKS = (  # byte order marks, or two characters of ASCII
    (rb"\xff\xfe\0\0|\0\0\xfe\xff", "utf-32"), (rb"\xff\xfe|\xfe\xff", "utf-16"),
    (rb"(?:[\t-~]\0){2}", "utf-16-le"), (rb"(?:\0[\t-~]){2}", "utf-16-be"),
)  # fmt: skip
_log = logging.getLogger(__name__)
_DECLARED = re.compile(r"""(^\s*<\?xml[^>]*?\sencoding\s*=\s*["'])[\w.:-]+""")


class Pieces(io.RawIOBase):
    """A raw stream over pieces of bytes, whatever their sizes; `fault` is the error that ended them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""
        self.fault: Unreadable | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer from the current piece and return the number of bytes; 0 at the end."""
        while not self._rest:
            try:
                piece = next(self._pieces, None)
            except Unreadable as error:
                self.fault, piece = error, None
            if piece is None:
                return 0
            self._rest = piece
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


class Buffered(io.BufferedReader):
    """A buffered stream over pieces; if they fail, all bytes before come first, and the next call raises Unreadable."""

    raw: Pieces

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to `size` bytes."""
        return super().read(size) or self._end()

    def read1(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes, of one piece at most."""
        return super().read1(size) or self._end()

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return the rest of the line, up to `size` bytes."""
        return super().readline(size) or self._end()

    def _end(self) -> bytes:
        if self.raw.fault is not None:
            raise self.raw.fault
        return b""


def files(path: Path) -> Iterator[Path]:
    """Yield the path, or the files below a folder, by name, without hidden files, symlinked folders and graphs of kg.

    Raises InputError for a folder that cannot be listed or has no files.
    """
    if not path.is_dir():
        yield path
        return
    if holds_graph(path):
        _log.warning("%s: a graph of kg, which has nothing to read", path)
        return
    empty = True
    for file in _below(path):
        empty = False
        yield file
    if empty:
        raise InputError(f"folder {path} has no files")


def _below(folder: Path) -> Iterator[Path]:
    try:
        listing = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        raise InputError(f"cannot list {folder}: {error.strerror}") from error
    for path in listing:
        if path.is_file():
            yield path
        elif path.is_dir() and not path.is_symlink() and not holds_graph(path):
            yield from _below(path)


def matches(pattern: str) -> list[Path]:
    """Return what a pattern matches, by name, without what lies in a graph of kg or in a folder that matches too.

    Hidden names only match a pattern that has the dot, and `**` follows no symlinked folders.
    """
    fixed = re.split(r"[*?[]", pattern, maxsplit=1)[0].rpartition("/")
    top, rest = Path("".join(fixed[:2])), pattern.removeprefix("".join(fixed[:2]))
    if "**" in rest.split("/"):  # `glob` would follow links in circles
        found = {path for path in top.glob(rest) if not _hidden(path.relative_to(top))}
    else:
        found = {Path(path) for path in glob.glob(pattern)}  # noqa: PTH207 - pathlib matches hidden files
    folders = {folder for path in found for folder in path.parents}
    graphs = {folder for folder in folders.difference((top, *top.parents)) if holds_graph(folder)}
    return sorted(path for path in found if (found | graphs).isdisjoint(path.parents))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def open_parts(path: Path | None, name: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the name and raw bytes of each file in a path: the file itself, or the members of a zip archive.

    None is standard input. Raises InputError if the file cannot be read, Unreadable for a broken archive.
    """
    try:
        with _raw(path) as raw:
            start = raw.read(len(ZIP))
            rest = chain((start,), iter(lambda: raw.read(PIECE), b""))
            if start != ZIP:
                yield name, rest
            else:
                with _seekable(raw, rest) as file:
                    yield from ((f"{name}/{member}", pieces) for member, pieces in members(file))
    except OSError as error:
        raise InputError(f"cannot read {path or 'standard input'}: {error.strerror or error}") from error


@contextmanager
def _raw(path: Path | None) -> Iterator[BinaryIO]:
    if path is None and sys.stdin is None:
        raise InputError("standard input is closed")
    if path is None:
        yield sys.stdin.buffer
    else:
        with path.open("rb") as file:
            yield file


@contextmanager
def _seekable(raw: BinaryIO, pieces: Iterable[bytes]) -> Iterator[BinaryIO]:
    """Return the file itself, or a temporary copy of a pipe."""
    if raw.seekable():
        yield raw
        return
    with tempfile.TemporaryFile() as copy:
        copy.writelines(pieces)
        yield copy


def decoded(pieces: Iterable[bytes], encoding: str | None) -> Iterator[bytes]:
    """Yield the pieces in UTF-8, converted from `encoding`, or from UTF-16 or UTF-32 by their first bytes.

    Raises Unreadable `encoding` at the first invalid bytes.
    """
    source = iter(pieces)
    start = b""
    while len(start) < len(codecs.BOM_UTF32_LE) and (piece := next(source, b"")):
        start += piece
    encoding = encoding or next((name for mark, name in _MARKS if re.match(mark, start)), None)
    whole = chain((start,), source)
    if encoding is None:
        yield from filter(None, whole)
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    first = True
    try:
        for text in chain(
            (decoder.decode(piece) for piece in whole), (decoder.decode(b"", True) for _ in "1")
        ):
            if text:
                # the encoding in an XML declaration no longer holds
                yield (_DECLARED.sub(r"\1UTF-8", text, count=1) if first else text).encode("utf-8")
                first = False
    except UnicodeError as error:
        raise Unreadable("encoding", f"not {encoding}: {error}") from None


def begun(pieces: Iterator[bytes]) -> tuple[Buffered, bytes]:
    """Return a stream of the pieces, and its first bytes without consuming them.

    If the pieces fail, so does the stream, after the bytes before.
    """
    head = b""
    try:
        while len(head) < HEAD and (piece := next(pieces, b"")):
            head += piece
    except Unreadable as error:
        if not head.strip():
            raise
        pieces = _failing(error)
    return joined(head, pieces), head[:HEAD]


def again(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """Return the first bytes of a stream, and a stream that starts with them again."""
    head = stream.read(HEAD)
    return head, joined(head, iter(lambda: stream.read(PIECE), b""))


def joined(head: bytes, pieces: Iterable[bytes]) -> Buffered:
    """Return a stream of bytes that were already read and the pieces after them."""
    return Buffered(Pieces(chain((head,), pieces)), PIECE)


def _failing(error: Unreadable) -> Iterator[bytes]:
    yield b""
    raise error
