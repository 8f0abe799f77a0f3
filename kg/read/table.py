"""CSV and TSV with a title and an abstract column, as Zotero, Web of Science and spreadsheets write them."""

__all__ = ["read", "sniff"]

import csv
from collections.abc import Iterable, Iterator

from kg.model import Paper, Rejected
from kg.read.entry import identity, paper, rejected
from kg.read.limits import MAX_LINE, MAX_RECORD
from kg.read.lines import Line

_COLUMNS = {
    "title": ("title", "article title", "document title", "paper title", "name"),
    "abstract": ("abstract", "abstract note", "summary"),
    "id": ("id",),
    "doi": ("doi",),
    "arxiv": ("arxiv", "arxiv id", "arxiv_id"),
    "year": ("year", "publication year", "pubyear"),
    "url": ("url", "link"),
}


def _columns(header: list[str]) -> dict[str, int]:
    """Return {what: index} of the columns that we know; the first name that fits wins."""
    found = [name.strip().casefold() for name in header]
    return {what: next(found.index(n) for n in names if n in found) for what, names in _COLUMNS.items() if any(n in found for n in names)}


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def sniff(head: str) -> bool:
    """Return whether the first line is a header with a title and an abstract column."""
    header = head.lstrip("\ufeff\r\n").split("\n", 1)[0].rstrip("\r")
    return {"title", "abstract"} <= _header(header, _delimiter(header)).keys()


def _header(row: str, delimiter: str) -> dict[str, int]:
    try:
        return _columns(next(csv.reader([row], delimiter=delimiter), []))
    except csv.Error:
        return {}


def read(lines: Iterable[Line], source: str) -> Iterator[Paper | Rejected]:
    """Yield one entry per row; a row that is broken is rejected, and the next line starts a new one.

    A row with more cells than the header is refused: it has a delimiter that was not quoted, and the cells beside it are wrong.
    """
    physical = iter(lines)
    header = next((line.text for line in physical if line.text.strip()), "")
    delimiter = _delimiter(header)
    columns = _header(header, delimiter)
    if not {"title", "abstract"} <= columns.keys():
        yield rejected(f"{source}#1", "unknown-format", "the first line names no title and abstract columns", header)
        return
    width = len(next(csv.reader([header], delimiter=delimiter)))
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
        if rows.fault is None and any(map(str.strip, cells[width:])):
            rows.fault = "malformed", f"{len(cells)} cells under a header of {width}: a delimiter is not quoted"
        if rows.fault is not None:
            yield rejected(where, *rows.fault, rows.record)
        else:
            yield _entry(where, {what: cells[i].strip() if i < len(cells) else "" for what, i in columns.items()}, rows.record)


class _Rows:
    """The lines that the csv module asks for, with what a rejection of the current row shows and says.

    Rows end where that module sees them end; a quoted cell that never ends stops at its limit for a cell.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self.begin()

    def begin(self) -> None:
        """Forget the row before."""
        self._size = 0
        self.record = ""
        self.fault: tuple[str, str] | None = None

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
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


def _entry(where: str, cells: dict[str, str], record: str) -> Paper | Rejected:
    year = cells.get("year", "")[:4]
    own = cells.get("id") or identity(cells.get("doi", ""), cells.get("arxiv", "") or cells.get("url", ""))
    return paper(
        where, cells["title"], cells["abstract"], id=own, year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        url=cells.get("url"), record=record,
    )  # fmt: skip
