"""The formats of rows, graphs and files, and the file endings that name them."""

__all__ = ["FORMATS", "graph_format", "output_format", "refuse_other_ending"]

import sys
from collections.abc import Collection
from pathlib import Path

from kg.errors import UsageError, unknown_name

FORMATS = ("jsonl", "csv", "table", "parquet")
_OF_ROWS = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".table": "table", ".parquet": "parquet"}
# Endings that plainly say what is in a file. Others, such as .json or .txt, suit several formats.
_ENDINGS = {
    **_OF_ROWS,
    **{
        ending: form
        for form, endings in {
            "nquads": ".nq .nquads",
            "trig": ".trig",
            "turtle": ".ttl .turtle",
            "jsonld": ".jsonld",
            "graphml": ".graphml",
            "bibtex": ".bib .bibtex",
            "cypher": ".cypher .cql",
            "ntriples": ".nt .ntriples",
            "rdfxml": ".rdf",
            "Excel": ".xls .xlsx",
            "OpenDocument": ".ods",
            "TSV": ".tsv",
            "html": ".html .htm",
            "PDF": ".pdf",
            "gzip": ".gz",
            "Zstandard": ".zst",
            "zip": ".zip",
        }.items()
        for ending in endings.split()
    },
}


def output_format(form: str | None, path: Path | None) -> str:
    """Return the format for rows: as requested, by file ending, table on a terminal, or jsonl.

    Raises UsageError for an unknown format or ending, and for an ending that plainly means another format.
    """
    if form is not None:
        return _as_asked(form, FORMATS, path)
    if path is None:
        return "table" if sys.stdout.isatty() else "jsonl"
    ending = path.suffix.lower()
    if ending and ending not in _OF_ROWS:
        known = " ".join(_OF_ROWS)
        raise UsageError(
            f"cannot tell the format of {path} from its ending; known: {known}; or give --format"
        )
    return _OF_ROWS.get(ending, "jsonl")


def graph_format(form: str | None, path: Path | None) -> str:
    """Return the format for the triples of a query: as requested, by file ending, or turtle. Raises UsageError as `output_format`."""
    from kg.rdf import GRAPH_FORMS

    if form is not None:
        return _as_asked(form, GRAPH_FORMS, path)
    ending = "" if path is None else path.suffix.lower()
    meant = _ENDINGS.get(ending, "") if ending else "turtle"
    if meant not in GRAPH_FORMS:
        known = " ".join(one for one, other in _ENDINGS.items() if other in GRAPH_FORMS)
        raise UsageError(f"cannot write a graph to {path} by its ending; known: {known}; or give --format")
    return meant


def _as_asked(form: str, known: Collection[str], path: Path | None) -> str:
    """Return a format that is known, and that the ending of the file does not contradict."""
    if form not in known:
        raise unknown_name("format", form, known)
    if path is not None:
        refuse_other_ending(form, path)
    return form


def refuse_other_ending(form: str, path: Path, *, compressed: bool = False) -> None:
    """Raise UsageError if the ending of a file plainly means another format, where this one has an ending.

    Where files may be `compressed`, the ending before .gz or .zst counts.
    """
    if compressed and path.suffix.lower() in (".gz", ".zst"):
        path = path.with_suffix("")
    meant = _ENDINGS.get(path.suffix.lower(), form)
    usual = [ending for ending, other in _ENDINGS.items() if other == form]
    if usual and meant != form:
        raise UsageError(f"{path} has the ending of {meant}, not of {form}, which has {' or '.join(usual)}")
