"""Records of tagged lines, as RIS, the Web of Science and PubMed write them, read one by one."""

__all__ = ["Dialect", "TextParser", "first", "read_tagged", "text", "values"]

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, ClassVar, NamedTuple

from rispy.parser import RisParser

from kg.model import Paper, Rejected
from kg.read.entry import Entry, paper, rejected
from kg.read.hyphens import HYPHENS, unbroken
from kg.read.lines import blocks, lines
from kg.read.window import Record


class TextParser(RisParser):  # type: ignore[misc]
    """A parser for which the tags of TEXTS are lists, in which lines without a tag go on with the last item."""

    TEXTS: ClassVar[tuple[str, ...]] = ()

    def _add_tag(
        self, record: dict[str, Any], tag: str, content: str, extend_multiline: bool = False
    ) -> None:
        value = record.get(self.mapping.get(tag, ""))
        if extend_multiline and tag in self.TEXTS and value:
            joint = "\n" if value[-1].endswith(HYPHENS) else " "  # only kept where it may divide a word
            value[-1] = f"{value[-1]}{joint}{content}".strip()
        else:  # after the end of a record, the parser still has the last tag of that record
            super()._add_tag(record, tag, content, extend_multiline and value is not None)


class Dialect(NamedTuple):
    """How records are told: what starts and ends one (without `ends`, it extends to the next start), and its parser.

    A line that `strays` starts a record too, outside of others. `tidy` gets the lines of a record.
    """

    starts: Callable[[str], object]
    ends: Callable[[str], re.Match[str] | None] | None
    parser: RisParser
    strays: Callable[[str], object] | None = None
    tidy: Callable[[list[str]], list[str]] | None = None


def read_tagged(
    stream: BinaryIO, source: str, dialect: Dialect, entry: Callable[[dict[str, Any]], Entry]
) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record.

    A record interrupted by the next one is used as it is; one interrupted by the end of the file is rejected
    as cut.
    """
    starts, ends, parser, strays, tidy = dialect
    for number, (block, closed) in enumerate(blocks(lines(stream), starts, ends, strays), start=1):
        where = f"{source}#{number}"
        texts = [line.text for line in block]
        record = Record(number, block[0].offset, "\n".join(texts).encode())
        fault = next(((line.code, line.reason) for line in block if line.code), None)
        if fault is None and ends is not None and not closed:
            fault = "cut", "the file ends inside this record"
        if tidy is not None:
            texts = tidy(texts)
        parsed = [] if fault else parser.parse_lines(iter([*texts, parser.END_TAG + "  - "]))
        if parsed:
            yield paper(where, entry(parsed[0]), record)
        else:
            yield rejected(
                where, *(fault or ("malformed", "a record without tags")), record.shown, record.offset
            )


def values(record: dict[str, Any], *names: str) -> list[str]:
    """Return the values of the first name for which a record has any, as a list."""
    for name in names:
        value: str | list[str] = record.get(name, "")
        if value and any(value):
            return [value] if isinstance(value, str) else value
    return []


def first(record: dict[str, Any], *names: str) -> str:
    """Return the first value of the first name for which a record has any, or ""."""
    for name in names:
        value: str | list[str] = record.get(name, "")
        if found := value if isinstance(value, str) else next(filter(None, value), ""):
            return found
    return ""


def text(record: dict[str, Any], *names: str) -> str:
    """Return the different values of the first name for which a record has any, with words divided at line ends joined."""
    found = values(record, *names)
    written = found[0] if len(found) == 1 else " ".join(dict.fromkeys(found))
    return unbroken(written, soft=True) if "\n" in written else written
