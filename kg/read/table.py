"""CSV and TSV with a title and an abstract column, as Zotero, Web of Science and spreadsheets write them."""

__all__ = ["read", "sniff"]

import csv
from collections.abc import Iterable, Iterator

from kg.model import Paper, Rejected
from kg.read.entry import identity, paper, rejected
from kg.read.limits import MAX_LINE
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
    """Yield one entry per row; a row that is broken is rejected, and the next line starts a new one."""
    number = 0
    header: dict[str, int] = {}
    delimiter = ","
    for row, record, fault in _rows(lines):
        if not header:
            delimiter = _delimiter(row)
            header = _header(row, delimiter)
            if not {"title", "abstract"} <= header.keys():
                yield rejected(f"{source}#1", "unknown-format", "the first line names no title and abstract columns", record)
                return
            continue
        if not row.strip() and fault is None:
            continue
        number += 1
        where = f"{source}#{number}"
        if fault is not None:
            yield rejected(where, *fault, record)
            continue
        try:
            cells = next(csv.reader(row.splitlines(keepends=True), delimiter=delimiter, strict=True), [])
        except csv.Error as error:
            yield rejected(where, "malformed", f"broken row: {error}", record)
            continue
        yield _entry(where, {what: cells[i].strip() if i < len(cells) else "" for what, i in header.items()}, record)


def _rows(lines: Iterable[Line]) -> Iterator[tuple[str, str, tuple[str, str] | None]]:
    """Yield (row, what a rejection shows, fault): lines are joined while a quoted cell is open, up to the longest row."""
    row = ""
    for line in lines:
        if line.code:
            yield line.text, line.text, (line.code, line.reason)
            row = ""
            continue
        row = f"{row}\n{line.text}" if row else line.text
        if row.count('"') % 2 == 0:
            yield row, row, None
            row = ""
        elif len(row) > MAX_LINE:
            yield row, row, ("malformed", "a quoted cell that never ends")
            row = ""
    if row:
        yield row, row, ("malformed", "a quoted cell that never ends")


def _entry(where: str, cells: dict[str, str], record: str) -> Paper | Rejected:
    year = cells.get("year", "")[:4]
    own = cells.get("id") or identity(cells.get("doi", ""), cells.get("arxiv", "") or cells.get("url", ""))
    return paper(
        where, cells["title"], cells["abstract"], id=own, year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        url=cells.get("url"), record=record,
    )  # fmt: skip
