"""What terms and quads are made as: objects of pyoxigraph, or the text of N-Quads."""

__all__ = ["Factory", "Made", "lines", "objects"]

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from pyoxigraph import Quad

Made = TypeVar("Made")
"""What a quad is made as."""


@dataclass(frozen=True, slots=True)
class Factory(Generic[Made]):
    """Makes an IRI, a literal, from its text and the term of its datatype, and a quad.

    The first two raise ValueError for what RDF cannot hold.
    """

    node: Callable[[str], Any]
    literal: Callable[..., Any]
    quad: Callable[[Any, Any, Any, Any], Made]
    default: Any
    """The default graph."""


def objects() -> "Factory[Quad]":
    """Return what makes terms and quads of pyoxigraph."""
    from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

    return Factory(
        NamedNode, lambda text, datatype=None: Literal(text, datatype=datatype), Quad, DefaultGraph()
    )


def lines() -> Factory[str]:
    """Return what makes quads as lines of canonical N-Quads, of terms that are text already: no quad is an object then.

    Terms are checked and escaped by pyoxigraph.
    """
    from pyoxigraph import Literal, NamedNode

    def literal(text: str, datatype: str = "") -> str:
        return f"{Literal(text)}^^{datatype}" if datatype else str(Literal(text))

    def line(subject: str, predicate: str, target: str, graph: str) -> str:
        return (
            f"{subject} {predicate} {target} {graph} .\n" if graph else f"{subject} {predicate} {target} .\n"
        )

    return Factory(lambda iri: str(NamedNode(iri)), literal, line, "")
