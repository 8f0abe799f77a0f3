"""Split a JSON stream that does not have one object per line into records, by strings and brackets alone."""

__all__ = ["records"]

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import DecodeError, Raw
from msgspec.json import decode

from kg.read.limits import MAX_DEPTH, MAX_LINE, MAX_RECORD
from kg.read.window import Record, Window

# A string, with its colon if it is a key; a bracket; or the quote of an unfinished string.
_TOKEN = re.compile(rb'"((?:[^"\\]++|\\.)*+)"(\s*+:)?|[{}\[\]]|"', re.DOTALL)
_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_BETWEEN = re.compile(
    rb"(?:[\s,\x1e`]|\xef\xbb\xbf|null|true|false|[-+.\deE])*+"
)  # what may stand between records
_OF_PAPERS = frozenset(("abstract", "abstract_inverted_index", "text"))  # fields that no list of records has
_MAX_DEEPER = 100_000  # brackets beyond MAX_DEPTH before reading stops
_OPENS = {b"}": b"{", b"]": b"["}


def records(stream: BinaryIO, names: frozenset[bytes]) -> Iterator[Record]:
    """Yield the records of a stream, in order, as bytes.

    Records are the objects of a top-level list, of the lists in the top-level object under `names` (keys joined
    by full stops), or else the top-level objects. A paper may itself have lists of such a name after its
    abstract. If brackets do not match, or the stream ends in a record, the last one has a code.
    """
    return _Cutter(stream, names).records()


class _Cutter:
    """The state of the splitter; positions refer to the window."""

    def __init__(self, stream: BinaryIO, names: frozenset[bytes]) -> None:
        self.window = Window(stream)
        self.names = names
        self.open: list[bytes] = []  # the brackets around the current position
        self.path: list[bytes] = []  # the key of each of them
        self.key = b""  # the last key
        self.at = 0  # where the last token ended
        self.own = 0  # the number of brackets open at the current record; 0 outside
        self.list = 0  # the number of brackets open at the list of records in the top-level object; 0 outside
        self.start: int | None = None  # its start; None if it is too long to keep
        self.deeper = 0  # the number of open brackets beyond MAX_DEPTH
        self.skipping = False  # inside a string that is too long to keep
        self.number = 0

    def records(self) -> Iterator[Record]:
        """Yield the records in order."""
        while (token := self._token()) is not None:
            if isinstance(token, Record):
                yield token
                continue
            before, self.at = self.at, token.end()
            if not self.own and not _BETWEEN.fullmatch(self.window.data, before, token.start()):
                yield self._fault(before, "malformed", "not JSON")
            if token[1] is not None:
                self.key = token[1] if token[2] else b""
            elif self.deeper or (len(self.open) == MAX_DEPTH and token[0] not in _OPENS):
                if not self.deeper:
                    yield self._fault(
                        token.start() if self.start is None else self.start, "malformed", "nested too deeply"
                    )
                    self.start = None
                self.deeper += -1 if token[0] in _OPENS else 1
                if self.deeper > _MAX_DEEPER:
                    return
            elif token[0] in _OPENS:
                del self.path[-1:]
                if not self.open or self.open.pop() != _OPENS[token[0]]:
                    yield self._fault(
                        token.start(), "malformed", "an unmatched closing bracket: the rest is not read"
                    )
                    return
                yield from self._closed()
            else:
                self._opened(token[0], token.start())
        yield from self._end()

    def _opened(self, bracket: bytes, start: int) -> None:
        around = self.open
        if bracket == b"{" and not self.own:
            if not around or (around[-1] == b"[" and (self.list or around[0] == b"[")):
                self.own, self.start = len(around) + 1, start
        elif (
            bracket == b"["
            and self.own <= 1
            and not self.list
            and b".".join((*self.path[1:], self.key)) in self.names
            and b"[" not in around
            and not self._in_paper(start)
        ):
            self.own, self.start = 0, None  # the top-level object contains the records
            self.list = len(around) + 1
        around.append(bracket)
        self.path.append(self.key)
        self.key = b""

    def _in_paper(self, end: int) -> bool:
        """Return whether the top-level object, read so far, is a paper."""
        if self.start is None:
            return False
        try:
            fields = decode(
                self.window.data[self.start : end] + b"0" + b"}" * len(self.open), type=dict[str, Raw]
            )
        except (DecodeError, UnicodeDecodeError):
            return False
        return not _OF_PAPERS.isdisjoint(fields)

    def _closed(self) -> Iterator[Record]:
        if len(self.open) < self.list:
            self.list = 0
        if len(self.open) < self.own:
            if self.start is not None:
                yield self._record(self.start, self.at)
            self.own, self.start = 0, None

    def _end(self) -> Iterator[Record]:
        data = self.window.data
        if self.start is not None:
            yield self._record(self.start, len(data), "cut", "the file ends inside this record")
        elif self.open and not self.own and not self.deeper:
            yield self._record(self.at, len(data), "cut", "the file ends inside a list")
        elif not self.own and not _BETWEEN.fullmatch(data, self.at):
            yield self._fault(self.at, "malformed", "not JSON")

    def _token(self) -> re.Match[bytes] | Record | None:
        """Return the next token, a record that is too long, or None at the end."""
        window = self.window
        while True:
            token = None
            if self.skipping:
                rest = _STRING.match(window.data, self.at)
                self.at = rest.end() if rest else self.at
                self.skipping = window.data[self.at : self.at + 1] != b'"'
                self.at += not self.skipping
            if not self.skipping:
                token = _TOKEN.search(window.data, self.at)
                if (
                    token is not None
                    and token[0] != b'"'
                    and (token[1] is None or token[2] or token.end() < len(window.data) or window.ended)
                ):
                    return token
            if window.ended:
                return None
            fault = self._release(token)
            # a string is rescanned from its start; pieces of its length keep that linear
            window.more(0 if token is None else min(len(window.data) - self.at, MAX_LINE))
            if fault is not None:
                return fault

    def _release(self, token: re.Match[bytes] | None) -> Record | None:
        """Drop data that is no longer needed; return a fault if the rest is too long."""
        passed = self.at if self.skipping else len(self.window.data) if token is None else token.start()
        needed = self.start if self.start is not None else passed if self.own or self.skipping else self.at
        fault = None
        if len(self.window.data) - needed > MAX_LINE:
            fault = self._fault(needed, "too-long", f"a record of more than {MAX_LINE} bytes")
            self.start, self.skipping = None, token is not None
            passed = needed = passed + self.skipping
        self.window.drop(needed)
        self.at = passed - needed if self.own or self.skipping else self.at - needed if fault is None else 0
        self.start = None if self.start is None else 0
        return fault

    def _record(self, start: int, end: int, code: str = "", reason: str = "") -> Record:
        self.number += 1
        return Record(self.number, self.window.offset + start, self.window.data[start:end], code, reason)

    def _fault(self, start: int, code: str, reason: str) -> Record:
        return self._record(
            start,
            min(start + MAX_RECORD, len(self.window.data)),
            code,
            f"byte {self.window.offset + start}: {reason}",
        )
