"""Questions: a free query or a named one, on the embedded store, on a Neo4j server, or on the local RDF store."""

__all__ = ["ask_cypher", "ask_sparql"]

from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.project import Progress, project
from kg.run import open_graph

Answer = tuple[list[str], list[tuple[Any, ...]]]


def ask_cypher(text: str, given: dict[str, str], folder: Path, on: str | None, progress: Progress) -> Answer:
    """Return columns and rows of a Cypher query or a named query; names of concepts among its parameters may be any alias.

    `on` is the URI of a Neo4j server; without it the embedded store of the graph in `folder` answers, brought up to date first.
    """
    text, parameters = _query(text, given, "cypher")
    if on is not None:
        from kg.stores import neo4j

        return neo4j.query(on, text, parameters)
    from kg.stores import embedded

    with open_graph(folder, progress) as log:
        path = project(log, "embedded", progress)
    return embedded.query(path, text, parameters)


def ask_sparql(text: str, given: dict[str, str], folder: Path, progress: Progress) -> Answer:
    """Return columns and rows of a SPARQL query or a named query, from the RDF store of the graph in `folder`."""
    from kg.stores import oxigraph

    text, parameters = _query(text, given, "sparql")
    with open_graph(folder, progress) as log:
        path = project(log, "oxigraph", progress)
    return oxigraph.query(path, text, parameters)


def _query(text: str, given: dict[str, str], language: str) -> tuple[str, dict[str, Any]]:
    """Return the text and the parameters: a single word names a query, anything else is one."""
    from kg.names import normal_form
    from kg.query.run import bind, load_query

    if len(text.split()) != 1:
        if given and language == "sparql":
            raise UsageError("--param goes with named queries; write values into a SPARQL query itself")
        return text, dict(given)
    query = load_query(text, language)
    concepts = {parameter.name for parameter in query.parameters if parameter.type == "concept"}
    return query.text, bind(query, {name: normal_form(value) if name in concepts and value else value for name, value in given.items()})
