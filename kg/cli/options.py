"""Options that several commands share, declared once."""

__all__ = [
    "DEFAULT_STORE", "Encoding", "Format", "InputFormat", "Inputs", "MaxMemory", "MaxRejects", "OutputFile", "Pipeline", "Store",
    "Timeout", "TrustQueries", "Workers", "limits", "parameters",
]  # fmt: skip

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.errors import UsageError
from kg.pipeline import MOST_WORKERS

if TYPE_CHECKING:
    from kg.query.process import Limits

DEFAULT_STORE = Path("graph.kg")


def _folder(given: str | Path) -> Path:
    text = str(given)  # a default comes as it is
    if not text.strip() or "\0" in text:
        raise UsageError("--store wants a folder, such as graph.kg; KG_STORE too")
    return Path(text)


Store = Annotated[
    Path,
    typer.Option("--store", metavar="DIR", envvar="KG_STORE", parser=_folder, help="The folder of the graph."),
]
Format = Annotated[
    str | None, typer.Option("--format", "-f", metavar="F", help="jsonl, csv, table or parquet (a table on a terminal, else jsonl).")
]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write here, whole or not at all, and not to stdout.")
]
Inputs = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for stdin.", show_default=False)]
InputFormat = Annotated[
    str | None, typer.Option("--format", "-f", metavar="F", help="The input's format, when it should not be told from its content.")
]
Encoding = Annotated[
    str | None, typer.Option("--encoding", metavar="NAME", help="The encoding of text that is not UTF-8, such as latin-1 or gbk.")
]
Workers = Annotated[int, typer.Option("--workers", "-w", min=1, max=MOST_WORKERS, help="Processes that extract side by side.")]
MaxRejects = Annotated[int | None, typer.Option("--max-rejects", metavar="N", min=0, help="Stop when more records than this are refused.")]
Pipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help="Another spaCy pipeline, by name, folder or .cfg file.")]
Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", min=0, max=1e6, help="Stop a query after this time; 0: never.")]
MaxMemory = Annotated[str, typer.Option("--max-memory", metavar="SIZE", help="Memory that a query may take, such as 500M or 4G.")]
TrustQueries = Annotated[
    bool, typer.Option("--trust-queries", help="Run any query even where this system cannot keep it from files and network.")
]
SECONDS, MEMORY = 60.0, "2G"
_LEAST_MEMORY = 1 << 27  # bytes, below which the databases do not open


def limits(timeout: float, memory: str, rows: int | None) -> "Limits":
    """Return the limits of a query; UsageError for a size that is none or too small."""
    from kg.query.process import Limits

    found = re.fullmatch(r"(\d{1,9})([MG])B?", memory.strip(), re.I)
    size = int(found[1]) << (20 if found[2].upper() == "M" else 30) if found else 0
    if size < _LEAST_MEMORY:
        raise UsageError(f"--max-memory wants a size from {_LEAST_MEMORY >> 20}M on, such as 500M or 4G, not {memory!r}")
    return Limits(timeout or None, size, rows)


def parameters(pairs: list[str]) -> dict[str, Any]:
    """Return {name: value} of `name=text` and `name:=JSON` options; UsageError for one that is neither."""
    found = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        typed, name = name.endswith(":"), name.removesuffix(":").strip()
        if not equals or not name:
            raise UsageError(f"--param wants name=text or name:=JSON, not {pair!r}")
        found[name] = _json(name, value) if typed else value
    return found


def _json(name: str, text: str) -> Any:
    def none(constant: str) -> None:
        raise ValueError(f"{constant} is none of JSON's numbers")

    try:
        return json.loads(text, parse_constant=none)
    except (ValueError, RecursionError):
        raise UsageError(f'--param {name}:= wants JSON, such as 7, true, null or ["a", "b"], not {text!r:.80}; text is {name}=…') from None
