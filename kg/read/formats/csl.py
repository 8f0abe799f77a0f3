"""CSL JSON (citeproc), as Zotero and pandoc write it: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field

from kg.model import Paper, Rejected
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


class _Date(Struct, rename="kebab"):
    date_parts: list[list[int | str | None]] = field(default_factory=list)
    raw: str | None = None
    literal: str | None = None


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
    language: str | None = None
    issued: _Date | str | int | None = None


def sniff(head: str) -> bool:
    """Return whether the records have a type and fields that only CSL has."""
    names = keys(head)
    return {"type", "title"} <= names and not names.isdisjoint(_ONLY_HERE)


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every item."""
    return read_objects(stream, source, _Item, _entry, ("items",))


def _entry(item: _Item) -> Entry:
    ids = (
        identity.doi(item.doi),
        identity.address(item.url),
        *map(identity.arxiv_in, (str(item.number or ""), item.note, item.publisher)),
        identity.number("pmid", item.pmid),
        identity.number("pmc", item.pmcid),
        *identity.noted(item.note),
    )
    return Entry(
        markup(item.title or ""), markup(item.abstract or ""), ids, _year(item.issued), item.url,
        language=item.language,
    )  # fmt: skip


def _year(date: _Date | str | int | None) -> int | None:
    if not isinstance(date, _Date):
        return year(str(date))
    parts = date.date_parts
    return year(str(parts[0][0]) if parts and parts[0] else date.raw or date.literal)
