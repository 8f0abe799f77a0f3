"""Explain the database's errors about unknown names in terms of the schema, with the nearest name."""

__all__ = ["explain"]

import re
from collections.abc import Iterable, Sequence

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.stores.cypher.patterns import Edge, Path
from kg.stores.cypher.steps import steps
from kg.stores.cypher.tokens import Token, tokenize
from kg.stores.nearest import nearest, no_such

_TABLE = re.compile(r"Binder exception: Table (.+) does not exist\.")
_LABEL_OR_TYPE = re.compile(r"Binder exception: Cannot bind (.+) as a (relationship|node) pattern label\.")
_PROPERTY = re.compile(r"Binder exception: Cannot find property (.+) for (.+)\.")
_PATH_PROPERTY = re.compile(r"Binder exception: Invalid property name: (.+)\.")
# How internal errors of the database begin.
_PARAMETER = "parsed_parameter_expression"
_UNANSWERABLE = ("unordered_map::at", "Cannot evaluate expression with type")
_MOST_NAMED = 3  # labels or types in a message
_PROPERTIES: dict[str, Iterable[str]] = {
    **NODE_PROPERTIES,
    **{name: spec.properties for name, spec in EDGES.items()},
}


def explain(line: str, cypher: str) -> str | None:
    """Return what the first line of the database's error message means; None where it is clear as it is."""
    if match := _TABLE.fullmatch(line):
        if _is_type(tokenize(cypher), match[1]):
            return no_such("relation", match[1], EDGES)
        return no_such("label", match[1], NODE_PROPERTIES)
    if match := _LABEL_OR_TYPE.fullmatch(line):
        return (
            f"{match[1]} is a "
            f"{'label, not a relation' if match[2] == 'relationship' else 'relation, not a label'}"
        )
    if match := _PROPERTY.fullmatch(line):
        return _no_property(match[1], _labels_or_types(cypher, match[2]))
    if match := _PATH_PROPERTY.fullmatch(line):
        return _no_property(match[1], ())
    if _PARAMETER in line:
        return (
            "the embedded store takes no parameter in any(), all(), none() or single(): "
            "write WITH $x AS x before, and x there"
        )
    if line.startswith(_UNANSWERABLE):
        return f"the embedded store cannot answer this query; split it with WITH ({line:.80})"
    return None


def _is_type(tokens: Sequence[Token], name: str) -> bool:
    """Return whether a query uses a name as a relationship type: in [ ], not in ( )."""
    brackets = ["("]
    for token, before in zip(tokens, [None, *tokens], strict=False):
        if token.is_sign("(", "[", "{"):
            brackets.append(token.text)
        elif token.is_sign(")", "]", "}"):
            brackets.pop()
            brackets = brackets or ["("]
        elif token.name == name and before is not None and before.is_sign(":", "|"):
            return brackets[-1] == "["
    return False


def _labels_or_types(cypher: str, variable: str) -> list[str]:
    """Return the labels or types that a variable can have; none where there are too many to list."""
    names: set[str] = set()
    folded = {name.casefold(): name for name in _PROPERTIES}
    for step in steps(tokenize(cypher), fold=True):
        names |= step.after.get(variable, frozenset())
        for edge in _edges(step.paths):
            if edge.variable == variable:
                names |= {folded[name.casefold()] for name in edge.types if name.casefold() in folded}
    return [name for name in _PROPERTIES if name in names] if len(names) <= _MOST_NAMED else []


def _edges(paths: Iterable[Path]) -> Iterable[Edge]:
    return (edge for path in paths for edge in path.edges)


def _no_property(name: str, owners: Sequence[str]) -> str:
    known = {property_: None for owner in owners or _PROPERTIES for property_ in _PROPERTIES[owner]}
    line = (
        f"{' and '.join(owners)} {'has' if len(owners) == 1 else 'have'} no property {name}"
        if owners
        else f"no property {name}"
    )
    if near := nearest(name, known):
        return f"{line}; did you mean {near}?"
    others = [owner for owner in NODE_PROPERTIES if name in _PROPERTIES[owner]]
    if others:
        return f"{line}; {' and '.join(others)} {'has' if len(others) == 1 else 'have'} one"
    return f"{line}; `kg schema nodes` lists the properties"
