"""`kg leaderboard`: results, ranked."""

__all__ = ["leaderboard"]

import sys
from typing import Annotated

import typer

from kg.cli import completion
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError

LEAST_SURE = 0.6  # the confidence from which results are shown unless said otherwise; docs/extraction.md has the figures
_SHOWN = ("method", "value", "unit", "metric", "dataset", "confidence", "title", "sentence")


def leaderboard(
    task: Annotated[
        str,
        typer.Option(
            "--task",
            metavar="T",
            autocompletion=completion.concepts("Task"),
            help="A task, by any of its names.",
        ),
    ] = "",
    dataset: Annotated[
        str,
        typer.Option(
            "--dataset",
            metavar="D",
            autocompletion=completion.concepts("Dataset"),
            help="A dataset, by any of its names.",
        ),
    ] = "",
    metric: Annotated[
        str,
        typer.Option(
            "--metric",
            metavar="M",
            autocompletion=completion.concepts("Metric"),
            help="Show only this metric, by any of its names.",
        ),
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
    ] = LEAST_SURE,
    everything: Annotated[
        bool, typer.Option("--all", help="Leave out none: the same as --min-confidence 0.")
    ] = False,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Rank the results on a dataset or for a task. Each comes with the sentence that reports it.

    Results that are less sure are left out, and counted on stderr; --all shows them too.

    Example:  kg leaderboard --dataset ImageNet
    """
    from kg.answers.queries import ask_cypher

    if not (task or dataset):
        raise UsageError("kg leaderboard needs --task or --dataset")
    least = 0 if everything else min_confidence
    if not 0 <= least <= 1:
        raise UsageError("--min-confidence is a number from 0 to 1")
    parameters = {"task": task, "dataset": dataset, "metric": metric}
    columns, answer = ask_cypher("best-results", parameters, store, None, current().progress)
    every = list(answer)
    rows = [row for row in every if row[columns.index("confidence")] >= least]
    if form == "table" or (form is None and path is None and sys.stdout.isatty()):
        shown = [columns.index(name) for name in _SHOWN]  # the other columns are for programs
        columns, rows = list(_SHOWN), [tuple(row[i] for i in shown) for row in rows]
    write_rows(columns, rows, form, path)
    if hidden := len(every) - len(rows):
        few = "1 result is" if hidden == 1 else f"{hidden} results are"
        current().note(f"{few} less sure than {least:g} and left out; --all shows every result")
