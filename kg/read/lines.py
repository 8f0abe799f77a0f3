"""Bytes as lines of text: a line that is too long or no UTF-8 is marked, and the others are still read."""

__all__ = ["Line", "lines"]

from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from kg.read.limits import MAX_LINE, MAX_RECORD, PIECE


class Line(NamedTuple):
    """A line without its end. `number` counts from 1.

    With a `code` (`encoding`, `too-long`) and `reason` the text is only good to be shown: replaced or cut.
    """

    number: int
    text: str
    code: str = ""
    reason: str = ""


def lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream in order; they end in LF or CR LF, and a byte order mark at the start is dropped.

    At most MAX_LINE bytes of a line are held in memory.
    """
    number = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        if number == 1:
            raw = raw.removeprefix(BOM_UTF8)
        if len(raw) > MAX_LINE and not raw.endswith(b"\n"):
            while (rest := stream.readline(PIECE)) and not rest.endswith(b"\n"):
                pass
            yield Line(number, raw[:MAX_RECORD].decode("utf-8", "replace"), "too-long", f"line {number} is longer than {MAX_LINE} bytes")
        else:
            yield _decoded(number, raw.removesuffix(b"\n").removesuffix(b"\r"))


def _decoded(number: int, raw: bytes) -> Line:
    try:
        return Line(number, raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        reason = f"line {number}, byte {error.start + 1}: 0x{raw[error.start]:02x} is not UTF-8"
        return Line(number, raw.decode("utf-8", "replace"), "encoding", reason)
