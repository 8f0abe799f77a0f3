"""`kg export`: the graph as files."""

__all__ = ["PAGES", "export"]

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from kg.cli import completion
from kg.cli.formats import refuse_other_ending
from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current
from kg.errors import UsageError

PAGES = ("html", "site")  # which stand above the other formats: they show answers too


def export(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            autocompletion=completion.export_formats,
            help="nquads, trig, turtle, jsonld, graphml, csv, parquet, jsonl, bibtex, html or site.",
        ),
    ],
    store: Store = DEFAULT_STORE,
    path: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Output file; for csv, parquet and site, a new folder."
        ),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="csv: do not escape formulas with an apostrophe.")
    ] = False,
) -> None:
    """Export the graph to a file format. Equal graphs give equal bytes.

    Example:  kg export nquads -o graph.nq
    """
    if form in PAGES:
        _export_pages(form, store, path, raw=raw)
        return
    from kg.export import exporter
    from kg.files import write_whole
    from kg.graph import view
    from kg.workspace import open_graph

    write = exporter(form)
    into_folder = getattr(import_module(write.__module__), "FOLDER", False)
    if raw and form != "csv":
        raise UsageError("--raw only applies to csv")
    if into_folder and path is None:
        raise UsageError(f"{form} writes several tables: name a new folder with -o")
    if path is not None:
        refuse_other_ending(form, path)
    with open_graph(store, current().progress) as evidence:
        base = evidence.settings.base
        graph: tuple[Any, Any] = view.nodes(evidence), view.edges(evidence)
        if into_folder:
            options = {"raw": raw} if form == "csv" else {}
            write(*graph, path, base, **options)  # type: ignore[arg-type]
        elif path is None:
            write(*graph, sys.stdout.buffer, base)
        else:
            with write_whole(path) as stream:
                write(*graph, stream, base)
    if path is not None:
        current().note(f"wrote {path}")


def _export_pages(form: str, store: Path, path: Path | None, *, raw: bool) -> None:
    from kg.files import write_folder, write_whole
    from kg.workspace import open_graph

    if raw:
        raise UsageError("--raw only applies to csv")
    if form == "site" and path is None:
        raise UsageError("site writes many files: name a new folder with -o")
    if path is not None:
        refuse_other_ending(form, path)
    with open_graph(store, current().progress) as evidence:
        if form == "site":
            from kg.page import site

            assert path is not None
            with write_folder(path) as folder:
                pages = site.write(evidence, folder, current().progress)
            current().note(f"wrote {path}: {pages} pages, from index.html")
            return
        from kg.page.html import page

        text = page(evidence)
    if path is None:
        sys.stdout.buffer.write(text)
        return
    with write_whole(path) as stream:
        stream.write(text)
    current().note(f"wrote {path}")
