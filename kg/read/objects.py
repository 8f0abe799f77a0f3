"""Read JSON as records: one object per line, a list of objects, or a list inside an object.

The stream is split into records before parsing. So memory stays bounded for files of any size, each reject
has a byte offset, and an invalid record (a NaN, a bad escape) only affects itself, where a streaming parser
would stop (docs/adr/0010).
"""

__all__ = ["Year", "keys", "objects", "read_objects"]

import io
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Annotated, BinaryIO, Generic, TypeVar

from msgspec import DecodeError, Meta, ValidationError
from msgspec.json import Decoder, encode

from kg.model import Paper, Rejected
from kg.read.brackets import records
from kg.read.entry import Entry, Refused, paper, rejected
from kg.read.expand import Unreadable
from kg.read.lenient import fitted, loaded, rows_of
from kg.read.limits import MAX_LINE, PIECE
from kg.read.lines import raw_lines
from kg.read.stream import joined
from kg.read.window import Record

Year = Annotated[int, Meta(ge=1000, le=9999)] | None
_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_KEY = re.compile(r'(?<!\\)"([^"\\\s]{1,60})"\s*:')
_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F]"
)
_BLANK = b" \t\r\n\x1e\xef\xbb\xbf"  # also the mark before a record of RFC 7464, and byte order marks
_NOTES = ("#", "//", "```")  # lines before the records that begin so are no JSON
_HEADER = re.compile(rf"(?:\s*+(?:{'|'.join(_NOTES)})[^\n]*+\n)++")
_OPEN = (b"[", b",", b":", b"{")  # a line that ends so is part of an object


def keys(head: str) -> frozenset[str]:
    """Return the keys in a head that looks like JSON, or like JSON in strings; none otherwise."""
    notes = _HEADER.match(head)
    head = head[notes.end() if notes else 0 :].lstrip()
    if head.startswith('"{\\"'):
        head = head[1:].replace('\\"', '"')
    return frozenset(_KEY.findall(head)) if head[:1] in ("{", "[") else frozenset()


def read_objects(
    stream: BinaryIO, source: str, struct: type[_T], entry: Callable[[_T], Entry], within: Iterable[str] = ()
) -> Iterator[Paper | Rejected]:
    """Yield a paper or a reject for every object of a JSON stream, in order.

    `struct` is the msgspec Struct of the wanted fields, `entry` turns one into an entry, and `within` lists
    the keys, joined by full stops, under which a list of records may be.
    """
    names = frozenset(name.encode() for name in within)
    reader = _Reader(source, struct, entry)
    for record in objects(stream, within):
        found = reader.read(record)
        parts = None
        if isinstance(found, Rejected) and found.code in ("no-title", "wrong-type"):
            parts = _parts(record, names)
        if parts is None:
            yield found
        else:
            reader.number -= 1
            yield from map(reader.read, parts)
    for name, count in reader.left_out.items():
        _log.warning("%s: left out %s of %s, whose value has another type", source, name, _papers(count))


class _Reader(Generic[_T]):
    """Reads one record after another; `left_out` counts the fields that had another type."""

    def __init__(self, source: str, struct: type[_T], entry: Callable[[_T], Entry]) -> None:
        self.decoder = Decoder(struct)
        self.source, self.struct, self.entry = source, struct, entry
        self.number = 0
        self.left_out: Counter[str] = Counter()

    def read(self, record: Record) -> Paper | Rejected:
        """Return the paper of a record, or a reject."""
        self.number += 1
        where = f"{self.source}#{self.number}"
        fault = record.code, record.reason
        if not record.code:
            try:
                try:
                    value = self.decoder.decode(record.data)
                except DecodeError:
                    value, names = fitted(record.data, self.struct)
                    self.left_out.update(names)
                return paper(where, self.entry(value), record)
            except Refused as error:
                fault = error.code, str(error)
            except (ValueError, RecursionError) as error:
                fault = _fault(error, record.data)
        return rejected(where, *fault, record.shown, record.offset)


def _parts(record: Record, names: frozenset[bytes]) -> Iterator[Record] | None:
    """Return the records in one that is no paper; None for any other.

    It may be an answer of an API, a list, a map from keys to records, or a table by columns.
    """
    found = records(io.BytesIO(record.data), names)
    first = next(found, None)
    if first is None:
        return iter(()) if record.data.lstrip().startswith(b"{") else None
    if first.data != record.data:
        return (one._replace(offset=record.offset + one.offset) for one in chain((first,), found))
    try:
        rows = rows_of(loaded(record.data))
    except (ValueError, RecursionError):
        return None
    return (record._replace(data=encode(row)) for row in rows) if rows else None


def _papers(count: int) -> str:
    return f"{count} paper{'s' * (count != 1)}"


def _fault(error: Exception, data: bytes) -> tuple[str, str]:
    """Return the code and reason for an error of msgspec."""
    message = str(error).splitlines()[0]
    if isinstance(error, ValidationError):
        return "wrong-type", message
    if isinstance(error, RecursionError):
        return "malformed", "not JSON: nested too deeply"
    try:
        data.decode()
    except UnicodeDecodeError as fault:
        return "encoding", f"byte {fault.start + 1} of the record: 0x{data[fault.start]:02x} is not UTF-8"
    if _SURROGATE.search(data):
        return "encoding", "a lone surrogate"
    return "malformed", f"not JSON: {message}"


def objects(stream: BinaryIO, within: Iterable[str] = ()) -> Iterator[Record]:
    """Yield the objects of a JSON stream as records of bytes, in order.

    They come one per line, in a list, one after another, or in a list under a key of `within`. Other items of
    such a list (`null` for a paper not found) are skipped.
    """
    names = frozenset(name.encode() for name in within)
    first = _line(stream, MAX_LINE + 1)
    second = _line(stream, PIECE) if first.endswith(b"\n") else b""
    start = first.strip(_BLANK)
    whole = joined(first + second, iter(lambda: stream.read(PIECE), b""))
    if start.startswith(b'"'):
        return _one_per_line(whole)
    if second.lstrip(_BLANK).startswith(b"{") and not start.startswith(b"[") and not start.endswith(_OPEN):
        return _one_per_line(whole)
    first_records = list(records(io.BytesIO(first), names))
    if len(first_records) == 1 and not first_records[0].code and first_records[0].data == start:
        return _one_per_line(whole)
    return records(whole, names)


def _line(stream: BinaryIO, most: int) -> bytes:
    """Return the next blank lines and the line after them, cut to `most` bytes each; notes become blank."""
    lines: list[bytes] = []
    size, blank = 0, True
    with suppress(Unreadable):  # it is raised again after this line
        while blank and size < most and (line := stream.readline(most)):
            size += len(line)
            note = line.strip(_BLANK).startswith(tuple(map(str.encode, _NOTES)))
            lines.append(b"\n".rjust(len(line)) if note else line)
            blank = note or not line.strip(_BLANK)
    return b"".join(lines)


def _one_per_line(stream: BinaryIO) -> Iterator[Record]:
    for line in raw_lines(stream):
        if line.code or line.data.startswith(b"{"):
            yield line
        elif data := line.data.lstrip(_BLANK):
            yield line._replace(data=data, offset=line.offset + len(line.data) - len(data))
