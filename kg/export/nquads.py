"""N-Quads: one statement per line, those of a paper in its named graph."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.lines import write_lines
from kg.export.options import DEFAULTS, Options
from kg.model import Edge, Node
from kg.rdf.factories import lines


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write N-Quads, in the order of nodes and edges."""
    write_lines(options.quads(lines(), nodes, edges, base, "nquads"), stream)
