"""Turtle: the triples of all papers merged, without their named graphs."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.model import Edge, Node
from kg.rdf import PREFIXES, quads


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str) -> None:
    """Write Turtle, each triple once, sorted by subject, predicate and object."""
    from pyoxigraph import RdfFormat, Triple, serialize

    triples = {Triple(quad.subject, quad.predicate, quad.object) for quad in quads(nodes, edges, base)}
    ordered = sorted(
        triples, key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object))
    )
    serialize(ordered, stream, format=RdfFormat.TURTLE, prefixes=PREFIXES)
