"""`kg validate`: check the graph against the schema and the evidence."""

__all__ = ["validate"]

from io import BytesIO
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows


def validate(
    store: Store = DEFAULT_STORE,
    shacl: Annotated[
        bool,
        typer.Option(
            "--shacl", help="Also check the RDF against the SHACL shapes (needs papergraph[shacl]; slow)."
        ),
    ] = False,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Check the graph: domains and ranges, sentences and offsets, and ids that two papers claim.

    Example:  kg validate --shacl
    """
    from kg.export import exporter
    from kg.graph import view
    from kg.graph.validate import shacl_violations, violations
    from kg.workspace import open_graph

    with open_graph(store, current().progress) as evidence:
        broken = list(violations(evidence))
        if shacl:
            triples = BytesIO()
            exporter("turtle")(view.nodes(evidence), view.edges(evidence), triples, evidence.settings.base)
            broken += shacl_violations(triples.getvalue())
    if not broken:
        current().note("no violations")
        return
    write_rows(("what", "where", "why"), broken, form, path)
    raise typer.Exit(1)
