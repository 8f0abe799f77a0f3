"""Papers as JSON: the output of `kg read`, and any objects with title and abstract, or with `text`."""

__all__ = ["read", "sniff", "to_json"]

from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from msgspec import Meta, Struct, field

from kg.model import Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.entry import Entry
from kg.read.objects import keys, read_objects

_WITHIN = ("papers", "results", "items", "data", "records", "works")


class _Claim(Struct):
    kind: str
    name: str
    role: str = ""


class _Paper(Struct, rename={"same_as": "sameAs"}):
    id: str | None = None
    text: str | None = None
    title: str | None = None
    abstract: str | None = None
    year: Annotated[int, Meta(ge=1000, le=9999)] | None = None
    url: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    language: str | None = None
    sources: list[str] | None = None
    same_as: list[str] = field(default_factory=list)
    claims: list[_Claim] = field(default_factory=list)
    given: list[_Claim] = field(default_factory=list)  # the former name of `claims`


def sniff(head: str) -> bool:
    """Return whether this is JSON with a text or a title."""
    return not keys(head).isdisjoint(("text", "title"))


def to_json(value: Paper) -> dict[str, Any]:
    """Return the JSON object of a paper; read back, it gives the same paper with one more source."""
    texts = (
        {"text": value.title}
        if value.abstract is None
        else {"title": value.title, "abstract": value.abstract}
    )
    more: dict[str, Any] = {"sameAs": list(value.same_as)} if value.same_as else {}
    if value.language:
        more["language"] = value.language
    if value.claims:
        more["claims"] = [claim._asdict() for claim in value.claims]
    return {
        "id": value.id,
        **texts,
        "year": value.year,
        "url": value.url,
        "sources": list(value.sources),
        **more,
    }


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every object, with texts and ids unchanged."""
    return read_objects(stream, source, _Paper, _entry, _WITHIN)


def _entry(value: _Paper) -> Entry:
    title = value.title or ""
    abstract: str | None = value.abstract or ""
    if value.text and not title:
        title, newline, rest = value.text.partition("\n")
        abstract = rest if newline else None
    ids = (identity.doi(value.doi), identity.arxiv(value.arxiv), identity.address(value.url), *value.same_as)
    claims = [SourceClaim(item.kind, item.name, item.role) for item in (*value.claims, *value.given)]
    sources = value.sources or ()
    return Entry(title, abstract, ids, value.year, value.url, value.id, sources, claims, value.language)
