"""CSV and TSV with a title and an abstract column, as Zotero, Web of Science and spreadsheets write them."""

__all__ = ["columns", "entry", "read", "sniff"]

import csv
import logging
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, paper, rejected, year
from kg.read.limits import MAX_LINE, MAX_RECORD
from kg.read.lines import Line, lines
from kg.read.window import Record

_log = logging.getLogger(__name__)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")


@cache
def _known() -> dict[str, list[str]]:
    """Return {field: headings} of the columns that are read."""
    return tomllib.loads(files("kg.read.formats").joinpath("columns.toml").read_text(encoding="utf-8"))


def columns(header: list[str]) -> dict[str, int]:
    """Return {field: index} of the known columns; the first matching heading wins."""
    present = [" ".join(re.split(r"[\s_-]+", name.casefold().strip())) for name in header]
    indices = {
        field: [present.index(name) for name in names if name in present] for field, names in _known().items()
    }
    return {field: known[0] for field, known in indices.items() if known}


def _year_column(header: list[str], cells: list[str]) -> str | None:
    """Return the heading of a column that seems to hold years, by its name or by its first cell."""
    named = (
        name for name in header if re.search(r"\b(?:year|date)\b", name.replace("_", " "), re.IGNORECASE)
    )
    held = (name for name, cell in zip(header, cells, strict=False) if _YEAR.fullmatch(cell.strip()))
    return next((name.strip() for name in (*named, *held) if name.strip()), None)


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def sniff(head: str) -> bool:
    """Return whether the first line is a header with a title and an abstract column."""
    header = head.lstrip("\ufeff\r\n").split("\n", 1)[0].rstrip("\r")
    return {"title", "abstract"} <= _header(header, _delimiter(header)).keys()


def _header(row: str, delimiter: str) -> dict[str, int]:
    try:
        return columns(next(csv.reader([row], delimiter=delimiter), []))
    except csv.Error:
        return {}


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield one entry per row; a broken row is rejected, and the next line starts a new one.

    A row with more cells than the header is rejected: an unquoted delimiter has shifted its cells.
    """
    physical = lines(stream)
    header = next((line.text for line in physical if line.text.strip()), "")
    delimiter = _delimiter(header)
    known = _header(header, delimiter)
    if not {"title", "abstract"} <= known.keys():
        yield rejected(
            f"{source}#1", "unknown-format", "the first line has no title and abstract columns", header, 0
        )
        return
    headings = next(csv.reader([header], delimiter=delimiter))
    width = len(headings)
    rows = _Rows(physical)
    table = csv.reader(rows, delimiter=delimiter, strict=True)
    number = 0
    while True:
        rows.begin()
        cells: list[str] = []
        try:
            cells = next(table)
        except StopIteration:
            return
        except csv.Error as error:
            rows.fault = rows.fault or ("malformed", f"broken row: {error}")
        if rows.fault is None and not any(map(str.strip, cells)):
            continue
        number += 1
        where = f"{source}#{number}"
        if number == 1 and "year" not in known and (name := _year_column(headings, cells)):
            _log.warning("%s: the column %r is not read; name it year if it holds years", source, name)
        if rows.fault is None and any(map(str.strip, cells[width:])):
            rows.fault = (
                "malformed",
                f"{len(cells)} cells under a header of {width}: quote cells that contain the delimiter",
            )
        if rows.fault is not None:
            yield rejected(where, *rows.fault, rows.record, rows.offset)
        else:
            named = {field: cells[i].strip() if i < len(cells) else "" for field, i in known.items()}
            yield paper(
                where, entry(named), Record(number, rows.offset, rows.record.encode("utf-8", "replace"))
            )


class _Rows:
    """The lines for the csv module, with the text, offset and fault of the current row.

    The csv module decides where rows end; a quoted cell that never ends stops at its limit.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.begin()

    def begin(self) -> None:
        """Start a new row."""
        self._size = 0
        self.offset = 0
        self.record = ""
        self.fault: tuple[str, str] | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        if not self._size:
            self.offset = line.offset
        if self._size < MAX_RECORD:
            self.record += f"{line.text[:MAX_RECORD]}\n"
        self._size += len(line.text) + 1
        if line.code:
            self.fault = line.code, line.reason
        elif self._size > MAX_LINE:
            self.fault = "too-long", f"a row of more than {MAX_LINE} characters"
        if self.fault and self.fault[0] == "too-long":
            raise csv.Error
        return f"{line.text}\n"


def entry(cells: Mapping[str, str]) -> Entry:
    """Return the entry of a row, from its cells by field."""
    ids = (
        identity.doi(cells.get("doi")),
        identity.arxiv(cells.get("arxiv")),
        identity.acl(cells.get("acl")),
        *(identity.number(name, cells.get(name)) for name in ("pmid", "pmc", "s2", "corpusid")),
        identity.address(cells.get("openalex")),
        identity.address(cells.get("url")),
    )
    return Entry(
        markup(cells["title"]),
        markup(cells["abstract"]),
        ids,
        year(cells.get("year")),
        cells.get("url"),
        cells.get("id") or None,
        language=cells.get("language"),
    )
