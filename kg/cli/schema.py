"""`kg schema`: node types, edge types and the files made from the schema."""

__all__ = ["schema"]

import sys
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.formats import refuse_other_ending
from kg.cli.options import Format
from kg.cli.output import current, write_rows
from kg.errors import UsageError, unknown_name

_FILES = {
    "shacl": ("shapes.ttl", "turtle"),
    "shacl-none": ("shapes-none.ttl", "turtle"),
    "shacl-full": ("shapes-full.ttl", "turtle"),
    "owl": ("ontology.ttl", "turtle"),
    "html": ("ontology.html", "html"),
    "context": ("context.jsonld", "jsonld"),
    "cypher": ("constraints.cypher", "cypher"),
    "align-dcat": ("alignment-dcat.ttl", "turtle"),
    "align-lpwc": ("alignment-lpwc.ttl", "turtle"),
    "align-mls": ("alignment-mls.ttl", "turtle"),
    "align-cskg": ("alignment-cskg.ttl", "turtle"),
}


def schema(
    part: Annotated[
        str,
        typer.Argument(
            metavar="[PART]",
            help="nodes, edges, prefixes (as SPARQL declares them), or a complete file: shacl (of exports with compact "
            "evidence), shacl-none, shacl-full, owl, html (the ontology to read), context, cypher; align-dcat, align-lpwc, "
            "align-mls, align-cskg: how the terms stand to those of DCAT, Linked Papers with Code, ML-Schema, CS-KG.",
        ),
    ] = "edges",
    form: Format = None,
    path: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file instead of stdout, completely or not at all.",
        ),
    ] = None,
) -> None:
    """Print the schema: node types, edge types, or all of it as SHACL, OWL, JSON-LD or Cypher.

    Example:  kg schema nodes
    """
    from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
    from kg.rdf import PREFIXES, prefixed

    if part not in ("nodes", "edges") and form is not None:
        raise UsageError(f"--format applies to nodes and edges, not to {part}")
    if part in _FILES:
        name, kind = _FILES[part]
        _write(files("kg.generated").joinpath(name).read_bytes(), kind, path)
    elif part == "prefixes":
        lines = (f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        _write("".join(lines).encode(), "sparql", path)
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
        raise unknown_name("part", part, ("nodes", "edges", "prefixes", *_FILES))


def _write(content: bytes, form: str, path: Path | None) -> None:
    """Write to stdout, or to a file completely or not at all."""
    if path is None:
        sys.stdout.buffer.write(content)
        return
    from kg.files import write_whole

    refuse_other_ending(form, path)
    with write_whole(path) as stream:
        stream.write(content)
    current().note(f"wrote {path}")
