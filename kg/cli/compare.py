"""`kg compare` and `kg conflicts`: the table of a survey, and papers that disagree."""

__all__ = ["compare", "conflicts"]

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.layout import Row, Screen, printable
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError, unknown_name

_CONFLICT = (
    "conflict", "method", "dataset", "metric", "conditions", "score", "raw", "unit", "claim", "paper", "title", "year",
    "confidence", "sentence",
)  # fmt: skip
_ENDINGS = {".md": "markdown", ".tex": "latex", ".csv": "csv", ".jsonl": "jsonl", ".txt": "table"}


def compare(
    task: Annotated[
        str, typer.Option("--task", metavar="T", help="The methods of a task, on its datasets.")
    ] = "",
    papers: Annotated[
        list[str] | None,
        typer.Option(
            "--papers",
            metavar="PAPER",
            help="Papers, by id, citation key or title; repeatable, or separated by commas.",
        ),
    ] = None,
    methods: Annotated[
        list[str] | None,
        typer.Option(
            "--methods",
            metavar="M",
            help="Methods, by any of their names; repeatable, or separated by commas.",
        ),
    ] = None,
    dataset: Annotated[
        list[str] | None, typer.Option("--dataset", metavar="D", help="Only these datasets; repeatable.")
    ] = None,
    metric: Annotated[str, typer.Option("--metric", metavar="M", help="Only this metric.")] = "",
    columns: Annotated[
        int, typer.Option("--columns", metavar="N", min=1, help="At most this many columns of results.")
    ] = 6,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, help="At most this many rows.")] = 30,
    evidence: Annotated[bool, typer.Option("--evidence", help="Add the sentences, as footnotes.")] = False,
    bib: Annotated[
        Path | None,
        typer.Option("--bib", metavar="FILE", help="Write the BibTeX of the papers in the table."),
    ] = None,
    store: Store = DEFAULT_STORE,
    form: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", metavar="F", help="table, markdown, latex, csv or jsonl; by the ending of -o."
        ),
    ] = None,
    path: OutputFile = None,
) -> None:
    """Make the table of a survey: methods by datasets, or papers by what they say.

    A cell has the best value that a paper claims for its own method, else what another says of it, with the conditions
    that its sentence names. Doubtful results are left out, as in kg leaderboard.

    Example:  kg compare --task "image classification" -o table.tex --bib table.bib
    """
    from kg.answers.compare import RIVAL
    from kg.api import Graph
    from kg.cli.survey import rendered
    from kg.files import write_whole

    form, graph = _form(form, path), Graph(store, current().progress)
    named = _parts(papers)
    if named and (task or methods or dataset or metric):
        raise UsageError("kg compare --papers takes no other choice")
    if not (named or task or methods or dataset):
        raise UsageError("kg compare needs --task, --methods, --dataset or --papers")
    table = graph.compare(
        task=task, methods=_parts(methods), datasets=_parts(dataset), metric=metric, papers=named,
        columns=columns, limit=limit,
    )  # fmt: skip
    first, keys = "paper" if named else "method", graph.citation_keys(table.papers)
    if any(cell.text.endswith(RIVAL) for _, cells in table.rows for cell in cells):
        current().note(f"{RIVAL} as a paper says of a rival; kg conflicts shows where papers disagree")
    if not table.rows:
        current().note("no results that can be compared; kg leaderboard --all shows the doubtful ones")
    if form == "table" or not table.rows:
        rows = [(name, *(cell.text for cell in cells)) for name, cells in table.rows]
        if rows:
            write_rows((first, *table.columns), rows, "table", path)
    else:
        text = rendered(table, form, keys, evidence=evidence, first=first)
        if path is None:
            sys.stdout.write(text)
        else:
            with write_whole(path) as stream:
                stream.write(text.encode("utf-8", "surrogatepass"))
    if bib and table.rows:
        with write_whole(bib) as stream:
            stream.write(graph.bibtex(table.papers).encode("utf-8", "surrogatepass"))


def _form(form: str | None, path: Path | None) -> str:
    from kg.cli.survey import FORMATS

    form = {"md": "markdown", "tex": "latex"}.get(form or "", form)
    if form is None and path is not None:
        form = _ENDINGS.get(path.suffix.lower())
        if form is None:
            raise unknown_name("ending", path.suffix, _ENDINGS)
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form not in FORMATS:
        raise unknown_name("format", form, FORMATS)
    return form


def _parts(values: list[str] | None) -> list[str]:
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def conflicts(
    dataset: Annotated[str, typer.Option("--dataset", metavar="D", help="Only this dataset.")] = "",
    metric: Annotated[str, typer.Option("--metric", metavar="M", help="Only this metric.")] = "",
    method: Annotated[str, typer.Option("--method", metavar="M", help="Only this method.")] = "",
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Show where papers disagree: different values for one method, dataset, metric and conditions, with their sentences.

    Example:  kg conflicts --dataset ImageNet
    """
    from kg.api import Graph

    found = Graph(store, current().progress).conflicts(dataset=dataset, metric=metric, method=method)
    rows = [
        (
            number, one.method, one.dataset, one.metric, ", ".join(one.conditions), row.score, row.raw, row.unit,
            row.claim, row.paper, row.title, row.year, row.confidence, row.sentence,
        )
        for number, one in enumerate(found, start=1)
        for row in one.rows
    ]  # fmt: skip
    write_rows(_CONFLICT, rows, form, path, layout=_side_by_side)


def _side_by_side(columns: Sequence[str], rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Yield what papers disagree on, and below it each value with its paper and sentence."""
    named = [dict(zip(columns, map(printable, row), strict=True)) for row in rows]
    for number, same in groupby(named, key=itemgetter("conflict")):
        papers = list(same)
        first = papers[0]
        if number != "1":
            yield ""
        metric = " · ".join(filter(None, (first["metric"], first["conditions"])))
        yield from map(
            screen.strong, screen.lines(f"{first['method']} on {first['dataset']}, {metric}", 0, 2)
        )
        for one in papers:
            unit = one["unit"] if one["unit"] in ("", "%") else f" {one['unit']}"
            year = f" ({one['year']})" if one["year"] else ""
            of = ", of a rival" if one["claim"] == "rival" else ""
            yield from screen.lines(f"{one['raw']}{unit}  {one['title']}{year}{of}", 2, 10)
            yield from screen.lines(one["sentence"], 6, 6)
