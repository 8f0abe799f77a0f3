"""JSON as records: one object a line, a list of objects, or objects in a list within the answer of an API.

The stream is cut into records before anything is parsed. So memory stays bounded whatever the size of the file, each rejection knows its
byte, and a record that is no JSON (a NaN, a bad escape) costs itself alone: no streaming parser goes on after such a fault (docs/adr/0010).
"""

__all__ = ["keys", "objects", "read_objects"]

import io
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, TypeVar

from kg.model import Paper, Rejected
from kg.read.brackets import records
from kg.read.entry import Entry, Refused, paper, rejected
from kg.read.limits import MAX_LINE, PIECE
from kg.read.lines import raw_lines
from kg.read.stream import joined
from kg.read.window import Record

_T = TypeVar("_T")
_KEY = re.compile(r'(?<!\\)"([^"\\\s]{1,60})"\s*:')
_SURROGATE = re.compile(rb"\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][\da-fA-F]{2})\\u[dD][c-fC-F]")
_BLANK = b" \t\r\n"


def keys(head: str) -> frozenset[str]:
    """Return the names that stand before a colon in the start of a file that begins like JSON; none for any other."""
    return frozenset(_KEY.findall(head)) if head.lstrip()[:1] in ("{", "[") else frozenset()


def read_objects(
    stream: BinaryIO, source: str, kind: type[_T], entry: Callable[[_T], Entry], within: Iterable[str] = ()
) -> Iterator[Paper | Rejected]:
    """Yield a paper for every object of a JSON stream, in order, or why it is none.

    `kind` is the msgspec Struct of the fields that are wanted, `entry` makes an entry of one, and `within` tells the keys, joined by
    full stops, under which a list of records may lie.
    """
    from msgspec.json import Decoder

    decoder = Decoder(kind)
    for number, record in enumerate(objects(stream, within), start=1):
        where = f"{source}#{number}"
        fault = (record.code, record.reason) if record.code else None
        if fault is None:
            try:
                yield paper(where, entry(decoder.decode(record.data)), record)
            except Refused as error:
                fault = error.code, str(error)
            except (ValueError, RecursionError) as error:
                fault = _fault(error, record.data)
        if fault is not None:
            yield rejected(where, *fault, record.shown, record.offset)


def _fault(error: Exception, data: bytes) -> tuple[str, str]:
    """Return the code and the reason of what msgspec raised."""
    from msgspec import ValidationError

    said = str(error).splitlines()[0]
    if isinstance(error, ValidationError):
        return "wrong-type", said
    if isinstance(error, UnicodeDecodeError):
        return "encoding", f"byte {error.start + 1} of the record: 0x{error.object[error.start]:02x} is not UTF-8"
    if _SURROGATE.search(data) and not isinstance(error, RecursionError):
        return "encoding", "half of a surrogate pair"
    return "malformed", "no JSON: too deep" if isinstance(error, RecursionError) else f"no JSON: {said}"


def objects(stream: BinaryIO, within: Iterable[str] = ()) -> Iterator[Record]:
    """Yield the objects of a JSON stream as records of bytes, in order.

    They stand one a line, in a list, one after another, or in a list under a key of `within` in an object around them. Items of such a
    list that are no objects (`null` for a paper not found) are passed over.
    """
    names = frozenset(name.encode() for name in within)
    first = _line(stream, MAX_LINE + 1)
    second = _line(stream, PIECE) if first.endswith(b"\n") else b""
    start = first.removeprefix(BOM_UTF8).strip(_BLANK)
    whole = joined(first + second, iter(lambda: stream.read(PIECE), b""))
    if second.lstrip(_BLANK).startswith(b"{") and not start.startswith(b"["):
        return _one_a_line(whole)
    alone = list(records(io.BytesIO(first), names))
    if len(alone) == 1 and not alone[0].code and alone[0].data == start:
        return _one_a_line(whole)
    return records(whole, names)


def _line(stream: BinaryIO, most: int) -> bytes:
    """Return the blank lines that come next and the line after them, cut to `most` bytes each."""
    found = b""
    while not found.strip(_BLANK) and len(found) < most and (line := stream.readline(most)):
        found += line
    return found


def _one_a_line(stream: BinaryIO) -> Iterator[Record]:
    return (line for line in raw_lines(stream) if line.code or line.data.strip(_BLANK))
