"""`kg validate`: whether the graph is what the schema and the promises say."""

__all__ = ["validate"]

from io import BytesIO
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows


def validate(
    store: Store = DEFAULT_STORE,
    shacl: Annotated[
        bool, typer.Option("--shacl", help="Also check the RDF against the SHACL shapes (extra papergraph[shacl]; slow).")
    ] = False,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Check the graph against its schema: domains and ranges, sentences and offsets; ids that two papers claim; optionally SHACL.

    Example:  kg validate --shacl
    """
    from kg.export import exporter
    from kg.graph import view
    from kg.graph.validate import shacl_violations, violations
    from kg.workspace import open_graph

    with open_graph(store, current().progress) as evidence:
        found = list(violations(evidence))
        if shacl:
            triples = BytesIO()
            exporter("turtle")(view.nodes(evidence), view.edges(evidence), triples, evidence.settings.base)
            found += shacl_violations(triples.getvalue())
    if not found:
        current().note("no violations")
        return
    write_rows(("what", "where", "why"), found, form, path)
    raise typer.Exit(1)
