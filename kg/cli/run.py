"""`kg run`: the whole way."""

__all__ = ["run"]

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Encoding, InputFormat, MaxRejects, Store
from kg.cli.output import current, note_bugs, note_unusable
from kg.pipeline import MOST_WORKERS

_SHOWN = 20  # clashes of ids; the rest is a number


def run(
    pipeline: Annotated[
        Path | None, typer.Argument(metavar="PIPELINE.toml", help="Without one: any files that kg can read.", show_default=False)
    ] = None,
    inputs: Annotated[list[str] | None, typer.Option("--input", "-i", metavar="PATH", help="Files or folders; repeatable.")] = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    store: Store = DEFAULT_STORE,
    engine: Annotated[str, typer.Option("--engine", help="Where extraction runs: local or spark.")] = "local",
    workers: Annotated[
        int | None, typer.Option("--workers", "-w", min=1, max=MOST_WORKERS, help="Overrides the pipeline's extract.workers.")
    ] = None,
    max_rejects: MaxRejects = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, write nothing.")] = False,
) -> None:
    """Run a pipeline: read, extract, resolve, and bring every store up to date. Resumable and incremental.

    Example:  kg run pipelines/trending.toml --input pages/ --store graph.kg
    """
    from kg.pipeline import Pipeline, load_pipeline
    from kg.run import preview
    from kg.run import run as run_pipeline

    plan = Pipeline() if pipeline is None else load_pipeline(pipeline)
    plan = replace(plan, workers=workers or plan.workers, format=input_format or plan.format, encoding=encoding or plan.encoding)
    output = current()
    output.finish_batches()
    if dry_run:
        summary = preview(plan, inputs or (), max_rejects=max_rejects, progress=output.progress)
    else:
        summary = run_pipeline(plan, inputs or (), store, engine=engine, max_rejects=max_rejects, progress=output.progress)
    output.note(summary.line(), **summary.counts())
    if not dry_run:
        output.note(f"extracted {summary.extracted}, graph {'changed' if summary.changed else 'unchanged'}, in {store}")
    if summary.pending:
        output.note(f"{summary.pending} papers took too long and are still pending: the next run tries them again")
    for clash in summary.clashes[:_SHOWN]:
        output.note(f"clash: {clash.id}: {clash.line()}")
    if len(summary.clashes) > _SHOWN:
        output.note(f"and {len(summary.clashes) - _SHOWN} more clashes: kg validate --store {store}")
    note_unusable(summary.unusable)
    if summary.rejected:
        output.note(f"{summary.rejected} rejected: kg rejects --store {store}")
    note_bugs(summary.bugs)
    if summary.rejected or summary.clashes or summary.pending or summary.bugs.papers:
        raise typer.Exit(summary.bugs.exit_code(summary.accepted))
