"""`kg query` and `kg sparql`: questions in Cypher and SPARQL, free or by name."""

__all__ = ["query", "sparql"]

from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store, parameters
from kg.cli.output import current, write_rows

Text = Annotated[
    str | None, typer.Argument(metavar="QUERY|NAME", help="A query, or the name of one; none lists the names.", show_default=False)
]
Param = Annotated[list[str] | None, typer.Option("--param", "-p", metavar="NAME=VALUE", help="A parameter of the query; repeatable.")]


def _list(language: str, form: str | None) -> None:
    from kg.query.run import load_query, names

    rows = []
    for name in names():
        query = load_query(name, language)
        rows.append((name, query.title, ", ".join(parameter.name for parameter in query.parameters)))
    write_rows(("name", "answers", "parameters"), rows, form)


def query(
    text: Text = None,
    param: Param = None,
    on: Annotated[str | None, typer.Option("--on", metavar="URI", help="Ask this Neo4j server, not the embedded store.")] = None,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Ask the graph in Cypher; read-only.

    Example:  kg query methods-for-task -p task="image classification"
    """
    from kg.ask import ask_cypher

    if text is None:
        return _list("cypher", form)
    columns, rows = ask_cypher(text, parameters(param or []), store, on, current().progress)
    return write_rows(columns, rows, form, path)


def sparql(text: Text = None, param: Param = None, store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """Ask the graph in SPARQL 1.1, over all papers' graphs together; read-only.

    Example:  kg sparql 'SELECT ?name { ?m a pg:Method; skos:prefLabel ?name } LIMIT 5'
    """
    from kg.ask import ask_sparql

    if text is None:
        return _list("sparql", form)
    columns, rows = ask_sparql(text, parameters(param or []), store, current().progress)
    return write_rows(columns, rows, form, path)
