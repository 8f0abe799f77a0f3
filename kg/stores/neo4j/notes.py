"""What Neo4j lets pass and a reader should know: names that it does not have, and relationships asked for in the wrong direction."""

__all__ = ["notes"]

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.stores.cypher.edges import impossible
from kg.stores.cypher.steps import steps
from kg.stores.cypher.tokens import tokens
from kg.stores.nearest import no_such

if TYPE_CHECKING:
    from neo4j import ResultSummary

_PROPERTIES = {name: None for known in [*NODE_PROPERTIES.values(), *(spec.properties for spec in EDGES.values())] for name in known}
# The status of a notification -> what does not exist, and the names that may be meant.
_UNKNOWN: dict[str, tuple[str, Mapping[str, object]]] = {
    "01N50": ("label", NODE_PROPERTIES),
    "01N51": ("relation", EDGES),
    "01N52": ("property", _PROPERTIES),
}
_CLAUSES = 500  # of a query that is looked at
_NAME = re.compile(r"`(.+)` does not exist", re.S)


def notes(cypher: str, summary: "ResultSummary") -> list[str]:
    """Return one line for each name that neither the server nor the schema has, and for each relationship that cannot be found."""
    return list(dict.fromkeys([*_unknown(summary), *_impossible(cypher)]))


def _unknown(summary: "ResultSummary") -> Iterator[str]:
    for status in summary.gql_status_objects:
        if status.gql_status in _UNKNOWN and (match := _NAME.search(status.status_description)):
            kind, known = _UNKNOWN[status.gql_status]
            if match[1] not in known:  # else it is right, and this graph has none of it
                yield no_such(kind, match[1], known)


def _impossible(cypher: str) -> Iterator[str]:
    found = tokens(cypher)
    if sum(token.is_word("MATCH", "WITH", "UNWIND", "RETURN") for token in found) > _CLAUSES:
        return
    for step in steps(found, fold=False):
        if (wrong := impossible(step.paths, step.before, fold=False)) is not None:
            yield wrong
