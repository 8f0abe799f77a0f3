"""Named queries: one file a query and language, with a header that says what it answers and which parameters it takes.

The header is the comment lines at the top: the title, a description, then `param NAME: TYPE = DEFAULT` lines. A type is `concept
LABEL` (a name, which the caller brings into normal form; empty means any), `text` or `integer`; a default is written as in JSON.
"""

__all__ = ["NamedQuery", "Parameter", "bind", "load_query", "names"]

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from kg.errors import UsageError, unknown_name

_LANGUAGES = {"cypher": (".cypher", "//"), "sparql": (".rq", "#")}  # ending of the files, mark of a comment
_PARAMETER = re.compile(r"param (\w+): (concept|text|integer)(?: (\w+))? = (.+)")
_DIGITS = 18  # what every store takes as an integer


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; `label` is the label of the concept that a parameter of type "concept" names."""

    name: str
    type: str
    label: str
    default: str | int


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that has a name."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str


def names() -> list[str]:
    """Return the names of all named queries, sorted; they are the same in both languages."""
    suffix, _ = _LANGUAGES["cypher"]
    folder = files("kg.query").joinpath("cypher")
    return sorted(entry.name.removesuffix(suffix) for entry in folder.iterdir() if entry.name.endswith(suffix))


def load_query(name: str, language: str) -> NamedQuery:
    """Return a named query in "cypher" or "sparql"; UsageError for an unknown name or language, listing those that exist."""
    if language not in _LANGUAGES:
        raise unknown_name("query language", language, _LANGUAGES)
    if name not in (known := names()):
        raise unknown_name("query", name, known)
    suffix, mark = _LANGUAGES[language]
    text = files("kg.query").joinpath(language, name + suffix).read_text(encoding="utf-8")
    title, *rest = [line.removeprefix(mark).strip() for line in text.splitlines() if line.startswith(mark)]
    found = [(line, _PARAMETER.fullmatch(line)) for line in rest]
    parameters = tuple(Parameter(m[1], m[2], m[3] or "", json.loads(m[4])) for _, m in found if m)
    return NamedQuery(name, title, " ".join(line for line, match in found if not match), parameters, text)


def bind(query: NamedQuery, given: Mapping[str, Any]) -> dict[str, str | int]:
    """Return a value for every parameter, the default where none is given.

    UsageError for a parameter that the query does not have, listing those it has, and for a value of another type.
    """
    known = [parameter.name for parameter in query.parameters]
    for name in given:
        if name not in known:
            allowed = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"the query {query.name} has no parameter {name!r}: {allowed}")
    return {
        parameter.name: _typed(parameter, given[parameter.name]) if parameter.name in given else parameter.default
        for parameter in query.parameters
    }


def _typed(parameter: Parameter, value: Any) -> str | int:
    """Return the value of a parameter; a number may be written as text, as all values on a command line are."""
    text = str(value) if type(value) is int else value
    if parameter.type != "integer" and isinstance(value, str):
        return value
    if parameter.type == "integer" and isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= _DIGITS:
        return int(text)
    wanted = "a whole number from 0 on" if parameter.type == "integer" else "text"
    raise UsageError(f"the parameter {parameter.name} is {wanted}, not {value!r:.100}")
