"""`kg mark`: the text of papers with what was extracted marked in it."""

__all__ = ["mark"]

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Model, OutputFile, Store, language
from kg.cli.output import current
from kg.cli.read import RejectReport
from kg.errors import InputError, UsageError, unknown_name
from kg.model import Extraction, Paper, Rejected

_FORMATS = ("text", "html")


def mark(
    thing: Annotated[
        str,
        typer.Argument(
            metavar="PAPER|FILE|-",
            help="A paper of the graph, by id, citation key, DOI, title or part of it; a file or folder; - for stdin. "
            "Of plain text the first line is the title.",
        ),
    ],
    store: Store = DEFAULT_STORE,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="Show at most this many papers.")
    ] = 10,
    model: Model = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="F",
            help="text or html; html for a file that ends in .html, otherwise text.",
        ),
    ] = None,
    path: OutputFile = None,
) -> None:
    """Show papers with what was found marked in the text: mentions by type and results, in colour, brackets or HTML.

    Papers of the graph show what is stored of them; with --model, and in a file, they are extracted now.

    Example:  kg mark abstract.txt -o abstract.html
    """
    form = _format(form, path)
    language(model, None)
    report = RejectReport()
    pieces = _pieces(_extractions(thing, store, limit, model, report), form, to_file=path is not None)
    if path is None:
        for piece in pieces:
            current().close()
            sys.stdout.write(piece)
    else:
        from kg.files import write_whole

        with write_whole(path, [Path(thing)] if _exists(thing) else []) as stream:
            stream.writelines(piece.encode() for piece in pieces)
    report.end(1)


def _format(form: str | None, path: Path | None) -> str:
    """Return the format: as requested, or by the ending of the file."""
    page = path is not None and path.suffix.lower() in (".html", ".htm")
    if form is not None and form not in _FORMATS:
        raise unknown_name("format", form, _FORMATS)
    return form or ("html" if page else "text")


def _pieces(extractions: Iterator[Extraction], form: str, *, to_file: bool) -> Iterator[str]:
    """Yield the parts of the output; colours are for a terminal, and a pipe is wrapped only where COLUMNS says so."""
    from kg.answers.marked_html import page
    from kg.cli.marked import coloured, in_brackets

    terminal = sys.stdout.isatty() and not to_file
    width = shutil.get_terminal_size().columns
    if form == "html":
        return page(extractions)
    if terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb":
        return coloured(extractions, width)
    return in_brackets(extractions, width if terminal or ("COLUMNS" in os.environ and not to_file) else None)


def _extractions(
    thing: str, store: Path, limit: int, model: str | None, report: RejectReport
) -> Iterator[Extraction]:
    """Yield the extractions of a file, or of the papers of the graph that have this name; the others are reported."""
    of_file = thing == "-" or _exists(thing)
    for item in _of_file(thing, limit, model, report) if of_file else _of_graph(thing, store, limit, model):
        if isinstance(item, Rejected):
            report.add(item)
        else:
            yield item


def _of_file(
    thing: str, limit: int, model: str | None, report: RejectReport
) -> Iterator[Extraction | Rejected]:
    from kg.answers.named_papers import in_file
    from kg.engine.local import extract

    papers: list[Paper] = []
    rejected: list[Rejected] = []
    for item in in_file(thing):
        if isinstance(item, Rejected):
            rejected.append(item)
        elif len(papers) == limit:
            current().note(f"there are more papers: these are the first {limit}; --limit N shows others too")
            break
        else:
            papers.append(item)
    if not papers:
        reason = (
            rejected[0].reason.partition(": choose one with --format")[0] if rejected else "nothing to read"
        )
        raise InputError(f"no paper to mark in {'standard input' if thing == '-' else thing}: {reason}")
    for item in rejected:
        report.add(item)
    yield from extract(papers, model)


def _of_graph(thing: str, store: Path, limit: int, model: str | None) -> Iterator[Extraction | Rejected]:
    from kg.answers.named_papers import extracted, in_graph
    from kg.files import holds_graph
    from kg.workspace import open_graph

    if not holds_graph(store):
        raise UsageError(
            f"there is no file {thing!r}, and no graph in {store} that may have such a paper; - reads a text from stdin"
        )
    with open_graph(store, current().progress) as evidence:
        papers, others = in_graph(evidence, thing)
        if not papers:
            known = f", but a {' and a '.join(others)} (kg explain)" if others else ""
            raise UsageError(f"{store} has no paper called {thing!r}{known}, and there is no such file")
        if len(papers) > limit:
            current().note(f"{len(papers)} papers: these are the first {limit}; --limit N shows others too")
        current().close()
        yield from extracted(evidence, papers[:limit], model)


def _exists(thing: str) -> bool:
    return os.path.exists(thing)  # noqa: PTH110 - Path.exists raises for a name that is too long
