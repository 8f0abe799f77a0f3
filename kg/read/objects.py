"""Read JSON as records: one object per line, a list of objects, or a list inside an object.

The stream is split into records before parsing. So memory stays bounded for files of any size, each reject
has a byte offset, and an invalid record (a NaN, a bad escape) only affects itself, where a streaming parser
would stop (docs/adr/0010).
"""

__all__ = ["keys", "objects", "read_objects"]

import io
import logging
import re
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeVar

from kg.model import Paper, Rejected
from kg.read.brackets import records
from kg.read.entry import Entry, Refused, paper, rejected
from kg.read.lenient import fitted
from kg.read.limits import MAX_LINE, PIECE
from kg.read.lines import raw_lines
from kg.read.stream import joined
from kg.read.window import Record

_T = TypeVar("_T")
_log = logging.getLogger(__name__)
_KEY = re.compile(r'(?<!\\)"([^"\\\s]{1,60})"\s*:')
_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F]"
)
_BLANK = b" \t\r\n"
_OPEN = (b"[", b",", b":", b"{")  # a line that ends so is part of an object


def keys(head: str) -> frozenset[str]:
    """Return the keys in a head that looks like JSON; none otherwise."""
    return frozenset(_KEY.findall(head)) if head.lstrip()[:1] in ("{", "[") else frozenset()


def read_objects(
    stream: BinaryIO, source: str, struct: type[_T], entry: Callable[[_T], Entry], within: Iterable[str] = ()
) -> Iterator[Paper | Rejected]:
    """Yield a paper or a reject for every object of a JSON stream, in order.

    `struct` is the msgspec Struct of the wanted fields, `entry` turns one into an entry, and `within` lists
    the keys, joined by full stops, under which a list of records may be.
    """
    from msgspec import ValidationError
    from msgspec.json import Decoder

    decoder = Decoder(struct)
    left_out: Counter[str] = Counter()
    for number, record in enumerate(objects(stream, within), start=1):
        where = f"{source}#{number}"
        fault = (record.code, record.reason) if record.code else None
        if fault is None:
            try:
                try:
                    value = decoder.decode(record.data)
                except ValidationError:
                    value, names = fitted(record.data, struct)
                    left_out.update(names)
                yield paper(where, entry(value), record)
            except Refused as error:
                fault = error.code, str(error)
            except (ValueError, RecursionError) as error:
                fault = _fault(error, record.data)
        if fault is not None:
            yield rejected(where, *fault, record.shown, record.offset)
    for name, count in left_out.items():
        _log.warning("%s: left out %s of %s, whose value has another type", source, name, _papers(count))


def _papers(count: int) -> str:
    return f"{count} paper{'s' * (count != 1)}"


def _fault(error: Exception, data: bytes) -> tuple[str, str]:
    """Return the code and reason for an error of msgspec."""
    from msgspec import ValidationError

    message = str(error).splitlines()[0]
    if isinstance(error, ValidationError):
        return "wrong-type", message
    if isinstance(error, UnicodeDecodeError):
        return (
            "encoding",
            f"byte {error.start + 1} of the record: 0x{error.object[error.start]:02x} is not UTF-8",
        )
    if _SURROGATE.search(data) and not isinstance(error, RecursionError):
        return "encoding", "a lone surrogate"
    return "malformed", "not JSON: nested too deeply" if isinstance(
        error, RecursionError
    ) else f"not JSON: {message}"


def objects(stream: BinaryIO, within: Iterable[str] = ()) -> Iterator[Record]:
    """Yield the objects of a JSON stream as records of bytes, in order.

    They come one per line, in a list, one after another, or in a list under a key of `within`. Other items of
    such a list (`null` for a paper not found) are skipped.
    """
    names = frozenset(name.encode() for name in within)
    first = _line(stream, MAX_LINE + 1)
    second = _line(stream, PIECE) if first.endswith(b"\n") else b""
    start = first.removeprefix(BOM_UTF8).strip(_BLANK)
    whole = joined(first + second, iter(lambda: stream.read(PIECE), b""))
    if second.lstrip(_BLANK).startswith(b"{") and not start.startswith(b"[") and not start.endswith(_OPEN):
        return _one_per_line(whole)
    first_records = list(records(io.BytesIO(first), names))
    if len(first_records) == 1 and not first_records[0].code and first_records[0].data == start:
        return _one_per_line(whole)
    return records(whole, names)


def _line(stream: BinaryIO, most: int) -> bytes:
    """Return the next blank lines and the line after them, cut to `most` bytes each."""
    data = b""
    while not data.strip(_BLANK) and len(data) < most and (line := stream.readline(most)):
        data += line
    return data


def _one_per_line(stream: BinaryIO) -> Iterator[Record]:
    return (line for line in raw_lines(stream) if line.code or line.data.strip(_BLANK))
