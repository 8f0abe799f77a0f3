"""CSL JSON (citeproc), as Zotero and pandoc write it: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html."""

__all__ = ["Date", "read", "sniff", "year_of"]

import re
from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, year
from kg.read.objects import keys, read_objects

_ONLY_HERE = frozenset(
    (
        "container-title",
        "citation-key",
        "issued",
        "DOI",
        "URL",
        "accessed",
        "event-place",
        "publisher-place",
        "title-short",
    )
)

_EPRINT = re.compile(r"^(?:tex\.)?eprint\s*:\s*(\S+)\s*$", re.MULTILINE | re.IGNORECASE)  # of Better BibTeX


class Date(Struct, rename="kebab"):
    """A date in parts, or as someone wrote it."""

    date_parts: list[list[int | str | None]] | None = None
    year: int | str | None = None
    raw: str | int | None = None
    literal: str | int | None = None


class _Item(Struct):
    title: str | None = None
    abstract: str | None = None
    doi: str | None = field(name="DOI", default=None)
    url: str | None = field(name="URL", default=None)
    pmid: str | int | None = field(name="PMID", default=None)
    pmcid: str | int | None = field(name="PMCID", default=None)
    number: str | int | None = None
    note: str | None = None
    publisher: str | None = None
    archive: str | None = None
    archive_location: str | None = None
    issued: Date | str | int | None = None
    language: str | None = None


def sniff(head: str) -> bool:
    """Return whether the records have a type and fields that only CSL has."""
    names = keys(head)
    if "itemType" in names:  # Zotero's own JSON
        return False
    return "title" in names and ("issued" in names or ("type" in names and not names.isdisjoint(_ONLY_HERE)))


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every item."""
    return read_objects(stream, source, _Item, _entry, ("items",))


def _entry(item: _Item) -> Entry:
    in_arxiv = (item.archive or "").strip().casefold() == "arxiv"
    ids = (
        identity.doi(item.doi),
        identity.address(item.url) or identity.arxiv(item.url),
        *map(identity.arxiv_in, (str(item.number or ""), item.note, item.publisher)),
        *map(identity.arxiv, _EPRINT.findall(item.note or "")),
        *(map(identity.arxiv, (str(item.number or ""), item.archive_location)) if in_arxiv else ()),
        identity.number("pmid", item.pmid),
        identity.number("pmc", item.pmcid),
        *identity.noted(item.note),
    )
    return Entry(
        markup(item.title or ""), markup(item.abstract or ""), ids, year_of(item.issued), item.url,
        metadata=Metadata(language=item.language),
    )  # fmt: skip


def year_of(date: Date | str | int | None) -> int | None:
    """Return the year of a date; one may have parts that are empty, and the date as text."""
    if not isinstance(date, Date):
        return year(str(date))
    parts = date.date_parts[0][:1] if date.date_parts else []
    return next(filter(None, (year(str(part)) for part in (*parts, date.year, date.raw, date.literal))), None)
