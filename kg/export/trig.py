"""TriG: readable N-Quads, with prefixes and one block per graph."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.options import DEFAULTS, Options
from kg.model import Edge, Node
from kg.rdf import PREFIXES


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write TriG, grouped by graph, each quad once; graphs and subjects are sorted by IRI."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(
        set(options.quads(nodes, edges, base, "trig")),
        key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)),
    )
    serialize(ordered, stream, format=RdfFormat.TRIG, prefixes=PREFIXES)
