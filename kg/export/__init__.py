"""Export the graph to files; one module per format."""

__all__ = ["EXPORTERS", "exporter"]

from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.metadata import entry_points
from typing import BinaryIO

from kg.errors import unknown_name
from kg.model import Edge, Node

Exporter = Callable[[Iterable[Node], Iterable[Edge], BinaryIO, str], None]

# name -> module with export(nodes, edges, stream, base); with FOLDER, export takes a folder instead of the
# stream
EXPORTERS = {
    "nquads": "kg.export.nquads",
    "trig": "kg.export.trig",
    "turtle": "kg.export.turtle",
    "jsonld": "kg.export.jsonld",
    "graphml": "kg.export.graphml",
    "csv": "kg.export.csv",
    "parquet": "kg.export.parquet",
    "jsonl": "kg.export.jsonl",
    "bibtex": "kg.export.bibtex",
}


def exporter(name: str) -> Exporter:
    """Return the function that writes a format; raise UsageError for an unknown name."""
    known = {**{point.name: point.value for point in entry_points(group="papergraph.exporters")}, **EXPORTERS}
    if name not in known:
        raise unknown_name("export format", name, known)
    export: Exporter = import_module(known[name]).export
    return export
