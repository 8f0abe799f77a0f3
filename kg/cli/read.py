"""`kg read`: papers as JSONL."""

__all__ = ["Told", "read", "write_line"]

import json
import sys
from collections import Counter
from typing import Any

import typer

from kg.bugs import Bugs
from kg.cli.options import Encoding, InputFormat, Inputs
from kg.cli.output import current, note_bugs
from kg.model import Rejected

_SHOWN = 10  # rejected records of one kind


def write_line(line: str) -> None:
    """Write one line to stdout."""
    sys.stdout.write(line + "\n")


def read(paths: Inputs, input_format: InputFormat = None, encoding: Encoding = None) -> None:
    """Print the papers of files as JSONL: each with the places that it was read from.

    Example:  kg read pages/ > papers.jsonl
    """
    from kg.read import paper_to_json, read_papers

    told = Told()
    for count, item in enumerate(read_papers(paths, format=input_format, encoding=encoding), start=1):
        if isinstance(item, Rejected):
            told.add(item)
        else:
            value: dict[str, Any] = paper_to_json(item)
            write_line(json.dumps(value, ensure_ascii=False))
        current().progress("read", count, None)
    told.end()


class Told:
    """Tells on stderr what was rejected, a line each, and of many of one kind (with --verbose too) how many more there were."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._bugs = Bugs()

    def add(self, item: Rejected) -> None:
        """Count a rejected record, and tell it if it is among the first of its kind."""
        self._counts[item.code] += 1
        self._bugs.add(item)
        if self._counts[item.code] <= _SHOWN or current().verbose or current().log_format == "json":
            facts = {"source": item.source, "offset": item.offset, "code": item.code, "reason": item.reason}
            current().note(f"rejected {item.source}: {item.reason}", **facts)

    def end(self, through: int = 1) -> None:
        """Tell what was left out, and end the command with an exit code if there was any; so many came `through`."""
        for code, count in sorted(self._counts.items()):
            if count > _SHOWN and not current().verbose:
                current().note(f"rejected {count} in all with code {code}; --verbose tells each", code=code, count=count)
        note_bugs(self._bugs)
        if self._counts:
            raise typer.Exit(self._bugs.exit_code(through))
