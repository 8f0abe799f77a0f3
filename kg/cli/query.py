"""`kg query` and `kg sparql`: queries in Cypher and SPARQL, free or named."""

__all__ = ["query", "sparql"]

import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import completion
from kg.cli.formats import FORMATS, graph_format, output_format
from kg.cli.given import query_text
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
from kg.cli.output import current, write_rows
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.answers.queries import Answer

Row = tuple[Any, ...]

Text = Annotated[
    str | None,
    typer.Argument(
        metavar="QUERY|NAME|@FILE|-",
        autocompletion=completion.queries,
        help="A query, or a named query; @FILE reads it from a file, - from stdin; without it, list the named queries.",
        show_default=False,
    ),
]
Param = Annotated[
    list[str] | None,
    typer.Option(
        "--param",
        "-p",
        metavar="NAME=TEXT",
        help="A query parameter; NAME:=JSON for other values than text; repeatable.",
    ),
]
Limit = Annotated[
    int | None, typer.Option("--limit", metavar="N", min=1, help="Fetch at most this many rows.")
]
FormatOfAnswer = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="F",
        autocompletion=completion.answer_formats,
        help="Rows: jsonl, csv, table or parquet; table on a terminal, otherwise jsonl. "
        "CONSTRUCT and DESCRIBE: turtle (default), ntriples, rdfxml or jsonld.",
    ),
]
_GRAPHS = ("CONSTRUCT", "DESCRIBE")  # the forms of query that give one
_ON_A_SCREEN, _AT_MOST = 1_000, 1_000_000  # rows without --limit


def _list(language: str, form: str | None, path: Path | None) -> None:
    from kg.query.named import load_query, names

    rows = []
    for name in names():
        query = load_query(name, language)
        rows.append((name, query.title, ", ".join(parameter.name for parameter in query.parameters)))
    write_rows(("name", "answers", "parameters"), rows, form, path)


def query(
    text: Text = None,
    param: Param = None,
    on: Annotated[
        str | None,
        typer.Option(
            "--on",
            metavar="URI|STORE",
            help="Query this Neo4j server or local store instead of the embedded store.",
        ),
    ] = None,
    database: Annotated[
        str | None,
        typer.Option("--database", metavar="NAME", help="Database on the server, if not the default one."),
    ] = None,
    timeout: Timeout = SECONDS,
    limit: Limit = None,
    max_memory: MaxMemory = MEMORY,
    trust: TrustQueries = False,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Query the graph in Cypher; read-only.

    Example:  kg query methods-for-task -p task="image classification"
    """
    from kg.answers.queries import ask_cypher

    if text is None:
        return _list("cypher", form, path)
    if database is not None and on is None:
        raise UsageError("--database only applies to a server (--on)")
    text = query_text(text)
    output, values = current(), parameters(param or [])
    ask = partial(
        ask_cypher,
        text,
        values,
        store,
        on,
        output.progress,
        database=database,
        trusted=trust,
        note=output.note,
    )
    on_server = on is not None and "://" in on  # which may hold another graph than the folder
    why = partial(_why_empty, text, values, None if on_server else store)
    return _write(lambda rows: ask(limits=limits(timeout, max_memory, rows)), limit, form, path, why)


def sparql(
    text: Text = None,
    param: Param = None,
    timeout: Timeout = SECONDS,
    limit: Limit = None,
    max_memory: MaxMemory = MEMORY,
    trust: TrustQueries = False,
    store: Store = DEFAULT_STORE,
    form: FormatOfAnswer = None,
    path: OutputFile = None,
) -> None:
    """Query the graph in SPARQL 1.1, over the graphs of all papers; read-only.

    Example:  kg sparql 'SELECT ?name { ?m a pg:Method; skos:prefLabel ?name } LIMIT 5'
    """
    from kg.answers.queries import ask_graph, ask_sparql
    from kg.rdf import GRAPH_FORMS

    if text is None:
        return _list("sparql", form, path)
    text = query_text(text)
    output, values = current(), parameters(param or [])
    if (graph := _graph_format(text, form, path)) is not None:
        if limit is not None:
            raise UsageError("--limit counts rows: write LIMIT into a query that gives a graph")
        parts = ask_graph(
            text, values, GRAPH_FORMS[graph], store, output.progress, limits=limits(timeout, max_memory, None),
            trusted=trust, note=output.note,
        )  # fmt: skip
        return _write_graph(parts, path)
    ask = partial(ask_sparql, text, values, store, output.progress, trusted=trust, note=output.note)
    why = partial(_why_empty, text, values, store)
    return _write(lambda rows: ask(limits=limits(timeout, max_memory, rows)), limit, form, path, why)


def _graph_format(sparql: str, form: str | None, path: Path | None) -> str | None:
    """Return the format of the graph that a query gives; None for one that gives rows.

    Raises UsageError for a format of the other kind, and as `kg.cli.formats.output_format`.
    """
    from kg.rdf import GRAPH_FORMS
    from kg.stores.terms import query_form

    kind = query_form(sparql)
    if kind in _GRAPHS:
        if form in FORMATS:
            raise UsageError(f"{kind} gives a graph, and {form} is for rows: choose {_choice(GRAPH_FORMS)}")
        return graph_format(form, path)
    if form in GRAPH_FORMS:
        raise UsageError(
            f"{form} is for the graphs of CONSTRUCT and DESCRIBE: choose {_choice(FORMATS)} for rows"
        )
    output_format(form, path)
    return None


def _choice(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}"


def _write_graph(parts: Iterator[bytes], path: Path | None) -> None:
    """Write a graph to stdout, or to a file completely or not at all."""
    from kg.files import write_whole

    if path is not None:
        with write_whole(path) as stream:
            stream.writelines(parts)
        return
    first = next(parts, b"")  # the store is up to date now, and its progress shown
    current().close()
    sys.stdout.buffer.write(first)
    sys.stdout.buffer.writelines(parts)
    sys.stdout.buffer.flush()


def _why_empty(text: str, values: dict[str, Any], folder: Path | None) -> str:
    """Return why a query on the graph in a folder, if it is there, has no rows."""
    from kg.query.named import is_name

    if folder is None or not is_name(text):
        return "no rows"
    from kg.answers.empty import reason
    from kg.workspace import open_graph

    with open_graph(folder, current().progress) as evidence:
        return reason(evidence, text, values)


def _write(
    ask: "Callable[[int], Answer]",
    limit: int | None,
    form: str | None,
    path: Path | None,
    why_empty: Callable[[], str],
) -> None:
    """Write the rows that `ask` returns for a number of rows to fetch."""
    is_table = output_format(form, path) == "table"
    most = limit or (_ON_A_SCREEN if is_table else _AT_MOST)
    columns, rows = ask(most + 1)  # one more row tells whether there are more
    write_rows(
        columns, _first(rows, most, strict=limit is None and not is_table), form, path, why_empty=why_empty
    )


def _first(rows: Iterator[Row], most: int, *, strict: bool) -> Iterator[Row]:
    """Yield the first rows, and note if there are more.

    Raises UsageError if `strict`, as a program would miss the rest.
    """
    yield from islice(rows, most)
    if next(rows, None) is None:
        return
    if strict:
        raise UsageError(f"more than {most:,} rows: narrow the query, or set --limit")
    current().note(f"showing the first {most} rows; raise --limit for more")
