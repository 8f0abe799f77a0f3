"""`kg read`: papers as JSONL."""

__all__ = ["RejectReport", "counted", "read", "write_line"]

import json
import sys
from collections import Counter
from typing import Any

import typer

from kg.bugs import Bugs
from kg.cli.options import Encoding, InputFormat, Inputs, Titles
from kg.cli.output import current, note_bugs
from kg.model import Rejected

_SHOWN = 10  # rejects of one code


def counted(reasons: Counter[str]) -> str:
    """Return how many rejects have each code, the commonest first: "4 no-abstract, 1 malformed"."""
    return ", ".join(f"{count} {code}" for code, count in reasons.most_common())


def write_line(line: str) -> None:
    """Write one line to stdout."""
    sys.stdout.write(line + "\n")


def read(
    paths: Inputs, input_format: InputFormat = None, encoding: Encoding = None, titles: Titles = False
) -> None:
    """Print the papers in files as JSONL. Each names the records that it was read from.

    Example:  kg read pages/ > papers.jsonl
    """
    from kg.read import paper_to_json, read_papers

    report, good = RejectReport(), 0
    for count, item in enumerate(
        read_papers(paths, format=input_format, encoding=encoding, titles=titles), start=1
    ):
        if isinstance(item, Rejected):
            report.add(item)
        else:
            value: dict[str, Any] = paper_to_json(item)
            write_line(json.dumps(value, ensure_ascii=False))
            good += 1
        current().progress("read", count, None)
    report.end(good)


class RejectReport:
    """Lists rejects on stderr, the first few of each code, and counts the rest.

    --verbose lists all of them.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._bugs = Bugs()
        self._first: Rejected | None = None

    def add(self, item: Rejected) -> None:
        """Count a reject, and print it if it is among the first of its code."""
        self._first = self._first or item
        self._counts[item.code] += 1
        self._bugs.add(item)
        if self._counts[item.code] <= _SHOWN or current().verbose or current().log_format == "json":
            facts = {"source": item.source, "offset": item.offset, "code": item.code, "reason": item.reason}
            current().note(f"rejected {item.source}: {item.reason}", **facts)

    def end(self, succeeded: int) -> None:
        """Print the counts and exit with an error code if there were rejects; `succeeded` papers had none.

        When quiet, one line says how many there were and why.
        """
        for code, count in sorted(self._counts.items()):
            if count > _SHOWN and not current().verbose:
                current().note(
                    f"rejected {count} in all with code {code}; --verbose lists them", code=code, count=count
                )
        note_bugs(self._bugs)
        if self._first and current().quiet:
            total, first = self._counts.total(), self._first
            reasons = counted(self._counts)
            nothing = "" if succeeded else "nothing read: "
            current().warn(f"{nothing}{total} rejected ({reasons}), the first {first.source}: {first.reason}")
        if self._counts:
            raise typer.Exit(self._bugs.exit_code(succeeded))
