"""Tables of methods by datasets, as kg.answers.compare gives them."""

__all__ = ["chosen", "of_task"]

from collections.abc import Mapping
from typing import NamedTuple

from kg.answers.compare import Cell, Table, of_methods
from kg.page.known import Known, Named, Titled
from kg.page.views.view import View

_FIELDS = ("task", "method", "dataset")


class Line(NamedTuple):
    """A row of the table: the method, and for each column the cell with the papers behind it, each with its sentence."""

    method: str
    link: Named | None
    cells: list[tuple[Cell, list[tuple[Titled, str]]]]


def of_task(known: Known, iri: str) -> View | None:
    """Return the table of the methods for a task, or None where there are not two."""
    this = known.names.get(iri)
    if this is None or iri not in known.compared:
        return None
    table = of_methods(known.evidence, task=[iri])
    data = {
        "this": this, "columns": table.columns, "lines": _lines(known, table), "asked": {}, "unknown": [],
        "tasks": (),
    }  # fmt: skip
    return View("compare.html", f"{this.name} · methods compared", data)


def chosen(known: Known, query: Mapping[str, str]) -> View:
    """Return the tasks that have a table, or the table that somebody asks for by names of task, methods and datasets."""
    asked = {field: _values(query, field) for field in _FIELDS}
    ends = {
        field: [iri for name in names for iri in known.meant(field, name)] for field, names in asked.items()
    }
    unknown = [name for field, names in asked.items() for name in names if not known.meant(field, name)]
    table = (
        of_methods(known.evidence, task=ends["task"], method=ends["method"], dataset=ends["dataset"])
        if any(ends.values())
        else None
    )
    tasks = sorted(
        (known.names[iri] for iri in known.compared), key=lambda one: (one.name.casefold(), one.address)
    )
    data = {
        "this": None, "columns": table.columns if table else (), "lines": _lines(known, table) if table else [],
        "asked": asked, "unknown": unknown, "tasks": tasks,
    }  # fmt: skip
    return View("compare.html", "Compare methods", data)


def _lines(known: Known, table: Table) -> list[Line]:
    return [
        Line(name, known.names.get(known.method_iri.get(name, "")), [(cell, _behind(known, cell)) for cell in cells])
        for name, cells in table.rows
    ]  # fmt: skip


def _behind(known: Known, cell: Cell) -> list[tuple[Titled, str]]:
    return [(known.papers[paper], text) for paper, text in cell.evidence if paper in known.papers]


def _values(query: Mapping[str, str], field: str) -> list[str]:
    """Return the values of a field; a form has several in one, with semicolons between."""
    several = getattr(query, "getlist", None)  # where a server has read a query that repeats a field
    written = several(field) if several is not None else [query.get(field, "")]
    return [name.strip() for text in written for name in text.split(";") if name.strip()]
