"""`kg rejects` and `kg retry`: records that could not be used."""

__all__ = ["rejects", "retry"]

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store, Workers
from kg.cli.output import current, note_bugs, write_rows


def rejects(store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """List the records that could not be used: source, byte offset and reason.

    Code `bug` or `graph-bug` marks a paper that hit a bug in kg or a component; its record is the traceback.

    Example:  kg rejects --format csv
    """
    from kg.evidence.database import EvidenceDatabase

    with EvidenceDatabase.existing(store) as evidence:
        rows = [(r.source, r.offset, r.code, r.reason, r.record) for r in evidence.rejects.all()]
    write_rows(("source", "offset", "code", "reason", "record"), rows, form, path)


def retry(store: Store = DEFAULT_STORE, workers: Workers = 1) -> None:
    """Retry papers whose extraction failed or hit a bug. Also updates stale stores.

    Fix an invalid file and run `kg run` on it again; every `kg load` retries the rows that a server rejected.

    Example:  kg retry
    """
    from kg.run import retry as try_again

    current().finish_batches()
    summary = try_again(store, workers, current().progress)
    current().note(f"extracted {summary.extracted}, still rejected {summary.rejected}")
    note_bugs(summary.bugs)
    if summary.rejected:
        raise typer.Exit(summary.bugs.exit_code(summary.extracted))
