"""DataCite metadata as JSON, single records or responses of the API: https://support.datacite.org/docs/api-get-doi."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, is_english, with_subtitle, year
from kg.read.objects import keys, read_objects

_LATER = ("Subtitle", "AlternativeTitle", "Other")  # kinds of titles that come after the others


class _Title(Struct):
    title: str | None = None
    title_type: str | None = field(name="titleType", default=None)
    lang: str | None = None


class _Description(Struct, rename="camel"):
    description: str | None = None
    description_type: str | None = None
    lang: str | None = None


class _Metadata(Struct, rename="camel"):
    doi: str | None = None
    titles: list[_Title] | None = None
    descriptions: list[_Description] | None = None
    publication_year: int | str | None = None
    language: str | None = None
    url: str | None = None


class _Record(_Metadata):
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
    titles = sorted(
        value.titles or (), key=lambda item: (not is_english(item.lang), item.title_type in _LATER)
    )
    title = next((item for item in titles if item.title), _Title())
    subtitle = next((item.title for item in titles if item.title and item.title_type == "Subtitle"), "")
    descriptions = sorted(
        value.descriptions or (),
        key=lambda item: (item.description_type != "Abstract", not is_english(item.lang)),
    )
    abstract = next(
        (item for item in descriptions if item.description and item.description_type in ("Abstract", None)),
        _Description(),
    )
    return Entry(
        markup(with_subtitle(title.title or "", subtitle)),
        markup(abstract.description or ""),
        (identity.doi(value.doi),),
        year(str(value.publication_year)),
        value.url,
        language=abstract.lang or title.lang or value.language,
    )
