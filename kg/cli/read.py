"""`kg read`: papers as JSONL."""

__all__ = ["read", "write_line"]

import json
import sys
from typing import Any

import typer

from kg.cli.options import InputFormat, Inputs
from kg.cli.output import current
from kg.model import Rejected


def write_line(line: str) -> None:
    """Write one line to stdout."""
    sys.stdout.write(line + "\n")


def read(paths: Inputs, input_format: InputFormat = None) -> None:
    """Print the papers of files as JSONL, each with the places that it was read from.

    Example:  kg read pages/ > papers.jsonl
    """
    from kg.read import paper_to_json, read_papers

    rejected = 0
    for count, item in enumerate(read_papers(paths, format=input_format), start=1):
        if isinstance(item, Rejected):
            rejected += 1
            tell(item)
        else:
            value: dict[str, Any] = paper_to_json(item)
            write_line(json.dumps(value, ensure_ascii=False))
        current().progress("read", count, None)
    if rejected:
        raise typer.Exit(1)


def tell(item: Rejected) -> None:
    """Print a rejected record as one line on stderr."""
    current().note(f"rejected {item.source}: {item.reason}", source=item.source, code=item.code, reason=item.reason)
