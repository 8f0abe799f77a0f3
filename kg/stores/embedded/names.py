"""What the database says of names that it does not know, in the words of the schema and with the nearest name."""

__all__ = ["explained"]

import re
from collections.abc import Iterable, Sequence

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.stores.cypher.patterns import Edge, Path
from kg.stores.cypher.steps import steps
from kg.stores.cypher.tokens import Token, tokens
from kg.stores.nearest import nearest, no_such

_TABLE = re.compile(r"Binder exception: Table (.+) does not exist\.")
_OTHER_KIND = re.compile(r"Binder exception: Cannot bind (.+) as a (relationship|node) pattern label\.")
_PROPERTY = re.compile(r"Binder exception: Cannot find property (.+) for (.+)\.")
_PATH_PROPERTY = re.compile(r"Binder exception: Invalid property name: (.+)\.")
# What the database says where it has no answer, and no words for it.
_PARAMETER = "parsed_parameter_expression"
_LOST = ("unordered_map::at", "Cannot evaluate expression with type")
_TOLD = 3  # labels or types that are named in a line
_PROPERTIES: dict[str, Iterable[str]] = {**NODE_PROPERTIES, **{name: spec.properties for name, spec in EDGES.items()}}


def explained(line: str, cypher: str) -> str | None:
    """Return what the first line of the database's message about a query means; None where it says so itself."""
    if match := _TABLE.fullmatch(line):
        if _is_type(tokens(cypher), match[1]):
            return no_such("relation", match[1], EDGES)
        return no_such("label", match[1], NODE_PROPERTIES)
    if match := _OTHER_KIND.fullmatch(line):
        return f"{match[1]} is a {'label, no relation' if match[2] == 'relationship' else 'relation, no label'}"
    if match := _PROPERTY.fullmatch(line):
        return _no_property(match[1], _kinds(cypher, match[2]))
    if match := _PATH_PROPERTY.fullmatch(line):
        return _no_property(match[1], ())
    if _PARAMETER in line:
        return "no parameter can stand within any(), all(), none() or single() in the embedded store: WITH $x AS x first, then x"
    if line.startswith(_LOST):
        return f"the embedded store cannot answer this query; taken apart with WITH it may ({line:.80})"
    return None


def _is_type(found: Sequence[Token], name: str) -> bool:
    """Return whether a name stands in a query as a type of relationships: within [ ], and not within ( )."""
    brackets = ["("]
    for token, before in zip(found, [None, *found], strict=False):
        if token.is_sign("(", "[", "{"):
            brackets.append(token.text)
        elif token.is_sign(")", "]", "}"):
            brackets.pop()
            brackets = brackets or ["("]
        elif token.name == name and before is not None and before.is_sign(":", "|"):
            return brackets[-1] == "["
    return False


def _kinds(cypher: str, variable: str) -> list[str]:
    """Return the labels, or the types, that a variable of a query has; none where there are too many to tell."""
    kinds: set[str] = set()
    folded = {name.casefold(): name for name in _PROPERTIES}
    for step in steps(tokens(cypher), fold=True):
        kinds |= step.after.get(variable, frozenset())
        for edge in _edges(step.paths):
            if edge.variable == variable:
                kinds |= {folded[name.casefold()] for name in edge.types if name.casefold() in folded}
    return [name for name in _PROPERTIES if name in kinds] if len(kinds) <= _TOLD else []


def _edges(paths: Iterable[Path]) -> Iterable[Edge]:
    return (edge for path in paths for edge in path.edges)


def _no_property(name: str, kinds: Sequence[str]) -> str:
    known = {place: None for kind in kinds or _PROPERTIES for place in _PROPERTIES[kind]}
    line = f"{' and '.join(kinds)} {'has' if len(kinds) == 1 else 'have'} no property {name}" if kinds else f"no property {name}"
    if near := nearest(name, known):
        return f"{line}; did you mean {near}?"
    owners = [kind for kind in NODE_PROPERTIES if name in _PROPERTIES[kind]]
    if owners:
        return f"{line}; {' and '.join(owners)} {'has' if len(owners) == 1 else 'have'} one"
    return f"{line}; `kg schema nodes` lists what there is"
