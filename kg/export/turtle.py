"""Turtle: the triples of all papers merged, without their named graphs."""

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
    """Write Turtle, each triple once, sorted by subject, predicate and object."""
    from pyoxigraph import RdfFormat

    write_sorted(options.quads(pairs(), nodes, edges, base, "turtle", graphs=False), stream, RdfFormat.TURTLE)
