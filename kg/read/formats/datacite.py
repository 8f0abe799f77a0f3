"""DataCite metadata as JSON, single records or responses of the API: https://support.datacite.org/docs/api-get-doi."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import BinaryIO, TypeVar

from msgspec import Struct, field

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, is_english, with_subtitle, year
from kg.read.objects import keys, read_objects

_T = TypeVar("_T")
_LATER = ("Subtitle", "AlternativeTitle", "Other")  # kinds of titles that come after the others


class _Title(Struct):
    title: str | None = None
    title_type: str | None = field(name="titleType", default=None)
    lang: str | None = None


class _Description(Struct, rename="camel"):
    description: str | list[str] | None = None
    description_type: str | None = None
    lang: str | None = None


class _Identifier(Struct, rename="camel"):
    identifier: str | None = None
    identifier_type: str | None = None


class _When(Struct, rename="camel"):
    date: str | int | None = None
    date_type: str | None = None


class _Metadata(Struct, rename="camel"):
    doi: str | None = None
    titles: list[_Title | str | None] | str | None = None
    descriptions: list[_Description | str | None] | str | None = None
    identifiers: list[_Identifier] | None = None
    dates: list[_When] | None = None
    publication_year: int | str | None = None
    language: str | None = None
    url: str | None = None


class _Record(_Metadata):
    id: str | int | None = None
    attributes: _Metadata | None = None
    data: "_Record | None" = field(default=None)


def sniff(head: str) -> bool:
    """Return whether the records have titles and descriptions in DataCite's schema."""
    return {"titles", "title"} <= keys(head) and not keys(head).isdisjoint(
        ("descriptions", "publicationYear", "relatedIdentifiers")
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record, including datasets and software."""
    return read_objects(stream, source, _Record, _entry, ("data",))


def _entry(record: _Record) -> Entry:
    outer = record.data or record
    value = outer.attributes or outer
    titles = [item if isinstance(item, _Title) else _Title(item) for item in _listed(value.titles)]
    titles.sort(key=lambda item: (not is_english(item.lang), item.title_type in _LATER))
    first = next((item for item in titles if item.title), _Title())
    languages = {first.lang, None} if first.lang else {item.lang for item in titles}
    subtitle = next(
        (item.title for item in titles if item.title_type == "Subtitle" and item.lang in languages), ""
    )
    descriptions = [
        item if isinstance(item, _Description) else _Description(item) for item in _listed(value.descriptions)
    ]
    descriptions.sort(key=lambda item: (item.description_type is None, not is_english(item.lang)))
    abstract = next(
        (
            item
            for item in descriptions
            if item.description and (item.description_type or "abstract").casefold() == "abstract"
        ),
        _Description(),
    )
    written = abstract.description
    dois = (
        value.doi,
        *(item.identifier for item in value.identifiers or () if item.identifier_type == "DOI"),
        str(outer.id),
    )
    issued = [str(item.date) for item in value.dates or () if item.date_type == "Issued"]
    return Entry(
        markup(with_subtitle(first.title or "", subtitle or "")),
        markup(" ".join(written) if isinstance(written, list) else written or ""),
        (next(filter(None, map(identity.doi, dois)), None),),
        year(str(value.publication_year)) or next(filter(None, map(year, issued)), None),
        value.url,
        metadata=Metadata(language=abstract.lang or first.lang or value.language),
    )


def _listed(value: list[_T | str | None] | str | None) -> list[_T | str]:
    return [value] if isinstance(value, str) else [item for item in value or () if item is not None]
