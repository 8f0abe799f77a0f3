"""CSL JSON (citeproc), as Zotero and pandoc write it: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html."""

__all__ = ["FIELDS", "Date", "date_of", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct, field

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry
from kg.read.lenient import Several
from kg.read.metadata.authors import authors
from kg.read.metadata.dates import dated, iso_of_parts
from kg.read.metadata.people import person
from kg.read.metadata.values import keywords, text, texts
from kg.read.objects import keys, read_objects

FIELDS = frozenset("authors venue date keys keywords language type".split())

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

_KEY = re.compile(r"^citation key\s*:\s*(\S+)\s*$", re.MULTILINE | re.IGNORECASE)  # of Better BibTeX
_NO_KEY = re.compile(
    r"\s*(?:\w+://|\d+/?\w*\s*$|ITEM-\d+\s*$)"
)  # an address, a number, one of Zotero or Mendeley
_EPRINT = re.compile(r"^(?:tex\.)?eprint\s*:\s*(\S+)\s*$", re.MULTILINE | re.IGNORECASE)  # of Better BibTeX


class Date(Struct, rename="kebab", gc=False):
    """A date in parts, or as someone wrote it."""

    date_parts: list[list[int | str | None]] | None = None
    year: int | str | None = None
    month: int | str | None = None
    day: int | str | None = None
    raw: str | int | None = None
    literal: str | int | None = None


class _Name(Struct, rename="kebab", gc=False):
    family: Any = None
    given: Any = None
    non_dropping_particle: Any = None
    dropping_particle: Any = None
    suffix: Any = None
    literal: Any = None
    name: Any = None
    orcid: Any = field(name="ORCID", default=None)


class _Item(Struct, gc=False):
    id: Any = None
    type: Any = None
    citation_key: Any = field(name="citation-key", default=None)
    author: Several[_Name] = None
    container_title: Any = field(name="container-title", default=None)
    event_title: Any = field(name="event-title", default=None)
    event: Any = None
    collection_title: Any = field(name="collection-title", default=None)
    keyword: Any = None
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
    when = date_of(item.issued)
    places = (item.container_title, item.event_title, item.event, item.collection_title)
    metadata = Metadata(
        authors=authors(item.author, _Name, _author),
        venue=next(filter(None, map(text, places)), None),
        date=when,
        keys=tuple(_keys(item)),
        keywords=keywords(item.keyword),
        language=item.language,
        type=text(item.type),
    )
    return Entry(
        markup(item.title or ""),
        markup(item.abstract or ""),
        ids,
        int(when[:4]) if when else None,
        item.url,
        metadata=metadata,
    )


def _author(name: _Name) -> Author | None:
    """Return an author, whose particles go with the part that they stand beside in the name in order."""
    family = " ".join((*texts(name.non_dropping_particle), *texts(name.family)))
    given = " ".join((*texts(name.given), *texts(name.dropping_particle)))
    whole = text(name.literal) or text(name.name) or ""
    number, suffix = text(name.orcid), text(name.suffix)
    if not family and "," not in whole:
        return person(given, family=whole, orcid=number)
    return person(whole or given, family=family, given=given, suffix=suffix, orcid=number)


def _keys(item: _Item) -> Iterator[str]:
    """Yield the citation keys: that of the field, those in a note, or else the id that a person or program gave."""
    own = [*texts(item.citation_key), *_KEY.findall(item.note or "")]
    yield from own or (id for id in texts(item.id) if not _NO_KEY.match(id) and not identity.doi(id))


def date_of(date: Date | str | int | None) -> str | None:
    """Return a date in ISO 8601; one may have parts that are empty, and the date as text."""
    if not isinstance(date, Date):
        return dated(date)
    parts = date.date_parts[0] if date.date_parts else []
    beside = (date.year, date.month, date.day)
    written = (*parts[:1], date.year, date.raw, date.literal)
    return iso_of_parts(parts) or iso_of_parts(beside) or next(filter(None, map(dated, written)), None)
