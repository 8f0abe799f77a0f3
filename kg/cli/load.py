"""`kg load`: the graph into Neo4j, or a store of the graph's folder made anew."""

__all__ = ["load"]

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, MaxRejects, Store
from kg.cli.output import Output, current
from kg.errors import UsageError
from kg.evidence.database import Log


def load(
    uri: Annotated[
        str | None,
        typer.Argument(
            metavar="URI",
            help="neo4j://host or bolt://host, user and password from NEO4J_USERNAME and NEO4J_PASSWORD; "
            "or embedded, oxigraph: that store of the graph's folder, made anew.",
            show_default=False,
        ),
    ] = None,
    store: Store = DEFAULT_STORE,
    database: Annotated[str | None, typer.Option("--database", help="The database on the server.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Compare every value with the log, and repair what differs.")] = False,
    max_rejects: MaxRejects = None,
    bulk: Annotated[
        Path | None, typer.Option("--bulk", metavar="DIR", help="Write neo4j-admin import files to this new folder instead.")
    ] = None,
) -> None:
    """Make a Neo4j database hold exactly this graph: only what differs is written, and running it again resumes.

    Example:  NEO4J_PASSWORD=… kg load neo4j://localhost --store graph.kg
    """
    from kg.stores import LOCAL
    from kg.workspace import open_graph

    output = current()
    local = uri in LOCAL
    if local and (database or bulk or max_rejects is not None):
        raise UsageError("--database, --bulk and --max-rejects go with a server")
    if verify and (bulk or uri == "oxigraph"):
        raise UsageError("--verify goes with a server or with embedded")
    output.finish_batches()
    with open_graph(store, output.progress) as log:
        if bulk is not None:
            _bulk(log, bulk, database or "neo4j", output)
        elif uri is None:
            raise UsageError("name a server, such as neo4j://localhost, or a store of the folder, or --bulk DIR")
        elif uri in LOCAL:
            _local(log, uri, verify, output)
        else:
            _server(log, uri, database, verify, max_rejects, output)


def _local(log: Log, name: str, verify: bool, output: Output) -> None:
    from kg.projection import project, verified

    if not verify:
        output.note(f"made {project(log, name, output.progress, anew=True)} anew")
    elif verified(log, output.progress):
        output.note("verified: the store holds what the log says")
    else:
        output.note("the store differed from the log: made anew")


def _bulk(log: Log, folder: Path, database: str, output: Output) -> None:
    from kg.graph import view
    from kg.stores import neo4j

    with log.snapshot():
        neo4j.bulk_files(folder, view.nodes(log), view.edges(log), database)
    output.note(f"wrote {folder}; import it, while the server is stopped, with: cd {quote(str(folder))} && neo4j-admin @import.args")


def _server(log: Log, uri: str, database: str | None, verify: bool, max_rejects: int | None, output: Output) -> None:
    from kg.projection import load_server

    report = load_server(log, uri, output.progress, database=database, verify=verify, max_rejects=max_rejects)
    output.note(
        f"nodes +{report.nodes_added} ~{report.nodes_changed} -{report.nodes_removed}, "
        f"edges +{report.edges_added} ~{report.edges_changed} -{report.edges_removed}, unchanged {report.unchanged}",
        written=report.written,
        unchanged=report.unchanged,
        rejected=len(report.rejected),
    )
    if verify:
        output.note("the server differed from the log: repaired" if report.written else "verified: the server holds what the log says")
    if report.rejected:
        output.note(f"the server rejected {len(report.rejected)}: kg rejects --store {log.folder}")
        raise typer.Exit(1)
