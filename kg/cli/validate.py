"""`kg validate`: check the graph against the schema and the evidence."""

__all__ = ["validate"]

from io import BytesIO
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError, unknown_name

_SHAPES = {"none": "shapes-none.ttl", "compact": "shapes.ttl", "full": "shapes-full.ttl"}
_TRIPLES_A_SECOND = 4_000  # that pySHACL reads and checks on an ordinary computer


def validate(
    store: Store = DEFAULT_STORE,
    shacl: Annotated[
        bool,
        typer.Option(
            "--shacl",
            help="Also check the RDF against the SHACL shapes (needs papergraph[shacl]; a minute for 500 papers).",
        ),
    ] = False,
    detail: Annotated[
        str | None,
        typer.Option(
            "--evidence",
            metavar="none|compact|full",
            help="With --shacl: the RDF with this detail of evidence, as `kg export` writes it; compact if not given.",
        ),
    ] = None,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Check the graph: domains and ranges, sentences and offsets, and ids that two papers claim.

    Example:  kg validate --shacl
    """
    from kg.graph import view
    from kg.graph.validate import shacl_violations, violations
    from kg.rdf import EVIDENCE
    from kg.workspace import open_graph

    if detail is not None and not shacl:
        raise UsageError("--evidence only applies with --shacl")
    chosen = next((known for known in EVIDENCE if known == (detail or "compact")), None)
    if chosen is None:
        raise unknown_name("detail of evidence", str(detail), EVIDENCE)
    with open_graph(store, current().progress) as evidence:
        broken = list(violations(evidence))
        if shacl:
            from kg.export.ntriples import export
            from kg.export.options import Options

            stream = BytesIO()
            options = Options(evidence=chosen, links=tuple(view.links(evidence)))
            export(view.nodes(evidence), view.edges(evidence), stream, evidence.settings.base, options)
            triples = stream.getvalue()
            current().note(_covers(chosen, triples.count(b"\n")))
            broken += shacl_violations(triples, _SHAPES[chosen])
    if not broken:
        current().note("no violations")
        return
    write_rows(("what", "where", "why"), broken, form, path)
    raise typer.Exit(1)


def _covers(detail: str, triples: int) -> str:
    """Return what the shapes are about to be checked on, and about how long it takes."""
    seconds = triples / _TRIPLES_A_SECOND
    long = f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{max(seconds, 1):.0f} seconds"
    evidence = "without evidence" if detail == "none" else f"with {detail} evidence"
    return (
        f"SHACL: classes, datatypes, values, ranges and numbers of values in all {triples:,} triples {evidence}, "
        f"not the description of an export; about {long}"
    )
