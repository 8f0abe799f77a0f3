"""`kg leaderboard`: results, ranked."""

__all__ = ["leaderboard"]

import sys
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError

_SHOWN = ("method", "value", "unit", "metric", "dataset", "confidence", "title", "sentence")


def leaderboard(
    task: Annotated[str, typer.Option("--task", metavar="T", help="A task, by any of its names.")] = "",
    dataset: Annotated[
        str, typer.Option("--dataset", metavar="D", help="A dataset, by any of its names.")
    ] = "",
    metric: Annotated[
        str, typer.Option("--metric", metavar="M", help="Show only this metric, by any of its names.")
    ] = "",
    min_confidence: Annotated[
        float,
        typer.Option(
            "--min-confidence",
            metavar="P",
            min=0,
            max=1,
            help="Leave out results that are less sure, 0 to 1.",
        ),
    ] = 0,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Rank the results on a dataset or for a task. Each comes with the sentence that reports it.

    Example:  kg leaderboard --dataset ImageNet
    """
    from kg.answers.queries import ask_cypher

    if not (task or dataset):
        raise UsageError("kg leaderboard needs --task or --dataset")
    parameters = {"task": task, "dataset": dataset, "metric": metric, "min_confidence": min_confidence}
    columns, answer = ask_cypher("best-results", parameters, store, None, current().progress)
    rows = list(answer)
    if form == "table" or (form is None and path is None and sys.stdout.isatty()):
        shown = [columns.index(name) for name in _SHOWN]  # the other columns are for programs
        columns, rows = list(_SHOWN), [tuple(row[i] for i in shown) for row in rows]
    write_rows(columns, rows, form, path)
