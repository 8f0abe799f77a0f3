"""TriG: readable N-Quads, with prefixes and one block per graph."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.options import DEFAULTS, Options
from kg.export.readable import write_sorted
from kg.model import Edge, Node
from kg.rdf.factories import pairs


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write TriG, grouped by graph, each quad once; graphs and subjects are sorted by IRI."""
    from pyoxigraph import RdfFormat

    write_sorted(options.quads(pairs(), nodes, edges, base, "trig"), stream, RdfFormat.TRIG)
