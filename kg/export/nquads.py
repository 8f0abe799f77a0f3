"""N-Quads: one statement per line, those of a paper in its named graph."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.model import Edge, Node
from kg.rdf import quads


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str) -> None:
    """Write N-Quads, in the order of nodes and edges."""
    from pyoxigraph import RdfFormat, serialize

    serialize(quads(nodes, edges, base), stream, format=RdfFormat.N_QUADS)
