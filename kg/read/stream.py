"""Files, folders and standard input as streams of bytes, expanded and bounded."""

__all__ = ["Pieces", "Unreadable", "expand", "files", "open_stream"]

import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from kg.errors import InputError
from kg.read.limits import EXPANDED_FREE, HEAD, MAX_EXPANDED, MAX_RATIO, PIECE, XZ_MEMORY


class Unreadable(Exception):  # noqa: N818 - never an error of the run: it becomes a Rejected
    """The rest of a file cannot be read; `code` is that of the rejection."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Pieces(io.RawIOBase):
    """A raw stream over pieces of bytes, whatever their sizes."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill the buffer from the current piece, and return how many bytes; 0 is the end."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        taken = self._rest[: len(buffer)]
        self._rest = self._rest[len(taken) :]
        buffer[: len(taken)] = taken
        return len(taken)


def files(path: Path) -> Iterator[Path]:
    """Yield the path itself, or every file below a folder: by name, without hidden ones and without following links to folders.

    Raises InputError for a folder that cannot be listed or has no file.
    """
    if not path.is_dir():
        yield path
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
        elif path.is_dir() and not path.is_symlink():
            yield from _below(path)


@contextmanager
def open_stream(path: Path | None) -> Iterator[tuple[BinaryIO, bytes]]:
    """Open a file, or standard input for None, and give the expanded stream and its first bytes, which stay in the stream.

    Raises InputError when the file cannot be opened or read; the stream raises Unreadable where its contents are broken or expand too far.
    """
    try:
        with _raw(path) as raw:
            head, rest = _begun(expand(iter(lambda: raw.read(PIECE), b"")))
            yield io.BufferedReader(Pieces(chain((head,), rest)), PIECE), head[:HEAD]
    except OSError as error:
        raise InputError(f"cannot read {path or 'standard input'}: {error.strerror or error}") from error


def _begun(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes and the pieces after them; data that break soon do so after what stands before the break."""
    head = b""
    try:
        while len(head) < HEAD and (piece := next(pieces, b"")):
            head += piece
    except Unreadable as error:
        if not head.strip():
            raise
        return head, _failing(error)
    return head, pieces


def _failing(error: Unreadable) -> Iterator[bytes]:
    yield b""
    raise error


@contextmanager
def _raw(path: Path | None) -> Iterator[BinaryIO]:
    if path is None:
        yield sys.stdin.buffer
    else:
        with path.open("rb") as file:
            yield file


def expand(pieces: Iterable[bytes], *, most: int = MAX_EXPANDED, ratio: int = MAX_RATIO, free: int = EXPANDED_FREE) -> Iterator[bytes]:
    """Yield the bytes of the pieces, expanded when they start like a gzip or xz file; no piece that is yielded is empty.

    Raises Unreadable `malformed` for broken or cut data, `too-large` beyond `most` bytes, or `free` bytes and `ratio` times the input.
    """
    source = iter(pieces)
    start = b""
    while len(start) < 6 and (piece := next(source, b"")):
        start += piece
    decode = next((decode for magic, decode in _DECODERS.items() if start.startswith(magic)), None)
    whole = chain((start,), source)
    if decode is None:
        yield from filter(None, whole)
        return
    taken = given = 0

    def counted() -> Iterator[bytes]:
        nonlocal taken
        for piece in whole:
            taken += len(piece)
            yield piece

    try:
        for piece in filter(None, decode(counted())):
            given += len(piece)
            if given > most or given > max(free, ratio * taken):
                raise Unreadable("too-large", f"{taken} compressed bytes expand to more than {given - len(piece)}")
            yield piece
    except (zlib.error, lzma.LZMAError, EOFError) as error:
        raise Unreadable("malformed", f"broken compressed data: {error}") from error


def _gunzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what the members of a gzip file hold, in pieces of at most PIECE bytes (RFC 1952; zero padding is allowed)."""
    decoder = zlib.decompressobj(wbits=31)
    for piece in pieces:
        rest = piece
        while rest:
            if decoder.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                decoder = zlib.decompressobj(wbits=31)
            yield decoder.decompress(rest, PIECE)
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if not decoder.eof:
        yield decoder.flush()
        raise EOFError("it ends early")


def _unxz(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield what the streams of an xz file hold, in pieces of at most PIECE bytes."""
    decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
    for piece in pieces:
        rest = piece
        while rest or not (decoder.eof or decoder.needs_input):
            if decoder.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
            yield decoder.decompress(rest, PIECE)
            rest = decoder.unused_data if decoder.eof else b""
    if not decoder.eof:
        raise EOFError("it ends early")


_DECODERS: dict[bytes, Callable[[Iterator[bytes]], Iterator[bytes]]] = {b"\x1f\x8b": _gunzip, b"\xfd7zXZ\x00": _unxz}
