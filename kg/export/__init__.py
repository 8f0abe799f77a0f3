"""Export the graph to files; one module per format."""

__all__ = ["EXPORTERS", "RDF", "Exporter", "Options", "exporter", "write"]

from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.metadata import entry_points
from inspect import signature
from typing import Any, BinaryIO

from kg.errors import unknown_name
from kg.export.options import Options
from kg.model import Edge, Node

Exporter = Callable[[Iterable[Node], Iterable[Edge], BinaryIO, str], None]

# name -> module with export(nodes, edges, stream, base), and a fifth argument `options` where it heeds them;
# with FOLDER, export takes a folder instead of the stream
EXPORTERS = {
    "nquads": "kg.export.nquads",
    "ntriples": "kg.export.ntriples",
    "trig": "kg.export.trig",
    "turtle": "kg.export.turtle",
    "rdfxml": "kg.export.rdfxml",
    "jsonld": "kg.export.jsonld",
    "graphml": "kg.export.graphml",
    "csv": "kg.export.csv",
    "parquet": "kg.export.parquet",
    "jsonl": "kg.export.jsonl",
    "bibtex": "kg.export.bibtex",
}
RDF = {"nquads": True, "ntriples": False, "trig": True, "turtle": False, "rdfxml": False, "jsonld": True}
"""The formats of RDF, with whether they have named graphs."""


def exporter(name: str, others: Iterable[str] = ()) -> Exporter:
    """Return the function that writes a format; UsageError for an unknown name, with the known ones and `others`."""
    known = {**{point.name: point.value for point in entry_points(group="papergraph.exporters")}, **EXPORTERS}
    if name not in known:
        raise unknown_name("export format", name, (*known, *others))
    export: Exporter = import_module(known[name]).export
    return export


def write(
    export: Exporter,
    graph: tuple[Iterable[Node], Iterable[Edge]],
    target: Any,
    base: str,
    options: Options,
    **more: Any,
) -> None:
    """Write the graph by an exporter to a stream or a folder, with the options if it takes any; `more` are its own."""
    if "options" in signature(export).parameters:
        more["options"] = options
    nodes, edges = graph
    export(options.nodes(nodes), edges, target, base, **more)
