"""`kg leaderboard`: results, ranked."""

__all__ = ["leaderboard"]

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli import completion
from kg.cli.formats import output_format
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from kg.answers.leaderboard import Row
    from kg.api import Graph

_KINDS = ("absolute", "gain", "factor")
_COLUMNS = (
    "dataset", "metric", "conditions", "rank", "method", "score", "value", "raw", "unit", "claim", "paper", "title", "year",
    "confidence", "doubt", "sentence",
)  # fmt: skip


def leaderboard(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]", help="A dataset, task or method, whichever has the name.", show_default=False
        ),
    ] = "",
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
    method: Annotated[str, typer.Option("--method", metavar="M", help="Show only this method.")] = "",
    kind: Annotated[
        str,
        typer.Option("--kind", metavar="K", help="absolute values; gain (differences) or factor (ratios)."),
    ] = "absolute",
    min_confidence: Annotated[
        float | None,
        typer.Option(
            "--min-confidence",
            metavar="P",
            min=0,
            max=1,
            help="Leave out results with a lower confidence, 0 to 1.",
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show doubtful results too, each with its reason.")
    ] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Put the sentence under each row, on a terminal.")
    ] = False,
    wide: Annotated[
        bool, typer.Option("--wide", help="Show the id of the paper too, on a terminal.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="N", min=1, help="At most this many rows of each group.")
    ] = 20,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Rank the results on a dataset or for a task; alone, list what has a leaderboard.

    Rows are compared within one dataset, metric and conditions (few shots, a split, a share of the labels), which the
    sentence names. Doubtful results (no method, no metric, a value that the metric cannot have, a low confidence, a
    rival's number) are left out and counted on stderr; --all shows them with the reason.

    Example:  kg leaderboard --dataset ImageNet --evidence
    """
    from kg.answers.leaderboard import LEAST_SURE
    from kg.api import Graph

    if kind not in _KINDS:
        raise unknown_name("kind", kind, _KINDS)
    least = LEAST_SURE if min_confidence is None else min_confidence
    if not 0 <= least <= 1:
        raise UsageError("--min-confidence is a number from 0 to 1")
    if metric and not (name or task or dataset or method):
        raise UsageError("kg leaderboard --metric needs --task, --dataset or --method too")
    graph = Graph(store, current().progress)
    if name:
        if task or dataset or method:
            raise UsageError("kg leaderboard takes a name or --dataset, --task, --method")
        label = graph.label_of(name, ("Dataset", "Task", "Method"))
        dataset, task, method = (name if label == sort else "" for sort in ("Dataset", "Task", "Method"))
    if not (task or dataset or method):
        _list(graph, form, path)
        return
    every = graph.leaderboard(
        task=task, dataset=dataset, metric=metric, method=method, kind=kind, least=least, doubtful=True
    )
    shown = _limited([row for row in every if not row.doubt], limit)
    doubtful = [row for row in every if row.doubt]
    named = {"task": task, "dataset": dataset, "metric": metric, "method": method}

    def why() -> str:
        return "nothing but doubtful results" if every else graph.why_empty("best-results", **named)

    rows = [*shown, *(doubtful if everything else ())]
    _write(rows, form, path, evidence=evidence, wide=wide, why=why)
    _note(every, shown, doubtful, everything=everything)


def _list(graph: "Graph", form: str | None, path: OutputFile) -> None:
    columns = ("label", "name", "papers", "rows", "metrics")
    rows = [(b.label, b.name, b.papers, b.rows, ", ".join(b.metrics)) for b in graph.boards()]
    write_rows(columns, rows, form, path)


def _limited(rows: "list[Row]", limit: int) -> "list[Row]":
    return [row for row in rows if row.rank is not None and row.rank <= limit]


def _write(
    rows: "list[Row]",
    form: str | None,
    path: OutputFile,
    *,
    evidence: bool,
    wide: bool,
    why: Callable[[], str],
) -> None:
    if rows and path is None and output_format(form, path) == "table":
        from kg.cli.ranking import write_ranking

        current().close()
        write_ranking(rows, evidence=evidence, wide=wide)
        return
    values = (
        tuple(", ".join(row.conditions) if name == "conditions" else getattr(row, name) for name in _COLUMNS)
        for row in rows
    )
    write_rows(_COLUMNS, values, form, path, why_empty=why)


def _note(every: "list[Row]", shown: "list[Row]", doubtful: "list[Row]", *, everything: bool) -> None:
    """Say on stderr how many rows were left out, and why."""
    from collections import Counter

    if cut := len(every) - len(shown) - len(doubtful):
        current().note(f"{cut} more; --limit shows them")
    if doubtful and not everything:
        firsts = (row.doubt.partition(";")[0] for row in doubtful)
        reasons = Counter("unsure" if first.startswith("confidence") else first for first in firsts)
        why = ", ".join(f"{count} {reason}" for reason, count in reasons.most_common(4))
        few = "1 doubtful result is" if len(doubtful) == 1 else f"{len(doubtful)} doubtful results are"
        current().note(f"{few} left out ({why}); --all shows them")
