"""Warn of what Neo4j accepts silently: unknown names, and relationships in the wrong direction."""

__all__ = ["notes"]

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.stores.cypher.edges import impossible
from kg.stores.cypher.steps import steps
from kg.stores.cypher.tokens import tokenize
from kg.stores.nearest import no_such

if TYPE_CHECKING:
    from neo4j import ResultSummary

_PROPERTIES = {
    name: None
    for known in [*NODE_PROPERTIES.values(), *(spec.properties for spec in EDGES.values())]
    for name in known
}
# Status of a notification -> what does not exist, and the names that it may be a misspelling of.
_UNKNOWN: dict[str, tuple[str, Mapping[str, object]]] = {
    "01N50": ("label", NODE_PROPERTIES),
    "01N51": ("relation", EDGES),
    "01N52": ("property", _PROPERTIES),
}
_CLAUSES = 500  # of a query that is checked
_NAME = re.compile(r"`(.+)` does not exist", re.S)


def notes(cypher: str, summary: "ResultSummary") -> list[str]:
    """Return one line for each name unknown to server and schema, and each impossible relationship."""
    return list(dict.fromkeys([*_unknown(summary), *_impossible(cypher)]))


def _unknown(summary: "ResultSummary") -> Iterator[str]:
    for status in summary.gql_status_objects:
        if status.gql_status in _UNKNOWN and (match := _NAME.search(status.status_description)):
            noun, known = _UNKNOWN[status.gql_status]
            if match[1] not in known:  # else it is valid and this graph has none
                yield no_such(noun, match[1], known)


def _impossible(cypher: str) -> Iterator[str]:
    tokens = tokenize(cypher)
    if sum(token.is_word("MATCH", "WITH", "UNWIND", "RETURN") for token in tokens) > _CLAUSES:
        return
    for step in steps(tokens, fold=False):
        if (direction := impossible(step.paths, step.before, fold=False)) is not None:
            yield direction
