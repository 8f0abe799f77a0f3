"""What is wrong with the text of a SPARQL query, in one line for the person who wrote it."""

__all__ = ["explained"]

import re

from kg.rdf import PREFIXES
from kg.stores.terms import code, has_open_string, query_form

_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = ("INSERT", "DELETE", "WITH", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY")
# The library says where it gave up, and what might have come there: symbols, characters, or what it found wrong.
_SAID = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.S)
_FOUND_WRONG = re.compile(r"(?:^|, )([A-Z][A-Za-z]*(?: [\w*']+){2,})(?=, |$)")
_PLAINER = {
    "The SELECT contains a variable that is unbound": "SELECT has a variable that is neither counted nor in GROUP BY",
    "The SELECT overrides an existing variable using an expression": "AS needs a new variable, not one of the pattern",
    "The query limit should be a non negative integer": "LIMIT is too large",
    "The query offset should be a non negative integer": "OFFSET is too large",
}
_NO_IRI = "an IRI in <…> is not complete, as in <https://example.org/a>, or has a space"
_BRACKETS = (("{", "}"), ("(", ")"), ("[", "]"))
_SHOWN = 30  # characters of the query before the place of an error


def explained(sparql: str, said: str) -> str:
    """Return what to tell about a query that the library does not understand, by what the library said of it."""
    form = query_form(sparql)
    if form in _UPDATES:
        return f"{form} is refused: the graph is read-only"
    match = _SAID.match(said)
    if match is None:
        return said
    if form not in _FORMS:
        written = f", not with {form[:_SHOWN]}" if form else ""
        return f"a query begins with {', '.join(_FORMS[:-1])} or {_FORMS[-1]}{written}"
    place = f"line {match[1]}, column {match[2]}"
    before = _before(sparql, int(match[1]), int(match[2]))
    wrong = _FOUND_WRONG.search(match[3])
    if wrong is not None and wrong[1] == "Prefix not found":
        return _unknown_prefix(before, place)
    if wrong is not None:  # of the query as a whole, and the place is its end, but for an IRI
        return f"{place}: {_NO_IRI}" if wrong[1].startswith("IRI") else _PLAINER.get(wrong[1], wrong[1])
    if has_open_string(sparql):
        return f"{place}: a string has no closing quotation mark"
    plain = code(sparql)
    for opening, closing in _BRACKETS:
        missing = plain.count(opening) - plain.count(closing)
        if missing:
            return f"a {closing if missing > 0 else opening} is missing, or a {opening if missing > 0 else closing} too many"
    return f"syntax error in {place}, near the end of {_shown(before)}"


def _before(sparql: str, line: int, column: int) -> str:
    """Return the query up to a place, both counted from 1; the library counts in characters."""
    lines = sparql.split("\n")
    return "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]]) if line <= len(lines) else sparql


def _unknown_prefix(before: str, place: str) -> str:
    found = re.search(r"([^\s<>{}()|/^*+?!;,.]*):[^\s:]*\s*$", before)
    name = f"{found[1]}:" if found else "there"
    return f"{place}: no prefix {name} is known: declare it with PREFIX; known are {' '.join(PREFIXES)}"


def _shown(before: str) -> str:
    text = " ".join(before.split())
    return repr(text if len(text) <= _SHOWN else f"…{text[-_SHOWN:]}")
