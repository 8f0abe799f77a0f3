"""Options that several commands share."""

__all__ = [
    "DEFAULT_STORE", "Encoding", "Format", "InputFormat", "Inputs", "MaxMemory", "MaxRejects", "Model",
    "OutputFile", "Pipeline", "Store", "Timeout", "Titles", "TrustQueries", "Workers", "language", "limits", "parameters",
]  # fmt: skip

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kg.cli import completion
from kg.errors import UsageError, unknown_name
from kg.pipeline import MOST_WORKERS

if TYPE_CHECKING:
    from kg.query.process import Limits

DEFAULT_STORE = Path("graph.kg")


def _folder(value: str | Path) -> Path:
    text = str(value)  # the default is already a Path
    if not text.strip() or "\0" in text:
        raise UsageError("--store and KG_STORE need a folder, such as graph.kg")
    return Path(text)


Store = Annotated[
    Path,
    typer.Option(
        "--store", metavar="DIR", envvar="KG_STORE", parser=_folder, help="The folder of the graph."
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="F",
        autocompletion=completion.formats,
        help="jsonl, csv, table or parquet; table on a terminal, otherwise jsonl.",
    ),
]
OutputFile = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file instead of stdout, completely or not at all.",
    ),
]
Inputs = Annotated[
    list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for stdin.", show_default=False)
]
InputFormat = Annotated[
    str | None,
    typer.Option("--format", "-f", metavar="F", help="Input format; detected from the content by default."),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="Encoding of text that is not UTF-8, such as latin-1 or gbk."
    ),
]
Titles = Annotated[
    bool,
    typer.Option(
        "--titles", help="Keep records without an abstract; nothing is extracted from a title alone."
    ),
]
Workers = Annotated[
    int,
    typer.Option(
        "--workers", "-w", min=1, max=MOST_WORKERS, help="Number of processes that extract in parallel."
    ),
]
MaxRejects = Annotated[
    int | None,
    typer.Option(
        "--max-rejects", metavar="N", min=0, help="Stop when more than this many records are rejected."
    ),
]
Pipeline = Annotated[
    str | None,
    typer.Option(
        "--pipeline", metavar="NAME", help="Another spaCy pipeline: a package name, folder or .cfg file."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="accurate (the default), or fast: without the encoder, eight times as fast.",
    ),
]
Timeout = Annotated[
    float,
    typer.Option(
        "--timeout", metavar="SECONDS", min=0, max=1e6, help="Stop a query after this time; 0 means no limit."
    ),
]
MaxMemory = Annotated[
    str, typer.Option("--max-memory", metavar="SIZE", help="Memory limit of a query, such as 500M or 4G.")
]
TrustQueries = Annotated[
    bool,
    typer.Option(
        "--trust-queries",
        help="Run any query, even where this system cannot bar it from files and the network.",
    ),
]
SECONDS, MEMORY = 60.0, "2G"
_LEAST_MEMORY = 1 << 27  # bytes; the databases do not open with less


def limits(timeout: float, memory: str, rows: int | None) -> "Limits":
    """Return the limits of a query; UsageError if the memory is not a size or too small."""
    from kg.query.process import Limits

    match = re.fullmatch(r"(\d{1,9})([MG])B?", memory.strip(), re.I)
    size = int(match[1]) << (20 if match[2].upper() == "M" else 30) if match else 0
    if size < _LEAST_MEMORY:
        raise UsageError(
            f"--max-memory needs a size of at least {_LEAST_MEMORY >> 20}M, "
            f"such as 500M or 4G, not {memory!r}"
        )
    return Limits(timeout or None, size, rows)


def parameters(pairs: list[str]) -> dict[str, Any]:
    """Return {name: value} of `name=text` and `name:=JSON` options; UsageError for any other form."""
    values = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        typed, name = name.endswith(":"), name.removesuffix(":").strip()
        if not equals or not name:
            raise UsageError(f"--param needs name=text or name:=JSON, not {pair!r}")
        values[name] = _json(name, value) if typed else value
    return values


def _json(name: str, text: str) -> Any:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not a JSON number")

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        example = '7, true, null or ["a", "b"]'
        raise UsageError(
            f"--param {name}:= needs JSON, such as {example}, not {text!r:.80}; for text: {name}=…"
        ) from None


def language(model: str | None, pipeline: str | None) -> str | None:
    """Return the spaCy pipeline that two options name together; UsageError where both do, or the model is unknown."""
    from kg.extract.language import MODELS

    if model is not None and pipeline is not None:
        raise UsageError("--model names a model of kg's own pipeline: give it or --pipeline")
    if model is not None and model not in MODELS:
        raise unknown_name("model", model, MODELS)
    return model or pipeline
