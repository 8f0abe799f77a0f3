"""Named queries: one file a query and language, with a header that says what it answers and which parameters it takes.

The first line is the title; `param NAME: TYPE = description` lines follow, with the type `concept` (a name, which the caller
brings into normal form) or `text`; an empty value means any.
"""

__all__ = ["NamedQuery", "Parameter", "bind", "load_query", "names"]

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from kg.errors import UsageError, unknown_name

_SUFFIX = {"cypher": "cypher", "sparql": "rq"}
_PARAMETER = re.compile(r"param (\w+): (\w+) = (.+)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that has a name."""

    name: str
    title: str
    parameters: tuple[Parameter, ...]
    text: str


def names() -> list[str]:
    """Return the names of all named queries, sorted; they are the same in both languages."""
    folder = files("kg.query").joinpath("cypher")
    return sorted(entry.name.removesuffix(".cypher") for entry in folder.iterdir() if entry.name.endswith(".cypher"))


def load_query(name: str, language: str) -> NamedQuery:
    """Return a named query in "cypher" or "sparql"; UsageError for an unknown name, listing those that exist."""
    if name not in names():
        raise unknown_name("query", name, names())
    text = files("kg.query").joinpath(f"{language}/{name}.{_SUFFIX[language]}").read_text(encoding="utf-8")
    comments = [line.lstrip("/# ") for line in text.splitlines() if line.startswith(("//", "#"))]
    parameters = tuple(Parameter(*match.groups()) for line in comments if (match := _PARAMETER.match(line)))
    return NamedQuery(name, comments[0], parameters, text)


def bind(query: NamedQuery, given: Mapping[str, str]) -> dict[str, str]:
    """Return a value for every parameter, empty where none is given; UsageError for one that the query does not have."""
    known = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in known:
            allowed = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"the query {query.name} has no parameter {name!r}: {allowed}")
    return {name: given.get(name, "") for name in known}
