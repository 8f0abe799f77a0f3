"""DataCite metadata as JSON, single records or responses of the API: https://support.datacite.org/docs/api-get-doi."""

__all__ = ["FIELDS", "read", "sniff"]

from collections.abc import Iterator
from typing import Any, BinaryIO, TypeVar

from msgspec import Struct, field

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, is_english, with_subtitle, year
from kg.read.lenient import Several, structs
from kg.read.metadata.authors import authors
from kg.read.metadata.dates import agreeing, iso
from kg.read.metadata.people import orcid, person
from kg.read.metadata.values import count, pdf, text, texts
from kg.read.objects import keys, read_objects

FIELDS = frozenset("authors venue date keywords language type pdf citations references".split())

_T = TypeVar("_T")
_CITING = ("Cites", "References")
_DERIVED = ("mesh", "medical subject headings", "fields of science")
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


class _NameIdentifier(Struct, rename="camel"):
    name_identifier: Any = None


class _Name(Struct, rename="camel"):
    name: Any = None
    name_type: Any = None
    family_name: Any = None
    given_name: Any = None
    name_identifiers: Several[_NameIdentifier] = None
    id: Any = None


class _Subject(Struct, rename="camel"):
    subject: Any = None
    subject_scheme: Any = None


class _Types(Struct, rename="camel"):
    resource_type_general: Any = None
    resource_type: Any = None


class _Container(Struct):
    title: Any = None
    type: Any = None


class _Item(Struct, rename="camel"):
    relation_type: Any = None
    titles: Several[_Title] = None


class _Related(Struct, rename="camel"):
    related_identifier: Any = None
    related_identifier_type: Any = None
    relation_type: Any = None


class _Metadata(Struct, rename="camel"):
    doi: str | None = None
    titles: list[_Title | str | None] | str | None = None
    descriptions: list[_Description | str | None] | str | None = None
    identifiers: list[_Identifier] | None = None
    dates: list[_When] | None = None
    publication_year: int | str | None = None
    language: str | None = None
    url: str | None = None
    creators: Several[_Name] = None
    container: Several[_Container] = None
    related_items: Several[_Item] = None
    subjects: Several[_Subject] = None
    types: Several[_Types] = None
    citation_count: Any = None
    related_identifiers: Several[_Related] = None
    content_url: Any = None


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
    when = year(str(value.publication_year)) or next(filter(None, map(year, issued)), None)
    return Entry(
        markup(with_subtitle(first.title or "", subtitle or "")),
        markup(" ".join(written) if isinstance(written, list) else written or ""),
        (next(filter(None, map(identity.doi, dois)), None),),
        when,
        value.url,
        metadata=_metadata(
            value, agreeing(when, *map(iso, issued)), abstract.lang or first.lang or value.language
        ),
    )


def _metadata(value: _Metadata, when: str | None, language: str | None) -> Metadata:
    kinds = [
        kind
        for types in structs(value.types, _Types)
        for kind in (types.resource_type_general, types.resource_type)
    ]
    places = [
        title
        for container in structs(value.container, _Container)
        if container.type != "DataRepository"
        for title in texts(container.title)
    ]
    places += [
        title.title
        for item in structs(value.related_items, _Item)
        if item.relation_type == "IsPublishedIn"
        for title in structs(item.titles, _Title)
        if title.title
    ]
    cited = (
        _reference(one)
        for one in structs(value.related_identifiers, _Related)
        if one.relation_type in _CITING
    )
    return Metadata(
        authors=authors(value.creators, _Name, _author),
        venue=next(filter(None, places), None),
        date=when,
        keywords=tuple(_keywords(value.subjects)),
        language=language,
        type=text(kinds),
        pdf=pdf(*texts(value.content_url)),
        citations=count(value.citation_count),
        references=tuple(filter(None, cited)),
    )


def _author(name: _Name) -> Author | None:
    numbers = [
        text for one in structs(name.name_identifiers, _NameIdentifier) for text in texts(one.name_identifier)
    ]
    number = next(filter(None, map(orcid, (*numbers, *texts(name.id)))), None)
    whole, family, given = map(text, (name.name, name.family_name, name.given_name))
    if name.name_type == "Organizational":
        return person(None, family=whole, orcid=number)
    return person(whole, family=family, given=given, orcid=number)


def _keywords(value: Several[_Subject]) -> Iterator[str]:
    """Yield the subjects but those of MeSH, and the fields of science that DataCite derives from other subjects."""
    yield from texts(value)
    for subject in structs(value, _Subject):
        scheme = " ".join(texts(subject.subject_scheme)).casefold()
        if not scheme.startswith(_DERIVED):
            yield from texts(subject.subject)


def _reference(related: _Related) -> str | None:
    told = text(related.related_identifier)
    read = {"doi": identity.doi, "arxiv": identity.arxiv}.get(str(related.related_identifier_type).casefold())
    return read(told) if read else None


def _listed(value: list[_T | str | None] | str | None) -> list[_T | str]:
    return [value] if isinstance(value, str) else [item for item in value or () if item is not None]
