"""Records of tagged lines, cut out of a file one by one: what RIS, the Web of Science and PubMed write."""

__all__ = ["Dialect", "read_tagged", "values"]

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from kg.model import Paper, Rejected
from kg.read.entry import Entry, paper, rejected
from kg.read.lines import blocks, lines
from kg.read.window import Record

if TYPE_CHECKING:
    from rispy.parser import RisParser


class Dialect(NamedTuple):
    """Which tags start and end a record (without `ends` it goes on to the next start), and what parses one."""

    starts: str
    ends: str | None
    parser: "RisParser"


def read_tagged(stream: BinaryIO, source: str, dialect: Dialect, entry: Callable[[dict[str, Any]], Entry]) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record.

    A record that another one interrupts is taken as it is; one that the end of the file interrupts is cut.
    """
    starts, ends, parser = dialect
    for number, (block, closed) in enumerate(blocks(lines(stream), lambda text: text.startswith(starts), ends), start=1):
        where = f"{source}#{number}"
        texts = [line.text for line in block]
        record = Record(number, block[0].offset, "\n".join(texts).encode())
        fault = next(((line.code, line.reason) for line in block if line.code), None)
        if fault is None and ends is not None and not closed:
            fault = "cut", "the file ends within this record"
        found = [] if fault else parser.parse_lines(iter([*texts, parser.END_TAG + "  - "]))
        if found:
            yield paper(where, entry(found[0]), record)
        else:
            yield rejected(where, *(fault or ("malformed", "a record without tags")), record.shown, record.offset)


def values(record: dict[str, Any], *names: str) -> list[str]:
    """Return the values of the first of the names that a record has, as a list."""
    found: str | list[str] = next((record[name] for name in names if record.get(name)), [])
    return found if isinstance(found, list) else [found]
