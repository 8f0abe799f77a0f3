"""Bytes as lines; one that is too long or not UTF-8 gets a code, and the others are still read."""

__all__ = ["Line", "blocks", "lines", "raw_lines"]

import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

from kg.read.limits import MAX_LINE, MAX_LINES, MAX_RECORD, PIECE
from kg.read.window import Record


class Line(NamedTuple):
    """A line without its end. `number` counts from 1, `offset` is the byte of the stream at which it starts.

    With a `code` (`encoding`, `too-long`) and `reason`, the text is only for display: replaced or cut.
    """

    number: int
    text: str
    code: str = ""
    reason: str = ""
    offset: int = 0


def raw_lines(stream: BinaryIO) -> Iterator[Record]:
    """Yield the lines of a stream in order, as bytes.

    They end in LF or CR LF. A byte order mark at the start of one is dropped: joined files have several.

    At most MAX_LINE bytes of a line are held in memory.
    """
    number = offset = 0
    while raw := stream.readline(MAX_LINE + 1):
        number += 1
        start, offset = offset, offset + len(raw)
        raw = raw.removeprefix(BOM_UTF8)
        if raw.endswith(b"\n"):
            yield Record(number, start, raw[:-1].removesuffix(b"\r"))
        elif len(raw) > MAX_LINE:
            while rest := stream.readline(PIECE):
                offset += len(rest)
                if rest.endswith(b"\n"):
                    break
            yield Record(
                number,
                start,
                raw[: 4 * MAX_RECORD],
                "too-long",
                f"line {number} is longer than {MAX_LINE} bytes",
            )
        else:
            stream.read(1)  # raises Unreadable if this is not the end, but where a broken file was cut
            yield Record(number, start, raw.removesuffix(b"\r"))


def lines(stream: BinaryIO) -> Iterator[Line]:
    """Yield the lines of a stream in order, as text."""
    return map(_text, raw_lines(stream))


def _text(line: Record) -> Line:
    try:
        return Line(line.number, line.data.decode("utf-8"), line.code, line.reason, line.offset)
    except UnicodeDecodeError as error:
        shown = line.data.decode("utf-8", "replace")
        if line.code:
            return Line(line.number, shown, line.code, line.reason, line.offset)
        reason = f"line {line.number}, byte {error.start + 1}: 0x{line.data[error.start]:02x} is not UTF-8"
        return Line(line.number, shown, "encoding", reason, line.offset)


def blocks(
    all_lines: Iterable[Line],
    starts: Callable[[str], object],
    ends: Callable[[str], re.Match[str] | None] | None = None,
    strays: Callable[[str], object] | None = None,
) -> Iterator[tuple[list[Line], bool]]:
    """Yield the lines of each record, without the one that ends it, and whether the record is complete.

    Without `ends`, a record extends to the next start, which may also follow an end on its line. Lines outside
    of records are skipped, but one that `strays` starts a record. The last line of a record that is too long has
    the code `too-long`, and later ones are dropped.
    """
    block: list[Line] = []
    size = 0
    for line in all_lines:
        if starts(line.text) or (strays is not None and not block and strays(line.text)):
            if block:
                yield block, True
            block, size = [line], len(line.text) + 1
        elif block and ends is not None and (end := ends(line.text)):
            yield block, True
            rest = line.text[end.end() :].strip()
            block = [line._replace(text=rest)] if rest and starts(rest) else []
        elif block:
            size += len(line.text) + 1
            if size <= MAX_LINE and len(block) < MAX_LINES:
                block.append(line)
            elif not block[-1].code:
                block.append(line._replace(text="", code="too-long", reason="a record that is too long"))
    if block:
        yield block, False
