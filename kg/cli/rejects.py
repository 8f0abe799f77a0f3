"""`kg rejects` and `kg retry`: records that could not be used."""

__all__ = ["rejects", "retry"]

import re

import typer

from kg.bugs import BUG, GRAPH_BUG
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store, Workers
from kg.cli.output import current, note_bugs, output_format, write_rows
from kg.model import Rejected

_SNIPPET = 60  # characters of a record that a table shows


def rejects(store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """List the records that could not be used: source, byte offset and reason.

    Code `bug` or `graph-bug` marks a paper that hit a bug in kg or a component; its record is the traceback.

    Example:  kg rejects --format csv
    """
    from kg.evidence.database import EvidenceDatabase

    with EvidenceDatabase.existing(store) as evidence:
        rejects = sorted(evidence.rejects.all(), key=lambda r: (_natural(r.source), r.code, r.reason))
    if output_format(form, path) == "table":
        shown = [(r.source, r.code, r.reason, _start(r)) for r in rejects]
        write_rows(("source", "code", "reason", "record"), shown, form, path)
    else:
        rows = [(r.source, r.offset, r.code, r.reason, r.record) for r in rejects]
        write_rows(("source", "offset", "code", "reason", "record"), rows, form, path)


def _natural(source: str) -> list[tuple[int, str]]:
    """Return a key that sorts record 9 of a file before record 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", source)]


def _start(reject: Rejected) -> str:
    """Return the start of a record on one line; of a bug the last line of its traceback."""
    record = reject.record.strip()
    shown = record.splitlines()[-1:] if reject.code in (BUG, GRAPH_BUG) else record.split()
    text = " ".join(shown)
    return text if len(text) <= _SNIPPET else f"{text[: _SNIPPET - 1]}…"


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
