"""Crossref works as JSON, from the API or a public data file: https://api.crossref.org/swagger-ui."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import BinaryIO

from msgspec import Struct, field

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, with_subtitle, year
from kg.read.objects import keys, read_objects

_ONLY_HERE = frozenset(
    ("message-type", "is-referenced-by-count", "references-count", "content-domain", "indexed", "deposited")
)


class _Date(Struct, rename="kebab"):
    date_parts: list[list[int | str | None]] = field(default_factory=list)


class _Related(Struct):
    id: str = ""


class _Work(Struct, rename="kebab"):
    doi: str | None = field(name="DOI", default=None)
    url: str | None = field(name="URL", default=None)
    title: list[str] | str | None = None
    subtitle: list[str] | str | None = None
    abstract: str | None = None
    issued: _Date | None = None
    published: _Date | None = None
    published_online: _Date | None = None
    published_print: _Date | None = None
    created: _Date | None = None
    relation: dict[str, list[_Related]] | None = None
    language: str | None = None
    message: "_Work | None" = None


def sniff(head: str) -> bool:
    """Return whether the records have fields that only Crossref has."""
    return len(keys(head) & _ONLY_HERE) >= 2


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
    return Entry(
        markup(title),
        markup(work.abstract or ""),
        (identity.doi(work.doi), *same),
        next(
            filter(
                None,
                map(
                    _year,
                    (work.issued, work.published, work.published_online, work.published_print, work.created),
                ),
            ),
            None,
        ),
        work.url,
        language=work.language,
    )


def _first(value: list[str] | str | None) -> str:
    return value if isinstance(value, str) else value[0] if value else ""


def _year(date: _Date | None) -> int | None:
    """Return the year of a date in parts."""
    return year(str(date.date_parts[0][0])) if date and date.date_parts and date.date_parts[0] else None
