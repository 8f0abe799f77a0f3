"""TriG: readable N-Quads, with prefixes and one block per graph."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.model import Edge, Node
from kg.rdf import PREFIXES, quads


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str) -> None:
    """Write TriG, grouped by graph; graphs and subjects are sorted by IRI."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(
        quads(nodes, edges, base),
        key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)),
    )
    serialize(ordered, stream, format=RdfFormat.TRIG, prefixes=PREFIXES)
