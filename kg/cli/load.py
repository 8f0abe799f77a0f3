"""`kg load`: the graph into Neo4j."""

__all__ = ["load"]

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current


def load(
    uri: Annotated[
        str, typer.Argument(metavar="URI", help="neo4j://host or bolt://host; user and password from NEO4J_USERNAME, NEO4J_PASSWORD.")
    ],
    store: Store = DEFAULT_STORE,
    database: Annotated[str | None, typer.Option("--database", help="The database on the server.")] = None,
    bulk: Annotated[
        Path | None, typer.Option("--bulk", metavar="DIR", help="Write neo4j-admin import files to this new folder instead.")
    ] = None,
) -> None:
    """Make a Neo4j database hold exactly this graph: only what differs is written, and running it again resumes.

    Example:  NEO4J_PASSWORD=… kg load neo4j://localhost --store graph.kg
    """
    from kg.graph import view
    from kg.run import open_graph
    from kg.stores import neo4j

    output = current()
    with open_graph(store, output.progress) as log:
        nodes, edges = view.nodes(log), view.edges(log)
        if bulk is not None:
            arguments = neo4j.bulk_files(bulk, nodes, edges)
            output.note(f"wrote {bulk}; import it on the server with: neo4j-admin {' '.join(arguments)}")
            return
        report = neo4j.load(uri, nodes, edges, database=database, progress=lambda stage, done: output.progress(stage, done, None))
    output.note(
        f"nodes +{report.nodes_added} ~{report.nodes_changed} -{report.nodes_removed}, "
        f"edges +{report.edges_added} ~{report.edges_changed} -{report.edges_removed}, unchanged {report.unchanged}"
    )
    for rejected in report.rejected:
        output.note(f"the server rejected {rejected}")
    if report.rejected:
        raise typer.Exit(1)
