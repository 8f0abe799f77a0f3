"""TriG: N-Quads for people, with prefixes and one block a graph."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.model import Edge, Node
from kg.rdf import PREFIXES, quads


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str) -> None:
    """Write TriG; the quads of a graph stand together, graphs and subjects in the order of their IRIs."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(
        quads(nodes, edges, base), key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object))
    )
    serialize(ordered, stream, format=RdfFormat.TRIG, prefixes=PREFIXES)
