"""CSV: a folder with one file per node label and edge type."""

__all__ = ["FOLDER", "export", "write_lines"]

import csv
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import TextIO

from kg import describe
from kg.export.lists import joined
from kg.export.options import DEFAULTS, Options
from kg.export.tables import tables
from kg.files import write_folder
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, PropertyValue

FOLDER = True
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    path: Path,
    base: str = DEFAULT_BASE,  # noqa: ARG001
    options: Options = DEFAULTS,
    *,
    raw: bool = False,
) -> None:
    """Write the tables to the folder `path`; lists are joined as kg.export.lists says.

    Text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, "CSV injection"), unless
    `raw`.
    """
    with write_folder(path) as folder:
        written = list(tables(nodes, edges))
        for table in written:
            with (folder / f"{table.name}.csv").open(
                "w", encoding="utf-8", errors="surrogatepass", newline=""
            ) as stream:
                write_lines(
                    stream,
                    chain([table.types], ([_cell(value, raw=raw) for value in row] for row in table.rows)),
                )
        if options.description is not None:
            describe.write_beside(folder, options.description, written, "csv")


def write_lines(stream: TextIO, rows: Iterable[Iterable[object]]) -> None:
    """Write CSV rows that end in a line feed; quote cells with a carriage return, unlike Python's writer."""
    plain, quoted = (
        csv.writer(stream, lineterminator="\n"),
        csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_ALL),
    )
    for row in rows:
        cells = list(row)
        writer = quoted if any(isinstance(cell, str) and "\r" in cell for cell in cells) else plain
        writer.writerow(cells)


def _cell(value: PropertyValue, *, raw: bool) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = joined(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) and not raw else value
