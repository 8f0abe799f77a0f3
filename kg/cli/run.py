"""`kg run`: all stages."""

__all__ = ["run"]

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Encoding, InputFormat, MaxRejects, Model, Store, Titles, language
from kg.cli.output import current, note_bugs, note_unusable
from kg.cli.read import counted
from kg.errors import UsageError
from kg.pipeline import MOST_WORKERS

_SHOWN = 20  # clashes of ids; the others are counted


def run(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PATH | PIPELINE.toml]...",
            help="Files, folders, archives or patterns to read, - for standard input; and at most one pipeline.",
            show_default=False,
        ),
    ] = None,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", "-i", metavar="PATH", help="The same as a PATH; repeatable."),
    ] = None,
    input_format: InputFormat = None,
    encoding: Encoding = None,
    titles: Titles = False,
    store: Store = DEFAULT_STORE,
    engine: Annotated[
        str, typer.Option("--engine", help="Where to run extraction: local or spark.")
    ] = "local",
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers", "-w", min=1, max=MOST_WORKERS, help="Overrides the pipeline's extract.workers."
        ),
    ] = None,
    model: Model = None,
    max_rejects: MaxRejects = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and count, but write nothing.")] = False,
) -> None:
    """Read papers, extract, resolve, and update every store. Incremental and resumable.

    A pipeline says where to read, how to extract and which stores to load; paths beside it are read in place of its own.

    Example:  kg run refs.bib papers/*.csv --store graph.kg
    """
    from kg.pipeline import Pipeline, load_pipeline
    from kg.run import preview
    from kg.run import run as run_pipeline

    pipelines = [path for path in paths or () if path.lower().endswith(".toml")]
    given = [*(path for path in paths or () if path not in pipelines), *(inputs or ())]
    if len(pipelines) > 1:
        raise UsageError(f"kg run takes one pipeline, not {len(pipelines)}: {', '.join(pipelines)}")
    configured = load_pipeline(Path(pipelines[0])) if pipelines else Pipeline()
    configured = replace(
        configured,
        workers=workers or configured.workers,
        format=input_format or configured.format,
        encoding=encoding or configured.encoding,
        titles=titles or configured.titles,
        model=language(model, None),
    )
    output = current()
    output.finish_batches()
    if dry_run:
        summary = preview(configured, given, max_rejects=max_rejects, progress=output.progress)
    else:
        summary = run_pipeline(
            configured, given, store, engine=engine, max_rejects=max_rejects, progress=output.progress
        )
    output.note(summary.line(), **summary.counts())
    if not dry_run:
        changed = "changed" if summary.changed else "unchanged"
        output.note(f"extracted {summary.extracted}, graph {changed}, in {store}")
    if summary.pending:
        output.note(
            f"{summary.pending} papers took too long and are still pending: the next run will retry them"
        )
    for clash in summary.clashes[:_SHOWN]:
        output.note(f"clash: {clash.id}: {clash.line()}")
    if len(summary.clashes) > _SHOWN:
        output.note(f"and {len(summary.clashes) - _SHOWN} more clashes: kg validate --store {store}")
    note_unusable(summary.unusable)
    if summary.rejected:
        told = "" if dry_run else f"; kg rejects --store {store}"
        told += "; --titles keeps records without an abstract" if summary.reasons["no-abstract"] else ""
        output.warn(f"{summary.rejected} rejected: {counted(summary.reasons)}{told}", **summary.reasons)
    note_bugs(summary.bugs)
    if summary.rejected or summary.clashes or summary.pending or summary.bugs.papers:
        raise typer.Exit(summary.bugs.exit_code(summary.accepted))
