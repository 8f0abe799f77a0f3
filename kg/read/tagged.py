"""Records of tagged lines, as RIS, the Web of Science and PubMed write them, read one by one."""

__all__ = ["Dialect", "TextParser", "read_tagged", "values"]

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, ClassVar, NamedTuple

from rispy.parser import RisParser

from kg.model import Paper, Rejected
from kg.read.entry import Entry, paper, rejected
from kg.read.lines import blocks, lines
from kg.read.window import Record


class TextParser(RisParser):  # type: ignore[misc]
    """A parser for which the tags of TEXTS may come several times; lines without a tag go on with the last one."""

    TEXTS: ClassVar[tuple[str, ...]] = ()

    def _add_tag(
        self, record: dict[str, Any], tag: str, content: str, extend_multiline: bool = False
    ) -> None:
        value = record.get(self.mapping.get(tag, ""))
        if extend_multiline and tag in self.TEXTS and value:
            value[-1] = f"{value[-1]} {content}".strip()
        else:
            super()._add_tag(record, tag, content, extend_multiline)


class Dialect(NamedTuple):
    """Patterns of the lines that start and end a record (without `ends`, it extends to the next start), and its parser."""

    starts: re.Pattern[str]
    ends: re.Pattern[str] | None
    parser: RisParser


def read_tagged(
    stream: BinaryIO, source: str, dialect: Dialect, entry: Callable[[dict[str, Any]], Entry]
) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record.

    A record interrupted by the next one is used as it is; one interrupted by the end of the file is rejected
    as cut.
    """
    starts, ends, parser = dialect
    for number, (block, closed) in enumerate(
        blocks(lines(stream), starts.match, ends and ends.match), start=1
    ):
        where = f"{source}#{number}"
        texts = [line.text for line in block]
        record = Record(number, block[0].offset, "\n".join(texts).encode())
        fault = next(((line.code, line.reason) for line in block if line.code), None)
        if fault is None and ends is not None and not closed:
            fault = "cut", "the file ends inside this record"
        parsed = [] if fault else parser.parse_lines(iter([*texts, parser.END_TAG + "  - "]))
        if parsed:
            yield paper(where, entry(parsed[0]), record)
        else:
            yield rejected(
                where, *(fault or ("malformed", "a record without tags")), record.shown, record.offset
            )


def values(record: dict[str, Any], *names: str) -> list[str]:
    """Return the values of the first name that a record has, as a list."""
    value: str | list[str] = next((record[name] for name in names if record.get(name)), [])
    return value if isinstance(value, list) else [value]
