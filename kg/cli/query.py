"""`kg query` and `kg sparql`: questions in Cypher and SPARQL, free or by name."""

__all__ = ["SECONDS", "Timeout", "query", "sparql"]

from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store, parameters
from kg.cli.output import current, write_rows
from kg.errors import UsageError

Text = Annotated[
    str | None, typer.Argument(metavar="QUERY|NAME", help="A query, or the name of one; none lists the names.", show_default=False)
]
Param = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=TEXT", help="A parameter of the query, NAME:=JSON for what is no text; repeatable."),
]
SECONDS = 60.0
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", min=0, max=1e6, help="Stop a query after this time; 0: never.")]


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
    database: Annotated[str | None, typer.Option("--database", metavar="NAME", help="The server's database, if not its default.")] = None,
    timeout: Timeout = SECONDS,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Fetch no more rows than this.")] = None,
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
    if database is not None and on is None:
        raise UsageError("--database goes with --on: the embedded store is one database")
    fetched = None if limit is None else limit + 1  # the one more says whether there are more
    columns, rows = ask_cypher(
        text, parameters(param or []), store, on, current().progress, database=database, timeout=timeout or None, limit=fetched
    )
    write_rows(columns, rows[:limit], form, path)
    if limit is not None and len(rows) > limit:
        current().note(f"the first {limit} rows; there are more (--limit)")
    return None


def sparql(text: Text = None, param: Param = None, store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """Ask the graph in SPARQL 1.1, over all papers' graphs together; read-only.

    Example:  kg sparql 'SELECT ?name { ?m a pg:Method; skos:prefLabel ?name } LIMIT 5'
    """
    from kg.ask import ask_sparql

    if text is None:
        return _list("sparql", form)
    columns, rows = ask_sparql(text, parameters(param or []), store, current().progress)
    return write_rows(columns, rows, form, path)
