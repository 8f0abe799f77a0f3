"""`kg schema`: node types, edge types and the files made from the schema."""

__all__ = ["schema"]

import sys
from importlib.resources import files
from typing import Annotated

import typer

from kg.cli.options import Format, OutputFile
from kg.cli.output import write_rows
from kg.errors import unknown_name

_FILES = {
    "shacl": "shapes.ttl",
    "owl": "ontology.ttl",
    "context": "context.jsonld",
    "cypher": "constraints.cypher",
}


def schema(
    part: Annotated[
        str,
        typer.Argument(
            metavar="[PART]", help="nodes, edges, or a complete file: shacl, owl, context, cypher."
        ),
    ] = "edges",
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Print the schema: node types, edge types, or all of it as SHACL, OWL, JSON-LD or Cypher.

    Example:  kg schema nodes
    """
    from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
    from kg.rdf import prefixed

    if part in _FILES:
        sys.stdout.buffer.write(files("kg.generated").joinpath(_FILES[part]).read_bytes())
    elif part == "nodes":
        rows = [
            (label, name, datatype)
            for label, properties in NODE_PROPERTIES.items()
            for name, datatype in properties.items()
        ]
        write_rows(("label", "property", "type"), rows, form, path)
    elif part == "edges":
        joins = [
            (name, prefixed(spec.iri), source, target)
            for name, spec in EDGES.items()
            for source, target in spec.pairs
        ]
        write_rows(("type", "predicate", "from", "to"), joins, form, path)
    else:
        raise unknown_name("part", part, ("nodes", "edges", *_FILES))
