"""Crossref works as JSON, from the API or a public data file: https://api.crossref.org/swagger-ui."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct, field

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, is_english, with_subtitle
from kg.read.formats.csl import Date, date_of
from kg.read.lenient import Several, structs
from kg.read.metadata.authors import authors
from kg.read.metadata.people import person
from kg.read.metadata.values import count, pdf, text, texts
from kg.read.objects import keys, read_objects

FIELDS = frozenset("authors venue date keywords language type pdf citations references".split())

_ONLY_HERE = frozenset(
    ("message-type", "is-referenced-by-count", "references-count", "content-domain", "indexed", "deposited")
)

_TITLES = re.compile(r'"title"\s*:\s*(\[)?')
_SPOKEN = re.compile(
    r"""<(?P<tag>(?:jats:)?(?:abstract|sec|p|title))\s[^<>]*?\bxml:lang=["'](?P<lang>[\w-]+)["'][^<>]*>"""
    r"""(?:[^<]|<(?!/?(?P=tag)\b))*+</(?P=tag)>"""
)
_HEADED = re.compile(r"<jats:title>\s*Abstract\s*</jats:title>", re.IGNORECASE)
_FOREIGN = re.compile(  # an abstract of its own under the word for it
    r"<jats:title>\s*(?:R[ée]sum[ée]n?|Resumo|Zusammenfassung|Kurzfassung|Riassunto|Samenvatting|Аннотация|摘要|要旨)\s*</jats:title>"
    r".*?(?=<jats:title>\s*Abstract\s*<|\Z)",
    re.DOTALL | re.IGNORECASE,
)


class _Related(Struct, gc=False):
    id: str = ""


class _Name(Struct, gc=False):
    family: Any = None
    given: Any = None
    name: Any = None
    suffix: Any = None
    orcid: Any = field(name="ORCID", default=None)


class _Event(Struct, gc=False):
    name: Any = None


class _Link(Struct, gc=False):
    url: Any = field(name="URL", default=None)
    type: Any = field(name="content-type", default=None)


class _Reference(Struct, gc=False):
    doi: Any = field(name="DOI", default=None)


class _Work(Struct, rename="kebab", gc=False):
    doi: str | None = field(name="DOI", default=None)
    url: str | None = field(name="URL", default=None)
    title: list[str] | str | None = None
    subtitle: list[str] | str | None = None
    abstract: str | None = None
    issued: Date | str | None = None
    published: Date | str | None = None
    published_online: Date | str | None = None
    published_print: Date | str | None = None
    posted: Date | str | None = None
    created: Date | str | None = None
    relation: dict[str, list[_Related]] | None = None
    language: str | None = None
    type: Any = None
    author: Several[_Name] = None
    container_title: Any = None
    short_container_title: Any = None
    event: Several[_Event] = None
    subject: Any = None
    link: Several[_Link] = None
    is_referenced_by_count: Any = None
    reference: Several[_Reference] = None
    message: "_Work | None" = None


def sniff(head: str) -> bool:
    """Return whether the records have fields that only Crossref has."""
    names = keys(head)
    first = _TITLES.search(head) if {"DOI", "abstract"} <= names else None  # a list here, and a text in CSL
    return len(names & _ONLY_HERE) >= 2 or {"message-type", "DOI"} <= names or bool(first and first[1])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every work; its preprint, if on arXiv, is the same paper."""
    return read_objects(stream, source, _Work, _entry, ("items", "message.items"))


def _entry(work: _Work) -> Entry:
    work = work.message or work
    title = with_subtitle(_first(work.title), _first(work.subtitle))
    preprints = [
        related.id
        for name in ("has-preprint", "is-preprint-of")
        for related in (work.relation or {}).get(name, ())
    ]
    same = [id for id in map(identity.doi, preprints) if id and id.startswith("arxiv:")]
    dates = (
        work.issued,
        work.published,
        work.published_online,
        work.published_print,
        work.posted,
        work.created,
    )
    when = next(filter(None, map(date_of, dates)), None)
    return Entry(
        markup(title),
        markup(_english(work.abstract or "")),
        (identity.doi(work.doi), *same),
        int(when[:4]) if when else None,
        work.url,
        metadata=_metadata(work, when),
    )


def _metadata(work: _Work, when: str | None) -> Metadata:
    links = structs(work.link, _Link)
    told = [address for link in links if link.type == "application/pdf" for address in texts(link.url)]
    cited = [one.doi for one in structs(work.reference, _Reference) if isinstance(one.doi, str)]
    kind = text(work.type)
    return Metadata(
        authors=authors(work.author, _Name, _author),
        venue=_venue(work, kind or ""),
        date=when,
        keywords=tuple(texts(work.subject)),
        language=work.language,
        type=kind,
        pdf=next(iter(told), None) or pdf(*(address for link in links for address in texts(link.url))),
        citations=count(work.is_referenced_by_count),
        references=tuple(filter(None, map(identity.doi, cited))),
    )


def _venue(work: _Work, kind: str) -> str | None:
    """Return the journal or book; of a book in a series, whose title comes after that of the series, the book."""
    titles = [*texts(work.container_title)]
    if kind.startswith(("book", "proceedings")):
        titles.reverse()
    events = [name for event in structs(work.event, _Event) for name in texts(event.name)]
    return next(filter(None, (*titles, *texts(work.short_container_title), *events)), None)


def _author(name: _Name) -> Author | None:
    given = text(name.given)
    return person(
        given,
        family=text(name.family) or text(name.name),
        given=given,
        suffix=text(name.suffix),
        orcid=text(name.orcid),
    )


def _english(abstract: str) -> str:
    """Return an abstract without its parts in other languages, if there is one that is said to be English."""
    if any(is_english(part["lang"]) for part in _SPOKEN.finditer(abstract)):
        abstract = _SPOKEN.sub(lambda part: part[0] if is_english(part["lang"]) else "", abstract)
    return _FOREIGN.sub("", abstract) if _HEADED.search(abstract) else abstract


def _first(value: list[str] | str | None) -> str:
    return value if isinstance(value, str) else value[0] if value else ""
