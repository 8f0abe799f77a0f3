"""What terms and quads are made as: objects of pyoxigraph, text, or plain values, which take a fraction of the time."""

__all__ = ["Factory", "Made", "Row", "lines", "objects", "pairs", "row_of", "rows"]

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from kg.errors import KgError

if TYPE_CHECKING:
    from pyoxigraph import Quad

Made = TypeVar("Made")
"""What a quad is made as."""
Row = tuple[str, str, str, str, str]
"""A graph, empty for the default graph, a subject, a predicate, a text or a node, and the text's datatype or `@` and its language,
empty for a node: an IRI, or `_:` and the label of a blank node."""


@dataclass(frozen=True, slots=True)
class Factory(Generic[Made]):
    """Makes an IRI, a literal of a text and the term of its datatype, and a quad, also `of` one of pyoxigraph.

    The first two raise ValueError for what RDF cannot hold; `default` is the default graph.
    """

    node: Callable[[str], Any]
    literal: Callable[..., Any]
    default: Any
    quad: Callable[[Any, Any, Any, Any], Made]
    of: "Callable[[Quad], Made]"


def objects() -> "Factory[Quad]":
    """Return what makes quads of pyoxigraph."""
    from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

    def literal(text: str, datatype: NamedNode | None = None) -> Literal:
        return Literal(text, datatype=datatype)

    return Factory(NamedNode, literal, DefaultGraph(), Quad, lambda quad: quad)


def lines() -> Factory[str]:
    """Return what makes lines of canonical N-Quads."""

    def line(subject: str, predicate: str, target: str, graph: str) -> str:
        if graph:
            return f"{subject} {predicate} {target} {graph} .\n"
        return f"{subject} {predicate} {target} .\n"

    return Factory(*_text(), "", line, lambda quad: f"{quad} .\n")


def pairs() -> Factory[tuple[str, str]]:
    """Return what makes pairs of a graph and a triple in canonical N-Quads, which sort by graph, subject, predicate, object."""

    def pair(subject: str, predicate: str, target: str, graph: str) -> tuple[str, str]:
        return graph, f"{subject} {predicate} {target}"

    def of(quad: "Quad") -> tuple[str, str]:
        named = hasattr(quad.graph_name, "value")
        return str(quad.graph_name) if named else "", str(quad.triple)

    return Factory(*_text(), "", pair, of)


def rows() -> Factory[Row]:
    """Return what makes rows of plain values."""
    from pyoxigraph import Literal, NamedNode

    string = Literal("").datatype.value

    def node(iri: str) -> str:
        return NamedNode(iri).value

    def literal(text: str, datatype: str = string) -> tuple[str, str]:
        return Literal(text).value, datatype

    def row(subject: str, predicate: str, target: str | tuple[str, str], graph: str) -> Row:
        value, datatype = (target, "") if isinstance(target, str) else target
        return graph, subject, predicate, value, datatype

    return Factory(node, literal, "", row, row_of)


def row_of(quad: Any) -> Row:
    """Return a quad or a triple of pyoxigraph as plain values; raise KgError for a triple within a triple."""
    value = quad.object
    graph = getattr(getattr(quad, "graph_name", None), "value", "")
    if not hasattr(value, "datatype"):
        return graph, _name(quad.subject), quad.predicate.value, _name(value), ""
    kind = f"@{value.language}" if value.language else value.datatype.value
    return graph, _name(quad.subject), quad.predicate.value, value.value, kind


def _name(node: Any) -> str:
    if not hasattr(node, "value"):
        raise KgError("a triple within a triple has no place here")
    return str(node) if str(node).startswith("_:") else str(node.value)


def _text() -> tuple[Callable[[str], str], Callable[..., str]]:
    """Return what makes IRIs and literals in canonical N-Quads: pyoxigraph checks and escapes them, once each."""
    from pyoxigraph import Literal, NamedNode

    def node(iri: str) -> str:
        return str(NamedNode(iri))

    def literal(text: str, datatype: str = "") -> str:
        return f"{Literal(text)}^^{datatype}" if datatype else str(Literal(text))

    return node, literal
