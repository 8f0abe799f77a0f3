"""`kg query` and `kg sparql`: questions in Cypher and SPARQL, free or by name."""

__all__ = ["query", "sparql"]

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli.options import (
    DEFAULT_STORE,
    MEMORY,
    SECONDS,
    Format,
    MaxMemory,
    OutputFile,
    Store,
    Timeout,
    TrustQueries,
    limits,
    parameters,
)
from kg.cli.output import current, output_format, write_rows
from kg.errors import UsageError

Row = tuple[Any, ...]

Text = Annotated[
    str | None, typer.Argument(metavar="QUERY|NAME", help="A query, or the name of one; none lists the names.", show_default=False)
]
Param = Annotated[
    list[str] | None,
    typer.Option("--param", "-p", metavar="NAME=TEXT", help="A parameter of the query, NAME:=JSON for what is no text; repeatable."),
]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="Fetch no more rows than this.")]
_ON_A_SCREEN, _AT_MOST = 1_000, 1_000_000  # rows, where no limit is given


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
    limit: Limit = None,
    max_memory: MaxMemory = MEMORY,
    trust: TrustQueries = False,
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
    most = _most(limit, form, path)
    allowed = limits(timeout, max_memory, most + 1)  # the one more says whether there are more
    given, output = parameters(param or []), current()
    columns, rows = ask_cypher(text, given, store, on, output.progress, database=database, limits=allowed, trusted=trust, note=output.note)
    return write_rows(columns, _first(rows, most, limit, form, path), form, path)


def sparql(
    text: Text = None,
    param: Param = None,
    timeout: Timeout = SECONDS,
    limit: Limit = None,
    max_memory: MaxMemory = MEMORY,
    trust: TrustQueries = False,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Ask the graph in SPARQL 1.1, over all papers' graphs together; read-only.

    Example:  kg sparql 'SELECT ?name { ?m a pg:Method; skos:prefLabel ?name } LIMIT 5'
    """
    from kg.ask import ask_sparql

    if text is None:
        return _list("sparql", form)
    most = _most(limit, form, path)
    allowed = limits(timeout, max_memory, most + 1)
    given, output = parameters(param or []), current()
    columns, rows = ask_sparql(text, given, store, output.progress, limits=allowed, trusted=trust, note=output.note)
    return write_rows(columns, _first(rows, most, limit, form, path), form, path)


def _most(limit: int | None, form: str | None, path: Path | None) -> int:
    return limit or (_ON_A_SCREEN if output_format(form, path) == "table" else _AT_MOST)


def _first(rows: Iterator[Row], most: int, limit: int | None, form: str | None, path: Path | None) -> Iterator[Row]:
    """Yield the first rows, and say if there are more; UsageError where nobody limited them and a program would miss what is left out."""
    yield from islice(rows, most)
    if next(rows, None) is None:
        return
    if limit is None and output_format(form, path) != "table":
        raise UsageError(f"there are more than {most:,} rows: ask for less, or say how many with --limit")
    current().note(f"the first {most} rows; there are more (--limit)")
