"""Turtle: the triples of all papers merged, without their named graphs."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.options import DEFAULTS, Options
from kg.model import Edge, Node
from kg.rdf import PREFIXES


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write Turtle, each triple once, sorted by subject, predicate and object."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(
        set(options.quads(nodes, edges, base, "turtle", graphs=False)),
        key=lambda triple: (str(triple.subject), str(triple.predicate), str(triple.object)),
    )
    serialize(ordered, stream, format=RdfFormat.TURTLE, prefixes=PREFIXES)
