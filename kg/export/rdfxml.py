"""RDF/XML: the triples of all papers together, for tools that read nothing else; streamed."""

__all__ = ["export"]

from collections.abc import Iterable
from typing import BinaryIO

from kg.export.options import DEFAULTS, Options
from kg.model import Edge, Node
from kg.rdf import rdfxml
from kg.rdf.factories import rows


def export(
    nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str, options: Options = DEFAULTS
) -> None:
    """Write RDF/XML without blank nodes."""
    rdfxml.write(options.quads(rows(), nodes, edges, base, "rdfxml", graphs=False), stream)
