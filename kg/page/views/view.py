"""A page before it is written: its template with its data."""

__all__ = ["View"]

from collections.abc import Mapping
from typing import Any, NamedTuple

from kg.page.views.neighbourhood import Drawn

_NOTHING: Mapping[str, Any] = {}


class View(NamedTuple):
    """The name of a template, the title and data of a page, what it is about in JSON-LD, and its surroundings in the graph."""

    template: str
    title: str
    data: Mapping[str, Any] = _NOTHING
    linked: Mapping[str, Any] | None = None
    drawn: Drawn | None = None
