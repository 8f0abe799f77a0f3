"""`kg rejects` and `kg retry`: the records that could not be used."""

__all__ = ["rejects", "retry"]

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store, Workers
from kg.cli.output import current, note_bugs, write_rows


def rejects(store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """List the records that could not be used: each with the byte of its file that it starts at and the reason.

    Code `bug` or `graph-bug` is for a paper that met a bug, of kg or of a component; its record is the traceback.

    Example:  kg rejects --format csv
    """
    from kg.evidence.database import EvidenceDatabase

    with EvidenceDatabase.existing(store) as evidence:
        rows = [(r.source, r.offset, r.code, r.reason, r.record) for r in evidence.rejects.all()]
    write_rows(("source", "offset", "code", "reason", "record"), rows, form, path)


def retry(store: Store = DEFAULT_STORE, workers: Workers = 1) -> None:
    """Try again what failed here: papers whose extraction failed or met a bug, and stores that are behind.

    A bad file must be mended and run again; what a server refused is tried again by every `kg load`.

    Example:  kg retry
    """
    from kg.run import retry as try_again

    current().finish_batches()
    summary = try_again(store, workers, current().progress)
    current().note(f"extracted {summary.extracted}, still rejected {summary.rejected}")
    note_bugs(summary.bugs)
    if summary.rejected:
        raise typer.Exit(summary.bugs.exit_code(summary.extracted))
