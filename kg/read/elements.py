"""Read XML as records: elements with given names, cut out of the stream and parsed one by one.

Memory stays bounded, each reject has a byte offset, and an element that is not well-formed only affects
itself. Document type declarations never reach the parser, so there are no entities to expand and nothing to
fetch.
"""

__all__ = ["elements", "read_elements", "tags", "text"]

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read.entry import Entry, Refused, paper, rejected
from kg.read.limits import MAX_LINE, MAX_RECORD
from kg.read.mend import mended
from kg.read.window import Record, Window
from kg.xml import xml_parser

if TYPE_CHECKING:
    from lxml.etree import _Element

_TAG = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s/>]")
_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["']""")
_PREFIX = re.compile(rb"[<\s]([A-Za-z_][\w.-]{0,40}):[A-Za-z_][\w.-]*(?=[\s=/>])")
_MAX_PREFIXES = 50
_DECLARATION = 1_000  # bytes at the start of a file in which its encoding must be declared
_NAME = re.compile(r"[A-Za-z][\w-]*")
_LONGEST = 128  # bytes of a mark, which may be split between two pieces
_TAG_END, _CLOSED, _SUBSET = re.compile(rb"/?>"), re.compile(rb"</[^<>]*>\s*$"), re.compile(rb"\]\s*>")
_ENDS = {
    b"<!--": re.compile(rb"-->"), b"<![CDATA[": re.compile(rb"\]\]>"),
    b"<?": re.compile(rb"\?>"), b"<!DOCTYPE": re.compile(rb"[\[>]"),
}  # fmt: skip


def tags(head: str) -> list[str]:
    """Return the names of the start tags in a head that looks like XML, in order; none otherwise."""
    return _TAG.findall(head) if head.lstrip().startswith("<") else []


def read_elements(
    stream: BinaryIO, source: str, names: tuple[str, ...], entry: Callable[["_Element"], Entry | None]
) -> Iterator[Paper | Rejected]:
    """Yield a paper or a reject for every element with one of the names, in order.

    An element for which `entry` returns None describes later ones and is not a record. Nested elements with
    these names belong to the outer one.
    """
    window = Window(stream, _DECLARATION)
    try:
        parse = _Parse(window)
    except LookupError:
        yield rejected(source, "encoding", "unknown encoding")
        return
    number = 0
    for record in elements(window, names):
        fault = (record.code, record.reason) if record.code else None
        parsed = None
        if fault is None:
            try:
                parsed = entry(parse(record.data))
                parse.check(parsed)
            except Refused as error:
                fault = error.code, str(error)
            except ValueError as error:
                fault = "malformed", f"not XML: {str(error).splitlines()[0]}"
        if fault is None and parsed is None:
            continue
        number += 1
        where = f"{source}#{number}"
        if fault is not None:
            yield rejected(where, *fault, record.shown, record.offset)
        elif parsed is not None:
            yield paper(where, parsed, record)


def text(element: "_Element | None", path: str) -> str:
    """Return the clean text of the first element on a path of names, in any namespace, or an empty string."""
    from kg.read.clean import flat

    target = None if element is None else element.find(_anywhere(path))
    return "" if target is None else flat(target)


@cache
def _anywhere(path: str) -> str:
    return _NAME.sub(r"{*}\g<0>", path)


class _Parse:
    """Parses single elements, in the encoding that their file declares.

    Raises LookupError for an unknown encoding.
    """

    def __init__(self, window: Window) -> None:
        declared = _DECLARED.match(window.data.lstrip())
        name = declared[1].decode() if declared else "utf-8"
        if "<a>".encode(name) != b"<a>":  # such as UTF-16, in which it could not be declared like this
            name = "utf-8"
        self.encoding = name
        self.unknown: frozenset[str] = frozenset()  # references of the last element that are now text
        self.prefixes: set[bytes] = set()
        self.parser = xml_parser(name)

    def __call__(self, data: bytes) -> "_Element":
        """Return the element, mended if necessary; ValueError if it is not well-formed, Refused for bytes in no encoding."""
        self.unknown = frozenset()
        try:
            return self._parsed(data)
        except ValueError:
            try:
                text = data.decode(self.encoding)
            except UnicodeDecodeError as error:
                name = "UTF-8" if self.encoding.lower() == "utf-8" else self.encoding
                reason = f"byte {error.start + 1} of the record: 0x{data[error.start]:02x} is not {name}"
                raise Refused("encoding", reason) from None
            better, self.unknown = mended(text)
            if better == text:
                raise
        return self._parsed(better.encode(self.encoding, "xmlcharrefreplace"))

    def check(self, made: Entry | None) -> None:
        """Raise Refused if the title or abstract made of the last element has a reference to what is not defined."""
        said = "" if made is None else f"{made.title} {made.abstract}"
        for name in sorted(self.unknown):
            if name in said:
                raise Refused("malformed", f"not XML: {name} is not defined")

    def _parsed(self, data: bytes) -> "_Element":
        """Return the element; ValueError if it is not well-formed.

        Prefixes declared outside of it are declared again, with an arbitrary namespace.
        """
        from lxml.etree import XMLSyntaxError, fromstring

        while True:
            spaces = b"".join(b' xmlns:%b="urn:around"' % prefix for prefix in sorted(self.prefixes))
            try:
                return fromstring(b"<around%b>%b</around>" % (spaces, data), self.parser)[0]
            except (XMLSyntaxError, IndexError) as error:
                missing = set(_PREFIX.findall(data)[:_MAX_PREFIXES]) - self.prefixes - {b"xml", b"xmlns"}
                if "prefix" not in str(error) or not missing or len(self.prefixes) > _MAX_PREFIXES:
                    raise ValueError(str(error)) from None
                self.prefixes |= missing


def elements(window: Window, names: tuple[str, ...]) -> Iterator[Record]:
    """Yield the outermost elements with the names in a stream, in order, as bytes.

    Comments, CDATA sections, processing instructions and the document type declaration are skipped. An
    element that is too long or cut off by the end of the stream has a code, as has the end of a stream whose
    root element is not closed.
    """
    return _Cutter(window, names).elements()


class _Cutter:
    """The state of the splitter; positions refer to the window."""

    def __init__(self, window: Window, names: tuple[str, ...]) -> None:
        wanted = b"|".join(re.escape(name.encode()) for name in names)
        self.mark = re.compile(
            rb"<!--|<!\[CDATA\[|<!DOCTYPE|<\?|<(/?)((?:[\w.-]{1,40}:)?(?:%b))(?=[\s/>])" % wanted
        )
        self.window = window
        self.until: re.Pattern[bytes] | None = None  # the end of the current tag, comment or the like
        self.at = 0  # where the last mark ended
        self.name = b""  # of the current element
        self.depth = 0  # how many of that name are open
        self.start: int | None = None  # its start; None if it is too long to keep
        self.closing = False  # the current tag is an end tag
        self.number = 0
        first = next(iter(tags(window.data.decode("utf-8", "replace"))), None)
        self.around = first is not None and first not in names

    def elements(self) -> Iterator[Record]:
        """Yield the elements in order."""
        while (mark := self._mark()) is not None:
            if isinstance(mark, Record):
                yield mark
            elif self.until is _TAG_END:
                yield from self._passed_tag(mark[0])
            elif self.until is not None:
                self.until = _SUBSET if mark[0] == b"[" else None
            elif mark[2] is None:
                self.until = _ENDS[mark[0]]
            else:
                self._tag(mark)
        yield from self._end()

    def _mark(self) -> re.Match[bytes] | Record | None:
        """Return the next mark, an element that is too long, or None at the end."""
        window = self.window
        while (mark := (self.until or self.mark).search(window.data, self.at)) is None:
            if window.ended:
                return None
            seen = max(self.at, len(window.data) - _LONGEST)
            fault = None
            if self.start is not None and len(window.data) - self.start > MAX_LINE:
                fault = self._record(
                    self.start,
                    self.start + MAX_RECORD,
                    "too-long",
                    f"an element of more than {MAX_LINE} bytes",
                )
                self.start = None
            needed = seen if self.start is None else self.start
            window.drop(needed)
            self.at = seen - needed
            self.start = None if self.start is None else 0
            window.more()
            if fault is not None:
                return fault
        self.at = mark.end()
        return mark

    def _tag(self, mark: re.Match[bytes]) -> None:
        self.closing = bool(mark[1])
        if not self.depth and not self.closing:
            self.name, self.start = mark[2], mark.start()
        if mark[2] == self.name and (self.depth or not self.closing):
            self.until = _TAG_END
            self.depth += 0 if self.closing else 1

    def _passed_tag(self, end: bytes) -> Iterator[Record]:
        self.until = None
        self.depth -= self.closing or end == b"/>"
        if not self.depth:
            if self.start is not None:
                yield self._record(self.start, self.at)
            self.start = None

    def _end(self) -> Iterator[Record]:
        end = len(self.window.data)
        if self.start is not None:
            yield self._record(self.start, end, "cut", "the file ends inside this element")
        elif not self.depth and (
            self.until is not None or (self.around and not _CLOSED.search(self.window.data, self.at))
        ):
            yield self._record(self.at, end, "cut", "the file ends before its root element is closed")

    def _record(self, start: int, end: int, code: str = "", reason: str = "") -> Record:
        self.number += 1
        return Record(self.number, self.window.offset + start, self.window.data[start:end], code, reason)
