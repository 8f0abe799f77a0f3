"""The terms of a description in RDF: prefixed names of vocabularies, and resources of the graph's own document."""

__all__ = ["Terms", "activity", "document"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.rdf import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad


def document(base: str) -> str:
    """Return the IRI of the document that describes a graph; what it speaks of has a fragment behind it."""
    return f"{base}about"


def activity(base: str) -> str:
    """Return the IRI of what made the graph, which generated the graph of each paper."""
    return f"{document(base)}#run"


class Terms:
    """Makes quads in the default graph, without blank nodes."""

    def __init__(self, base: str) -> None:
        from pyoxigraph import Literal, NamedNode, Quad

        self._quad, self.iri, self._literal = Quad, NamedNode, Literal
        self._document = document(base)

    def name(self, name: str) -> Any:
        """Return the term of a prefixed name."""
        prefix, _, local = name.partition(":")
        return self.iri(PREFIXES[prefix] + local)

    def own(self, name: str = "") -> Any:
        """Return the document itself, or what it calls by a name."""
        return self.iri(f"{self._document}#{name}" if name else self._document)

    def number(self, value: int) -> Any:
        """Return an xsd:integer."""
        return self._literal(str(value), datatype=self.name("xsd:integer"))

    def day(self, value: str) -> Any:
        """Return an xsd:date."""
        return self._literal(value, datatype=self.name("xsd:date"))

    def quads(self, subject: Any, *pairs: tuple[str, Any]) -> "Iterator[Quad]":
        """Yield what is said of a subject; a text becomes a literal, and an empty one is left out."""
        for name, value in pairs:
            if value != "":
                target = self._literal(value) if isinstance(value, str) else value
                yield self._quad(subject, self.name(name), target)
