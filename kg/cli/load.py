"""`kg load`: load the graph into Neo4j, or rebuild a local store."""

__all__ = ["load"]

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, MaxRejects, Store
from kg.cli.output import Output, current
from kg.errors import UsageError
from kg.evidence.database import EvidenceDatabase


def load(
    uri: Annotated[
        str | None,
        typer.Argument(
            metavar="URI",
            help="A server, as neo4j://host or bolt://host, with NEO4J_USERNAME and NEO4J_PASSWORD; "
            "or the name of a local store to rebuild, such as embedded or oxigraph.",
            show_default=False,
        ),
    ] = None,
    store: Store = DEFAULT_STORE,
    database: Annotated[
        str | None, typer.Option("--database", help="Name of the database on the server.")
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare every value with the evidence, and repair differences.")
    ] = False,
    max_rejects: MaxRejects = None,
    bulk: Annotated[
        Path | None,
        typer.Option(
            "--bulk", metavar="DIR", help="Instead, write files for neo4j-admin import to this new folder."
        ),
    ] = None,
) -> None:
    """Make a Neo4j database hold exactly this graph. Only differences are written; run it again to resume.

    Example:  NEO4J_PASSWORD=… kg load neo4j://localhost --store graph.kg
    """
    from kg.stores import all_stores
    from kg.workspace import open_graph

    output = current()
    stores = all_stores()
    local = uri in stores and not stores[uri].schemes
    if local and (database or bulk or max_rejects is not None):
        raise UsageError("--database, --bulk and --max-rejects only apply to a server")
    if verify and bulk:
        raise UsageError("--verify only applies to a server or a local store")
    output.finish_batches()
    with open_graph(store, output.progress) as evidence:
        if bulk is not None:
            _bulk(evidence, bulk, database or "neo4j", output)
        elif uri is None:
            raise UsageError(
                "kg load needs a server, such as neo4j://localhost, a local store, or --bulk DIR"
            )
        elif local:
            _local(evidence, uri, verify, output)
        else:
            _server(evidence, uri, database, verify, max_rejects, output)


def _local(evidence: EvidenceDatabase, name: str, verify: bool, output: Output) -> None:
    from kg.projection import project, verified

    if not verify:
        output.note(f"rebuilt {project(evidence, name, output.progress, rebuild=True)}")
    elif verified(evidence, name, output.progress):
        output.note("verified: the store matches the evidence")
    else:
        output.note("the store differed from the evidence and was rebuilt")


def _bulk(evidence: EvidenceDatabase, folder: Path, database: str, output: Output) -> None:
    from kg.graph import view
    from kg.stores import neo4j

    with evidence.snapshot():
        neo4j.bulk_files(folder, view.nodes(evidence), view.edges(evidence), database)
    command = f"cd {quote(str(folder))} && neo4j-admin @import.args"
    output.note(f"wrote {folder}; to import it, stop the server and run: {command}")


def _server(
    evidence: EvidenceDatabase,
    uri: str,
    database: str | None,
    verify: bool,
    max_rejects: int | None,
    output: Output,
) -> None:
    from kg.projection import load_server

    report = load_server(
        evidence, uri, output.progress, database=database, verify=verify, max_rejects=max_rejects
    )
    output.note(
        f"nodes +{report.nodes_added} ~{report.nodes_changed} -{report.nodes_removed}, "
        f"edges +{report.edges_added} ~{report.edges_changed} -{report.edges_removed}, "
        f"unchanged {report.unchanged}",
        written=report.written,
        unchanged=report.unchanged,
        rejected=len(report.rejected),
    )
    if verify:
        differed = "the server differed from the evidence and was repaired"
        output.note(differed if report.written else "verified: the server matches the evidence")
    if report.rejected:
        output.note(f"the server rejected {len(report.rejected)} rows: kg rejects --store {evidence.folder}")
        raise typer.Exit(1)
