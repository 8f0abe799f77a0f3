"""`kg rejects` and `kg retry`: records that could not be used."""

__all__ = ["rejects", "retry"]

import re
from collections.abc import Iterator, Sequence

import typer
from rich.cells import cell_len

from kg.bugs import BUG, GRAPH_BUG
from kg.cli.layout import Row, Screen, cut, padded, printable
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store, Workers
from kg.cli.output import current, note_bugs, write_rows


def rejects(store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """List the records that could not be used: source, byte offset and reason.

    Code `bug` or `graph-bug` marks a paper that hit a bug in kg or a component; its record is the traceback.

    Example:  kg rejects --format csv
    """
    from kg.evidence.database import EvidenceDatabase

    with EvidenceDatabase.existing(store) as evidence:
        rejects = sorted(evidence.rejects.all(), key=lambda r: (_natural(r.source), r.code, r.reason))
    rows = [(r.source, r.offset, r.code, r.reason, r.record) for r in rejects]
    write_rows(("source", "offset", "code", "reason", "record"), rows, form, path, layout=_by_reason)


def _natural(source: str) -> list[tuple[int, str]]:
    """Return a key that sorts record 9 of a file before record 10."""
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", source)]


def _by_reason(_: Sequence[str], rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Yield each reason, the commonest first, and below it the sources, each with the start of its record."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for source, _offset, code, reason, record in rows:
        groups.setdefault((code, reason), []).append((printable(source), _start(code, record)))
    for number, ((code, reason), found) in enumerate(
        sorted(groups.items(), key=lambda group: -len(group[1]))
    ):
        if number:
            yield ""
        for line in screen.lines(f"{printable(code)}: {printable(reason)} ({len(found)})", 0, 2):
            yield screen.strong(line)
        size = max(cell_len(source) for source, _ in found)
        for source, record in found:
            if size <= screen.width // 3:
                yield f"  {padded(source, size)}  {cut(record, screen.width - size - 4)}".rstrip(" ")
            else:
                yield from screen.lines(source, 2, 4)
                if record:
                    yield f"    {cut(record, screen.width - 4)}"


def _start(code: str, record: str) -> str:
    """Return a record on one line; of a bug the last line of its traceback."""
    lines = record.strip().splitlines()[-1:] if code in (BUG, GRAPH_BUG) else record.split()
    return printable(" ".join(lines))


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
