"""arXiv's metadata as JSON lines: the whole snapshot, and day files with the fields of the API."""

__all__ = ["read", "sniff", "year_of"]

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.entry import Entry
from kg.read.hyphens import unbroken
from kg.read.objects import keys, read_objects

_MONTH = re.compile(r"arxiv:(?:[a-z.-]+/)?(\d\d)(?:0[1-9]|1[0-2])")
_FIRST = 91  # arXiv began in 1991, so two digits imply the century

_FIVE_DIGITS = 1501  # from this month on, the numbers have five digits


class _Paper(Struct):
    id: str | float | None = None
    entry_id: str | None = None  # of the package arxiv.py
    title: str | None = None
    abstract: str | None = None
    summary: str | None = None
    doi: str | None = None


def sniff(head: str) -> bool:
    """Return whether the records have arXiv's categories and versions, or arXiv's URLs."""
    names = keys(head)
    return "categories" in names and (
        not names.isdisjoint(("versions", "update_date", "submitter"))
        or {"abs", "summary"} <= names
        or {"entry_id", "summary"} <= names
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every paper."""
    return read_objects(stream, source, _Paper, _entry)


def year_of(id: str | None) -> int | None:
    """Return the year of an arXiv id (`arxiv:2505.01234`), which is that of the first version."""
    match = _MONTH.match(id or "")
    return (1900 if int(match[1]) >= _FIRST else 2000) + int(match[1]) if match else None


def _written(id: str | float | None) -> str | None:
    """Return an id with the zeros that are lost where it was taken for a number: 704.001 is 0704.0010."""
    month, point, number = str(id or "").partition(".")
    if not (point and month.isdecimal() and number.isdecimal()):
        return str(id) if id else None
    return f"{month:0>4}.{number:0<{4 if int(month) < _FIVE_DIGITS else 5}}"


def _entry(value: _Paper) -> Entry:
    own = identity.arxiv(_written(value.id or value.entry_id))
    url = f"https://arxiv.org/abs/{own.removeprefix('arxiv:')}" if own else None
    abstract = unbroken(value.abstract or value.summary or "", soft=False)
    return Entry(
        marked_latex(unbroken(value.title or "", soft=False)),
        marked_latex(abstract),
        (own, identity.doi(value.doi)),
        year_of(own),
        url,
    )
