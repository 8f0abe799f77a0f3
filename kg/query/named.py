"""Named queries: one file per query and language, with a header that describes the query and its parameters.

The header is the comment lines at the top: the title, a description, then `param NAME: TYPE = DEFAULT` lines.
A type is `concept LABEL` (a name, which the caller normalizes; empty means any), `name` (of an author, which the
caller folds), `text`, `integer` or `number`; a default is JSON.

Most SPARQL queries filter in a group of their own, so that names are looked up only for what is left.
"""

__all__ = ["NamedQuery", "Parameter", "bind", "is_name", "load_query", "names"]

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from kg.errors import UsageError, unknown_name

_LANGUAGES = {"cypher": (".cypher", "//"), "sparql": (".rq", "#")}  # file suffix, comment mark
_PARAMETER = re.compile(r"param (\w+): (concept|name|text|integer|number)(?: (\w+))? = (.+)")
# Text of a number; no more digits than those of the largest integer that every store accepts.
_NUMBERS: dict[str, tuple[re.Pattern[str], type[int] | type[float], str]] = {
    "integer": (re.compile(r"[0-9]{1,18}"), int, "an integer of 0 or more"),
    "number": (re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?(e-[0-9]{1,3})?"), float, "a number of 0 or more"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; `label` is the label of the concept that one of type "concept" names."""

    name: str
    type: str
    label: str
    default: str | float


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A named query in one language."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str


def names() -> list[str]:
    """Return the names of all named queries, sorted; both languages have the same ones."""
    suffix, _ = _LANGUAGES["cypher"]
    folder = files("kg.query").joinpath("cypher")
    return sorted(
        entry.name.removesuffix(suffix) for entry in folder.iterdir() if entry.name.endswith(suffix)
    )


def is_name(text: str) -> bool:
    """Return whether a text has the form of a name, and none of a query."""
    return re.fullmatch(r"\s*[\w-]+\s*", text) is not None


def load_query(name: str, language: str) -> NamedQuery:
    """Return a named query in "cypher" or "sparql"; raise UsageError for an unknown name or language."""
    if language not in _LANGUAGES:
        raise unknown_name("query language", language, _LANGUAGES)
    if name not in (known := names()):
        raise unknown_name("query", name, known)
    suffix, mark = _LANGUAGES[language]
    text = files("kg.query").joinpath(language, name + suffix).read_text(encoding="utf-8")
    title, *rest = [line.removeprefix(mark).strip() for line in text.splitlines() if line.startswith(mark)]
    header = [(line, _PARAMETER.fullmatch(line)) for line in rest]
    parameters = tuple(
        Parameter(match[1], match[2], match[3] or "", json.loads(match[4])) for _, match in header if match
    )
    return NamedQuery(name, title, " ".join(line for line, match in header if not match), parameters, text)


def bind(query: NamedQuery, values: Mapping[str, Any]) -> dict[str, str | float]:
    """Return a value for every parameter: that of `values`, or the default.

    Raises UsageError for an unknown parameter, with the known ones, and for a value of the wrong type.
    """
    known = [parameter.name for parameter in query.parameters]
    for name in values:
        if name not in known:
            allowed = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"the query {query.name} has no parameter {name!r}: {allowed}")
    return {
        parameter.name: _checked(parameter, values.get(parameter.name, parameter.default))
        for parameter in query.parameters
    }


def _checked(parameter: Parameter, value: Any) -> str | float:
    """Return the checked value of a parameter; a number can be text, as on the command line."""
    if parameter.type in _NUMBERS:
        pattern, number, expected = _NUMBERS[parameter.type]
        text = str(value) if type(value) in (int, float) else value
        if isinstance(text, str) and pattern.fullmatch(text):
            return number(text)
    elif isinstance(value, str):
        return value
    else:
        expected = "text"
    raise UsageError(f"the parameter {parameter.name} has to be {expected}, not {value!r:.100}")
