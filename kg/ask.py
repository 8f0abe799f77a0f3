"""Questions: a free query or a named one, on the embedded store, on a Neo4j server, or on the local RDF store."""

__all__ = ["ask_cypher", "ask_sparql"]

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.project import Progress, project
from kg.run import open_graph

Answer = tuple[list[str], list[tuple[Any, ...]]]


def ask_cypher(
    text: str,
    given: Mapping[str, Any],
    folder: Path,
    on: str | None,
    progress: Progress,
    *,
    database: str | None = None,
    timeout: float | None = None,
    limit: int | None = None,
) -> Answer:
    """Return columns and rows of a Cypher query or a named query; names of concepts among its parameters may be any alias.

    `on` is the URI of a Neo4j server, of which the `database` may be named; without it the embedded store of the graph in `folder`
    answers, brought up to date first. The query is stopped after `timeout` seconds; no more than `limit` rows are fetched.
    """
    text, parameters = _query(text, given, "cypher")
    if on is not None:
        from kg.stores import neo4j

        return neo4j.query(on, text, parameters, database=database, timeout=timeout, limit=limit)
    from kg.stores import embedded

    with open_graph(folder, progress) as log:
        path = project(log, "embedded", progress)
    columns, rows = embedded.query(path, text, parameters, timeout=timeout, limit=limit)
    if len(set(columns)) < len(columns):  # one would hide the other in JSON; Neo4j itself refuses it
        raise UsageError("Cypher: two columns have the same name: give one another with AS")
    return columns, rows


def ask_sparql(text: str, given: Mapping[str, Any], folder: Path, progress: Progress) -> Answer:
    """Return columns and rows of a SPARQL query or a named query, from the RDF store of the graph in `folder`."""
    from kg.stores import oxigraph

    text, parameters = _query(text, given, "sparql")
    with open_graph(folder, progress) as log:
        path = project(log, "oxigraph", progress)
    return oxigraph.query(path, text, parameters)


def _query(text: str, given: Mapping[str, Any], language: str) -> tuple[str, dict[str, Any]]:
    """Return the text and the parameters: a single word names a query, anything else is one."""
    from kg.names import normal_form
    from kg.query.run import bind, load_query

    if len(text.split()) != 1:
        if given and language == "sparql":
            raise UsageError("--param goes with named queries; write values into a SPARQL query itself")
        return text, dict(given)
    query = load_query(text, language)
    concepts = {parameter.name for parameter in query.parameters if parameter.type == "concept"}
    named = {name: normal_form(value) if name in concepts and value and isinstance(value, str) else value for name, value in given.items()}
    return query.text, bind(query, named)
