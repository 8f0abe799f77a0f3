"""The patterns of a query in Cypher, as far as they are plain: nodes with labels, relationships with types and a direction."""

__all__ = ["Edge", "Node", "Path", "conditions", "paths"]

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.stores.cypher.tokens import Token, close

_LONGEST = 50  # relationships of a path that is looked at


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a pattern: its variable, if it has one, and the labels of which it has one; none says nothing of them."""

    variable: str | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship of a pattern.

    Its types (none: any), its direction ("out", "in", "both"), whether it may be many or none at all, and whether its properties are given.
    """

    variable: str | None
    types: tuple[str, ...]
    direction: str
    many: bool = False
    none: bool = False
    properties: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A path of a pattern: one more node than edges."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def variables(self) -> list[str]:
        """The variables of its nodes and relationships."""
        every = [*(node.variable for node in self.nodes), *(edge.variable for edge in self.edges)]
        return [name for name in every if name]


class _Unknown(Exception):  # noqa: N818 - no error of anybody's
    """A pattern that is not plain; `place` is where that shows."""

    def __init__(self, place: int) -> None:
        self.place = place


def paths(found: Sequence[Token]) -> list[Path] | None:
    """Return the paths of what follows MATCH; None where one is not plain, such as shortestPath((a)-[*]-(b))."""
    every: list[Path] = []
    place = 0
    try:
        while place < len(found):
            if place + 1 < len(found) and found[place].name and found[place + 1].is_sign("="):
                place += 2
            path, place = _path(found, place)
            every.append(path)
            if place < len(found) and not found[place].is_sign(","):
                return None
            place += 1
    except _Unknown:
        return None
    return every


def conditions(found: Sequence[Token]) -> Iterator[Path]:
    """Yield the plain paths that stand in an expression as conditions, such as (a)-[:PART_OF]->(b); not those within subqueries."""
    place = 0
    while place < len(found):
        if found[place].is_sign("{"):
            place = close(found, place)
        elif found[place].is_sign("(") and (after := close(found, place) + 1) < len(found) and found[after].is_sign("-", "<"):
            try:
                path, end = _path(found, place)
                if any(edge.types for edge in path.edges):
                    yield path
                    place = end - 1
            except _Unknown as unknown:
                place = max(place, unknown.place - 1)
        place += 1


def _path(found: Sequence[Token], place: int) -> tuple[Path, int]:
    node, place = _node(found, place)
    nodes = [node]
    edges: list[Edge] = []
    while place < len(found) and found[place].is_sign("-", "<"):
        if len(edges) == _LONGEST:
            raise _Unknown(place)
        edge, place = _edge(found, place)
        node, place = _node(found, place)
        edges.append(edge)
        nodes.append(node)
    return Path(tuple(nodes), tuple(edges)), place


def _node(found: Sequence[Token], place: int) -> tuple[Node, int]:
    if place >= len(found) or not found[place].is_sign("("):
        raise _Unknown(place)
    end = close(found, place)
    variable, labels, after = _named(found, place + 1, end, ":|")
    if after < end and not found[after].is_sign("{"):
        raise _Unknown(after)
    return Node(variable, labels), end + 1


def _edge(found: Sequence[Token], place: int) -> tuple[Edge, int]:
    left = found[place].is_sign("<")
    place = _sign(found, place + left, "-")
    variable: str | None = None
    types: tuple[str, ...] = ()
    many = none = properties = False
    if place < len(found) and found[place].is_sign("["):
        end = close(found, place)
        variable, types, after = _named(found, place + 1, end, "|")
        many = after < end and found[after].is_sign("*")
        none = many and after + 1 < end and found[after + 1] == Token("number", "0")
        if after < end and not many and not found[after].is_sign("{"):
            raise _Unknown(after)
        properties = any(token.is_sign("{") for token in found[after:end])
        place = end + 1
    place = _sign(found, place, "-")
    right = place < len(found) and found[place].is_sign(">")
    direction = "both" if left == right else "in" if left else "out"
    return Edge(variable, types, direction, many, none, properties), place + right


def _sign(found: Sequence[Token], place: int, sign: str) -> int:
    if place >= len(found) or not found[place].is_sign(sign):
        raise _Unknown(place)
    return place + 1


def _named(found: Sequence[Token], place: int, end: int, separators: str) -> tuple[str | None, tuple[str, ...], int]:
    """Return the variable, the labels or types, and the place after them."""
    variable = None
    if place < end and found[place].name:
        variable, place = found[place].name, place + 1
    names: list[str] = []
    while place + 1 < end and found[place].is_sign(*(separators if names else ":")):
        place += 1 + found[place + 1].is_sign(":")  # an older way: A|:B
        if place >= end or not (name := found[place].name):
            raise _Unknown(place)
        names.append(name)
        place += 1
    return variable, tuple(names), place
