"""`kg export`: the graph as files."""

__all__ = ["PAGES", "export"]

import sys
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import completion
from kg.cli.formats import refuse_other_ending
from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current
from kg.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.evidence.database import EvidenceDatabase
    from kg.rdf import Evidence

PAGES = ("html", "site")  # which stand above the other formats: they show answers too
_SILENT = ("graphml", "jsonl", "bibtex")  # which describe no graph


def export(
    form: Annotated[
        str,
        typer.Argument(
            metavar="FORMAT",
            autocompletion=completion.export_formats,
            help="nquads, ntriples, trig, turtle, rdfxml, jsonld, graphml, csv, parquet, jsonl, bibtex, html or site.",
        ),
    ],
    store: Store = DEFAULT_STORE,
    path: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Output file, compressed if it ends in .gz or .zst; for csv, parquet and site, a new folder.",
        ),
    ] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="csv: do not escape formulas with an apostrophe.")
    ] = False,
    evidence_of: Annotated[
        str | None,
        typer.Option(
            "--evidence",
            metavar="none|compact|full",
            help="RDF: evidence left out, as one resource for each statement in a paper (default), or as Web Annotations.",
        ),
    ] = None,
    graphs: Annotated[
        str | None,
        typer.Option(
            "--graphs",
            metavar="paper|none",
            help="nquads, trig, jsonld: a named graph for each paper (default), or triples alone.",
        ),
    ] = None,
    abstracts: Annotated[
        bool,
        typer.Option(
            "--abstracts/--no-abstracts",
            help="With abstracts, or without. The sentences of the evidence are quotations and stay.",
        ),
    ] = True,
    title: Annotated[
        str | None,
        typer.Option("--title", metavar="TEXT", help="What the graph is called; see also kg about."),
    ] = None,
    creators: Annotated[
        list[str] | None,
        typer.Option("--creator", metavar="NAME", help="Who made it, perhaps with <ORCID>; repeatable."),
    ] = None,
    license: Annotated[
        str | None,
        typer.Option("--license", metavar="L", help="An SPDX name or the address of a licence."),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option("--date", metavar="DAY", help="The day of the export, else SOURCE_DATE_EPOCH or none."),
    ] = None,
    linked_data: Annotated[
        bool, typer.Option("--linked-data", help="site: each node as Turtle too, and .htaccess for Apache.")
    ] = False,
) -> None:
    """Export the graph to a file format. Equal graphs give equal bytes.

    Example:  kg export nquads -o graph.nq.gz
    """
    _check(form, evidence_of, graphs, raw=raw, linked_data=linked_data)
    said: dict[str, Any] = {"title": title, "creators": creators or (), "license": license, "date": date}
    _check_said(form, said)
    if form in PAGES:
        if not abstracts:
            raise UsageError(f"--no-abstracts does not apply to {form}")
        _export_pages(form, store, path, said, linked_data=linked_data)
        return
    from kg import describe
    from kg.export import RDF, exporter, write
    from kg.export.compressed import compressed, compression
    from kg.export.options import Options
    from kg.files import write_whole
    from kg.graph import view

    export_ = exporter(form, PAGES)
    into_folder = getattr(import_module(export_.__module__), "FOLDER", False)
    packed = compression(path)
    if into_folder and (path is None or packed):
        raise UsageError(f"{form} writes several tables: name a new folder with -o")
    if path is not None:
        refuse_other_ending(form, path, compressed=True)
    options = Options(evidence=_detail(evidence_of), graphs=graphs != "none", abstracts=abstracts)
    with _up_to_date(store) as evidence:
        base = evidence.settings.base
        graph = view.nodes(evidence), view.edges(evidence)
        about = describe.about_graph(evidence.settings, **said)
        options = replace(options, description=describe.described(evidence, about))
        if form in RDF:
            options = replace(options, links=tuple(view.links(evidence)))
        if path is None:
            write(export_, graph, sys.stdout.buffer, base, options)
        elif into_folder:
            write(export_, graph, path, base, options, **({"raw": raw} if form == "csv" else {}))
        else:
            with write_whole(path) as file, compressed(file, packed) as stream:
                write(export_, graph, stream, base, options)
    if path is not None:
        current().note(f"wrote {path}")


def _check(form: str, evidence: str | None, graphs: str | None, *, raw: bool, linked_data: bool) -> None:
    """Raise UsageError for an option that this format does not have, or a value that the option does not have."""
    from kg.export import RDF

    if raw and form != "csv":
        raise UsageError("--raw only applies to csv")
    if linked_data and form != "site":
        raise UsageError("--linked-data only applies to site")
    if evidence is not None and form not in RDF:
        raise UsageError(f"--evidence only applies to RDF: {', '.join(RDF)}")
    if graphs is not None and not RDF.get(form) and not (graphs == "none" and form in RDF):
        raise UsageError(f"--graphs only applies to {', '.join(name for name, has in RDF.items() if has)}")
    _detail(evidence)
    if graphs not in (None, "paper", "none"):
        raise unknown_name("choice of graphs", graphs, ("paper", "none"))


def _check_said(form: str, said: dict[str, Any]) -> None:
    """Raise UsageError for what somebody says about the graph if it is not in its form, or the format cannot say it."""
    from kg.describe import checked

    for name, value in said.items():
        if value and form in _SILENT:
            raise UsageError(
                f"--{name.removesuffix('s')} does not apply to {form}, which has no place for it"
            )
    checked(**{name: value for name, value in said.items() if value is not None})


def _detail(evidence: str | None) -> "Evidence":
    from kg.rdf import EVIDENCE

    found = next((known for known in EVIDENCE if known == (evidence or "compact")), None)
    if found is None:
        raise unknown_name("detail of evidence", str(evidence), EVIDENCE)
    return found


@contextmanager
def _up_to_date(store: Path) -> "Iterator[EvidenceDatabase]":
    """Open the graph, up to date unless its folder is read-only.

    Raises StoreUnavailable while another process is changing it: a query may be answered from before, but a file is passed on.
    """
    from kg.graph.build import is_current
    from kg.workspace import compute, open_graph

    with open_graph(store, current().progress) as evidence:
        if evidence.writable and not is_current(evidence):
            with evidence.exclusive_lock():
                compute(evidence, current().progress)
        yield evidence


def _export_pages(
    form: str, store: Path, path: Path | None, said: dict[str, Any], *, linked_data: bool
) -> None:
    from kg.describe import about_graph
    from kg.files import write_folder, write_whole
    from kg.projection import project
    from kg.stores import asked_in

    if form == "site" and path is None:
        raise UsageError("site writes many files: name a new folder with -o")
    if path is not None:
        refuse_other_ending(form, path)
    with _up_to_date(store) as evidence:
        about = about_graph(evidence.settings, **said)
        if form == "site":
            from kg.page import site

            assert path is not None
            rdf = project(evidence, asked_in("SPARQL").name, current().progress) if linked_data else None
            with write_folder(path) as folder:
                pages = site.write(evidence, folder, current().progress, about, store=rdf)
            current().note(f"wrote {path}: {pages} pages, from index.html")
            return
        from kg.page.html import page

        text = page(evidence, about)
    if path is None:
        sys.stdout.buffer.write(text)
        return
    with write_whole(path) as stream:
        stream.write(text)
    current().note(f"wrote {path}")
