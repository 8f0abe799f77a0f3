"""arXiv's metadata as JSON lines: the whole snapshot, and day files with the fields of the API."""

__all__ = ["FIELDS", "read", "sniff", "year_of"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct, field

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.entry import Entry
from kg.read.hyphens import unbroken
from kg.read.metadata.authors import authors
from kg.read.metadata.dates import iso
from kg.read.metadata.people import people, person
from kg.read.metadata.values import text, texts
from kg.read.objects import keys, read_objects

FIELDS = frozenset({"authors", "venue", "date", "keywords", "pdf"})
_MONTH = re.compile(r"arxiv:(?:[a-z.-]+/)?(\d\d)(0[1-9]|1[0-2])")
_BRACKET = re.compile(r"([()])")
_FIRST = 91  # arXiv began in 1991, so two digits imply the century

_FIVE_DIGITS = 1501  # from this month on, the numbers have five digits


class _Paper(Struct, gc=False):
    id: str | float | None = None
    entry_id: str | None = None  # of the package arxiv.py
    title: str | None = None
    abstract: str | None = None
    summary: str | None = None
    doi: str | None = None
    authors: Any = None
    authors_parsed: Any = None
    journal_ref: Any = None
    journal_reference: Any = field(default=None, name="journal-ref")
    categories: Any = None
    versions: Any = None
    published: Any = None
    update_date: Any = None
    pdf_url: Any = None
    pdf: Any = None


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
        metadata=_metadata(value, own),
    )


def _metadata(value: _Paper, own: str | None) -> Metadata:
    categories = value.categories.split() if isinstance(value.categories, str) else texts(value.categories)
    return Metadata(
        authors=_parsed(value.authors_parsed) or _written_out(value.authors),
        venue=text(value.journal_reference) or text(value.journal_ref),
        date=_date(value, own),
        keywords=tuple(categories),
        pdf=text(value.pdf_url) or text(value.pdf),
    )


def _parsed(value: Any) -> tuple[Author, ...]:
    """Return the authors of a list of [family, given, suffix, affiliations …]."""
    rows = (row for row in value if isinstance(row, list)) if isinstance(value, list) else ()
    parts = ([part if isinstance(part, str) else "" for part in (*row, "", "", "")] for row in rows)
    # arXiv parts "C.-P. Yuan" into "C. -P." and "Yuan"
    found = (
        person(None, family=family, given=given.replace(". -", ".-"), suffix=suffix)
        for family, given, suffix, *_ in parts
    )
    return tuple(author for author in found if author is not None)


def _written_out(value: Any) -> tuple[Author, ...]:
    """Return the authors of one text without their affiliations, which stand in brackets, or of a list."""
    return people(_unbracketed(value)) if isinstance(value, str) else authors(value)


def _unbracketed(text: str) -> str:
    depth = 0
    kept: list[str] = []
    for piece in _BRACKET.split(text):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(depth - 1, 0)
        elif not depth:
            kept.append(piece)
    return "".join(kept)


def _date(value: _Paper, own: str | None) -> str | None:
    """Return the date of the first version, if it is of the year that the id tells.

    The day of the last change counts only in the month of the id, as it else dates a later version.
    """
    first = value.versions[0] if isinstance(value.versions, list) and value.versions else None
    date = iso(text(first.get("created") if isinstance(first, dict) else None) or text(value.published))
    if date is None and (month := _MONTH.match(own or "")):
        date = iso(text(value.update_date))
        date = date if date and date[2:7].replace("-", "") == month[1] + month[2] else None
    return date if date and date.startswith(str(year_of(own) or "")) else None
