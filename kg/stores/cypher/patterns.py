"""Parse the plain patterns of a Cypher query: nodes with labels, relationships with types and a direction."""

__all__ = ["Edge", "Node", "Path", "conditions", "paths"]

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.stores.cypher.tokens import Token, closing

_LONGEST = 50  # relationships of a path that is parsed


@dataclass(frozen=True, slots=True)
class Node:
    """A node of a pattern: its variable, if any, and its labels, of which it has one (empty: any label)."""

    variable: str | None
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A relationship of a pattern.

    Its types (empty: any), its direction ("out", "in", "both"), whether it has a variable length (`many`),
    whether that can be zero (`none`), and whether it has a property map.
    """

    variable: str | None
    types: tuple[str, ...]
    direction: str
    many: bool = False
    none: bool = False
    properties: bool = False


@dataclass(frozen=True, slots=True)
class Path:
    """A path of a pattern; it has one node more than edges."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def variables(self) -> list[str]:
        """The variables of its nodes and relationships."""
        names = [*(node.variable for node in self.nodes), *(edge.variable for edge in self.edges)]
        return [name for name in names if name]


class _NotPlain(Exception):  # noqa: N818 - control flow, not an error
    """The pattern is not plain; `index` is the token where that shows."""

    def __init__(self, index: int) -> None:
        self.index = index


def paths(tokens: Sequence[Token]) -> list[Path] | None:
    """Return the paths of a MATCH; None where one is not plain, such as shortestPath((a)-[*]-(b))."""
    result: list[Path] = []
    index = 0
    try:
        while index < len(tokens):
            if index + 1 < len(tokens) and tokens[index].name and tokens[index + 1].is_sign("="):
                index += 2
            path, index = _path(tokens, index)
            result.append(path)
            if index < len(tokens) and not tokens[index].is_sign(","):
                return None
            index += 1
    except _NotPlain:
        return None
    return result


def conditions(tokens: Sequence[Token]) -> Iterator[Path]:
    """Yield the plain paths used as conditions, such as (a)-[:PART_OF]->(b), except in subqueries."""
    index = 0
    while index < len(tokens):
        if tokens[index].is_sign("{"):
            index = closing(tokens, index)
        elif (
            tokens[index].is_sign("(")
            and (after := closing(tokens, index) + 1) < len(tokens)
            and tokens[after].is_sign("-", "<")
        ):
            try:
                path, end = _path(tokens, index)
                if any(edge.types for edge in path.edges):
                    yield path
                    index = end - 1
            except _NotPlain as stop:
                index = max(index, stop.index - 1)
        index += 1


def _path(tokens: Sequence[Token], index: int) -> tuple[Path, int]:
    node, index = _node(tokens, index)
    nodes = [node]
    edges: list[Edge] = []
    while index < len(tokens) and tokens[index].is_sign("-", "<"):
        if len(edges) == _LONGEST:
            raise _NotPlain(index)
        edge, index = _edge(tokens, index)
        node, index = _node(tokens, index)
        edges.append(edge)
        nodes.append(node)
    return Path(tuple(nodes), tuple(edges)), index


def _node(tokens: Sequence[Token], index: int) -> tuple[Node, int]:
    if index >= len(tokens) or not tokens[index].is_sign("("):
        raise _NotPlain(index)
    end = closing(tokens, index)
    variable, labels, after = _variable_and_names(tokens, index + 1, end, ":|")
    if after < end and not tokens[after].is_sign("{"):
        raise _NotPlain(after)
    return Node(variable, labels), end + 1


def _edge(tokens: Sequence[Token], index: int) -> tuple[Edge, int]:
    left = tokens[index].is_sign("<")
    index = _sign(tokens, index + left, "-")
    variable: str | None = None
    types: tuple[str, ...] = ()
    many = none = properties = False
    if index < len(tokens) and tokens[index].is_sign("["):
        end = closing(tokens, index)
        variable, types, after = _variable_and_names(tokens, index + 1, end, "|")
        many = after < end and tokens[after].is_sign("*")
        none = many and after + 1 < end and tokens[after + 1] == Token("number", "0")
        if after < end and not many and not tokens[after].is_sign("{"):
            raise _NotPlain(after)
        properties = any(token.is_sign("{") for token in tokens[after:end])
        index = end + 1
    index = _sign(tokens, index, "-")
    right = index < len(tokens) and tokens[index].is_sign(">")
    direction = "both" if left == right else "in" if left else "out"
    return Edge(variable, types, direction, many, none, properties), index + right


def _sign(tokens: Sequence[Token], index: int, sign: str) -> int:
    if index >= len(tokens) or not tokens[index].is_sign(sign):
        raise _NotPlain(index)
    return index + 1


def _variable_and_names(
    tokens: Sequence[Token], index: int, end: int, separators: str
) -> tuple[str | None, tuple[str, ...], int]:
    """Return the variable, the labels or types, and the index after them."""
    variable = None
    if index < end and tokens[index].name:
        variable, index = tokens[index].name, index + 1
    names: list[str] = []
    while index + 1 < end and tokens[index].is_sign(*(separators if names else ":")):
        index += 1 + tokens[index + 1].is_sign(":")  # the older syntax, A|:B
        if index >= end or not (name := tokens[index].name):
            raise _NotPlain(index)
        names.append(name)
        index += 1
    return variable, tuple(names), index
