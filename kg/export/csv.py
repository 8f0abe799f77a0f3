"""CSV: a folder with one file per node label and edge type."""

__all__ = ["FOLDER", "export"]

import csv
from collections.abc import Iterable
from pathlib import Path

from kg.export.tables import tables, write_folder
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, PropertyValue

FOLDER = True
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def export(nodes: Iterable[Node], edges: Iterable[Edge], path: Path, base: str = DEFAULT_BASE, *, raw: bool = False) -> None:  # noqa: ARG001
    """Write the tables to the folder `path`; lists are joined by `|`.

    Text that a spreadsheet would run as a formula gets a leading apostrophe (OWASP, "CSV injection"), unless `raw`.
    """
    with write_folder(path) as folder:
        for table in tables(nodes, edges):
            with (folder / f"{table.name}.csv").open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
                writer = csv.writer(stream, lineterminator="\n")
                writer.writerow(table.types)
                writer.writerows([_cell(value, raw=raw) for value in row] for row in table.rows)


def _cell(value: PropertyValue, *, raw: bool) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        value = "|".join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) and not raw else value
