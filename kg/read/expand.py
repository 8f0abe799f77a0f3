"""Decompress gzip, bzip2, xz and Zstandard, detected by their first bytes, within limits."""

__all__ = ["COMPRESSED", "Budget", "Unreadable", "expand"]

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain

from kg.read.limits import EXPANDED_FREE, MAX_EXPANDED, MAX_RATIO, PIECE, XZ_MEMORY, ZST_WINDOW

_SIP = 256  # bytes of Zstandard fed at once: blocks of as few as four bytes expand to 128 KiB


class Unreadable(Exception):  # noqa: N818 - not an error of the run: it becomes a Rejected
    """The rest of a file cannot be read; `code` is that of the reject."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Budget:
    """A limit on decompression: `most` bytes, and beyond `free` bytes `ratio` times the input."""

    def __init__(
        self, *, most: int = MAX_EXPANDED, ratio: int = MAX_RATIO, free: int = EXPANDED_FREE
    ) -> None:
        self.most, self.ratio, self.free = most, ratio, free
        self.taken = self.given = 0

    def counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield compressed pieces and count their bytes."""
        for piece in pieces:
            self.taken += len(piece)
            yield piece

    def spend(self, piece: bytes) -> bytes:
        """Return a decompressed piece; Unreadable `too-large` beyond the limit."""
        self.given += len(piece)
        if self.given > self.most or self.given > max(self.free, self.ratio * self.taken):
            raise Unreadable(
                "too-large", f"{self.taken} compressed bytes expand to more than {self.given - len(piece)}"
            )
        return piece


def expand(pieces: Iterable[bytes], budget: Budget | None = None) -> Iterator[bytes]:
    """Yield the pieces, decompressed if they start like a compressed file, without empty ones.

    Raises Unreadable `malformed` for broken or truncated data, `too-large` beyond the budget.
    """
    budget = budget or Budget()
    source = iter(pieces)
    start = b""
    while len(start) < 6 and (piece := next(source, b"")):
        start += piece
    decode = next((decode for magic, decode in COMPRESSED.items() if start.startswith(magic)), None)
    whole = chain((start,), source)
    if decode is None:
        yield from filter(None, whole)
        return
    try:
        for piece in filter(None, decode(budget.counted(whole))):
            yield budget.spend(piece)
    except (zlib.error, lzma.LZMAError, EOFError, OSError) as error:
        raise Unreadable("malformed", f"broken compressed data: {error}") from error


def _gunzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress the members of a gzip file, in pieces of at most PIECE bytes (RFC 1952, zero padding)."""
    decoder = zlib.decompressobj(wbits=31)
    for piece in pieces:
        rest = piece
        while rest:
            if decoder.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                decoder = zlib.decompressobj(wbits=31)
            before = decoder.copy()
            try:
                found = decoder.decompress(rest, PIECE)
            except zlib.error:  # byte by byte it gives what stands before the fault, such as a wrong checksum
                yield from (before.decompress(rest[at : at + 1]) for at in range(len(rest)))
                raise
            yield found
            rest = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    if not decoder.eof:
        yield decoder.flush()
        raise EOFError("truncated")


def _unxz(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress the streams of an xz file; zero padding is allowed."""
    return _streams(pieces, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY))


def _bunzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress the streams of a bzip2 file."""
    return _streams(pieces, bz2.BZ2Decompressor)


def _streams(
    pieces: Iterator[bytes], begin: Callable[[], lzma.LZMADecompressor | bz2.BZ2Decompressor]
) -> Iterator[bytes]:
    """Decompress consecutive streams, in pieces of at most PIECE bytes."""
    decoder = begin()
    for piece in pieces:
        rest = piece
        while rest or not (decoder.eof or decoder.needs_input):
            if decoder.eof:
                rest = rest.lstrip(b"\0")
                if not rest:
                    break
                decoder = begin()
            yield decoder.decompress(rest, PIECE)
            rest = decoder.unused_data if decoder.eof else b""
    if not decoder.eof:
        raise EOFError("truncated")


def _unzst(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Decompress the frames of a Zstandard file (RFC 8878)."""
    from zstandard import ZstdDecompressor, ZstdError

    frames = ZstdDecompressor(max_window_size=ZST_WINDOW)
    decoder = frames.decompressobj()
    try:
        for piece in pieces:
            for start in range(0, len(piece), _SIP):
                rest = piece[start : start + _SIP]
                while rest:
                    decoder = frames.decompressobj() if decoder.eof else decoder
                    yield decoder.decompress(rest)
                    rest = decoder.unused_data if decoder.eof else b""
    except ZstdError as error:
        raise EOFError(str(error)) from error
    if not decoder.eof:
        raise EOFError("truncated")


COMPRESSED: dict[bytes, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    b"\x1f\x8b": _gunzip,
    b"BZh": _bunzip,
    b"\xfd7zXZ\x00": _unxz,
    b"\x28\xb5\x2f\xfd": _unzst,
}
