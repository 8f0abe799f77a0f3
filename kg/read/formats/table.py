"""CSV and TSV with a title and an abstract column, as Zotero, Web of Science and spreadsheets write them."""

__all__ = ["FIELDS", "columns", "entry", "ids", "read", "sniff"]

import csv
import io
import logging
import re
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, BinaryIO, NamedTuple

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, not_available, paper, rejected, with_subtitle, year
from kg.read.hyphens import unbroken
from kg.read.limits import MAX_LINE, MAX_RECORD
from kg.read.lines import Line, lines
from kg.read.metadata.cells import FIELDS, metadata
from kg.read.stream import again
from kg.read.window import Record

_log = logging.getLogger(__name__)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_EXCEL = re.compile(r"_x00(09|0A|0D)_", re.IGNORECASE)  # a tab or line end, as Excel writes it into XML
_MOST_ROWS = 10  # at the start, among which the heading is
_MOST_OPEN = 20  # quotes that never close, after which the rows are looked for
_JOINED = {
    "doi": " ",
    "year": "\n",
}  # fields whose reading finds the first value in a text, or the best in its lines


class _Heading(NamedTuple):
    """The row that names the columns: its cells, their delimiter, and the lines of the file up to its end."""

    names: list[str]
    delimiter: str
    lines: int


@cache
def _known() -> dict[str, dict[str, int]]:
    """Return {heading: {field: rank}} of the columns that are read."""
    text = files("kg.read.formats").joinpath("columns.toml").read_text(encoding="utf-8")
    known: dict[str, dict[str, int]] = {}
    for field, names in tomllib.loads(text).items():
        for rank, name in enumerate(names):
            known.setdefault(_plain(name), {}).setdefault(field, rank)
    return known


def _plain(heading: str) -> str:
    return "".join(filter(str.isalnum, heading.casefold()))


def columns(header: Iterable[str]) -> dict[str, list[int]]:
    """Return {field: indices} of the known columns; of several for one field, the better heading first."""
    found: dict[str, list[tuple[int, int]]] = {}
    for index, name in enumerate(header):
        for field, rank in _known().get(_plain(name), {}).items():
            found.setdefault(field, []).append((rank, index))
    return {field: [index for _, index in sorted(ranked)] for field, ranked in found.items()}


def _year_column(header: list[str], cells: list[str]) -> str | None:
    """Return the heading of a column that seems to hold years, by its name or by its first cell."""
    named = (
        name for name in header if re.search(r"\b(?:year|date)\b", name.replace("_", " "), re.IGNORECASE)
    )
    held = (name for name, cell in zip(header, cells, strict=False) if _YEAR.fullmatch(cell.strip()))
    return next((name.strip() for name in (*named, *held) if name.strip()), None)


def sniff(head: str) -> bool:
    """Return whether one of the first rows is a heading with a title and an abstract column."""
    return _heading(head) is not None


def _heading(head: str) -> _Heading | None:
    """Return the heading; lines above it, as Dimensions and `sep=;` have them, are no rows."""
    for delimiter in ",;\t|":
        rows = csv.reader(io.StringIO(head.removeprefix("\ufeff"), newline="\n"), delimiter=delimiter)
        try:
            for row in islice(rows, _MOST_ROWS):
                if {"title", "abstract"} <= columns(row).keys() and "\0" not in "".join(row):
                    return _Heading(row, delimiter, rows.line_num)
        except csv.Error:
            continue
    return None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield one entry per row; a broken row is rejected, and the next line starts a new one.

    A row with more cells than the header is rejected: an unquoted delimiter has shifted its cells.
    """
    start, stream = again(stream)
    head = start.decode("utf-8-sig", "replace")
    heading = _heading(head)
    if heading is None:
        first = next((line for line in head.splitlines() if line.strip()), "")
        yield rejected(
            f"{source}#1", "unknown-format", "no line has a title and an abstract column", first, 0
        )
        return
    known = columns(heading.names)
    single = [(field, indices[0]) for field, indices in known.items() if len(indices) == 1]
    several = [(field, indices) for field, indices in known.items() if len(indices) > 1]
    rows = _Rows(islice(lines(stream), heading.lines, None), heading.delimiter, len(heading.names))
    number = 0
    while (cells := rows.cells()) is not None:
        if rows.fault is None and not any(map(str.strip, cells)):
            continue
        number += 1
        where = f"{source}#{number}"
        if number == 1 and "year" not in known and (name := _year_column(heading.names, cells)):
            _log.warning("%s: the column %r is not read; name it year if it holds years", source, name)
        record = Record(number, rows.row[0].offset, rows.text.encode("utf-8", "replace"))
        if rows.fault is not None:
            yield rejected(where, *rows.fault, rows.text, record.offset)
        else:
            named = {field: cells[i].strip() for field, i in single}
            for field, indices in several:
                named[field] = merged(field, (cells[i].strip() for i in indices))
            yield paper(where, entry(named), record)


def merged(field: str, cells: Iterable[str]) -> str:
    """Return the text of a field from its columns: the first that has one, or all where reading takes the first value."""
    texts = filter(None, cells)
    return _JOINED[field].join(texts) if field in _JOINED else next(texts, "")


class _Rows:
    """The rows of a table: `row` has the lines of the last one, and `fault` the code and reason of its reject.

    The csv module decides where rows end. After a quote that never closes, the next line with as many cells as
    the header starts a new row; so does the next line of a file with tabs, whose quotes may be no quotation.
    """

    def __init__(self, lines: Iterator[Line], delimiter: str, width: int) -> None:
        csv.field_size_limit(MAX_LINE)  # of references, for one; a row is no longer
        self._lines, self._delimiter, self._width = lines, delimiter, width
        self._again: deque[Line] = deque()
        self._table = csv.reader(self, delimiter=delimiter, strict=True)
        self._left = _MOST_OPEN
        self.row: list[Line] = []
        self.fault: tuple[str, str] | None = None

    @property
    def text(self) -> str:
        """The row as written, cut to what a reject shows."""
        shown = "\n".join([line.text[:MAX_RECORD] for line in self.row[:MAX_RECORD]])
        return f"{shown[:MAX_RECORD]}\n"

    def cells(self) -> list[str] | None:
        """Return the cells of the next row, as many as the header has at least; None at the end."""
        self.row, self._size, self._excel, self.fault = [], 0, False, None
        try:
            cells = next(self._table)
        except StopIteration:
            return None
        except csv.Error as error:
            cells = self._mended(error)
        if len(cells) > self._width and any(map(str.strip, cells[self._width :])):
            spaced = self._alone(self.row[0].text, skipinitialspace=True)  # blanks before quotes
            if len(spaced) == self._width:
                return spaced
            told = (
                f"{len(cells)} cells under a header of {self._width}: quote cells that contain the delimiter"
            )
            self.fault = self.fault or ("malformed", told)
        if self._excel:
            cells = list(map(_written, cells))
        short = self._width - len(cells)
        return cells + [""] * short if short > 0 else cells

    def _mended(self, error: csv.Error) -> list[str]:
        """Return the cells of a row without quotation, or make it a fault that ends before the next whole row."""
        cells = self.row[0].text.split("\t")
        if self.fault is None and self._delimiter == "\t" and len(cells) == self._width:
            self._again.extendleft(reversed(self.row[1:]))
            del self.row[1:]
            return cells
        never_closed = self.fault is not None or "unexpected end" in str(error)
        self.fault = self.fault or ("malformed", f"broken row: {error}")
        if never_closed and self._left:
            self._left -= 1
            whole = (i for i in range(1, len(self.row)) if len(self._alone(self.row[i].text)) == self._width)
            end = next(whole, len(self.row))
            self._again.extendleft(reversed(self.row[end:]))
            del self.row[end:]
        return []

    def _alone(self, text: str, **form: Any) -> list[str]:
        """Return the cells of a line that is a row of its own, or none."""
        try:
            return next(csv.reader([text], delimiter=self._delimiter, strict=True, **form), [])
        except csv.Error:
            return []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._lines)
        self.row.append(line)
        self._size += len(line.text) + 1
        self._excel = self._excel or "_x00" in line.text or '="' in line.text
        if line.code:
            self.fault = line.code, line.reason
        elif self._size > MAX_LINE:
            self.fault = "too-long", f"a row of more than {MAX_LINE} characters"
        if self.fault and self.fault[0] == "too-long":
            raise csv.Error
        return f"{line.text}\n"


def _written(cell: str) -> str:
    """Return a cell without what spreadsheets add: `="text"`, and line ends as _x000D_."""
    text = _EXCEL.sub(" ", cell)
    return text[2:-1].replace('""', '"') if text.startswith('="') and text.endswith('"') else text


def entry(cells: Mapping[str, str]) -> Entry:
    """Return the entry of a row, from its cells by field."""
    url = _told(cells.get("url"))
    own = _told(cells.get("id"))
    known = own and (identity.address(own) or identity.arxiv(own))
    title = with_subtitle(cells["title"], cells.get("subtitle", ""))
    return Entry(
        _clean(title),
        _clean(cells["abstract"]),
        [known or None, *ids(cells)],
        year(cells.get("year")),
        url or None,
        None if known else own or None,
        metadata=metadata(cells),
    )


def _clean(text: str) -> str:
    return markup(unbroken(text, soft=True) if "\n" in text else text)


def ids(cells: Mapping[str, str]) -> Iterator[str | None]:
    """Yield the ids in the fields of a row; most may also be addresses."""
    yield identity.doi(cells.get("doi"))
    yield identity.arxiv(cells.get("arxiv"))
    yield identity.acl(cells.get("acl"))
    for name in ("pmid", "pmc", "corpusid"):
        if text := cells.get(name):
            yield identity.number(name, text) or identity.address(text)
    if text := cells.get("s2"):  # CORD-19 has the number of the corpus there
        yield identity.number("s2", text) or identity.number("corpusid", text) or identity.address(text)
    if text := cells.get("openalex"):
        yield identity.address(text if "/" in text else f"openalex.org/{text}")
    if text := cells.get("url"):
        yield from map(identity.address, re.split(r"[\s;|]+|,\s", text))
    if text := cells.get("note"):
        yield identity.arxiv_in(text)
        yield from identity.noted(text)


def _told(text: str | None) -> str:
    """Return the text of a cell, or "" for a placeholder."""
    return "" if not text or not_available(text) else text
