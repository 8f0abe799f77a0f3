"""Papers as JSON: the output of `kg read`, and any objects with title and abstract, or with `text`."""

__all__ = ["read", "sniff", "to_json"]

from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct, convert, field

from kg.model import Metadata, Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.entry import Entry, year
from kg.read.objects import Year, keys, read_objects

_WITHIN = ("papers", "results", "items", "data", "records", "works", "collection", "data.papers")
_SCHEMES = {"pmid": "pmid", "pubmed": "pmid", "pmcid": "pmc", "pubmedcentral": "pmc", "corpusid": "corpusid"}


class _Claim(Struct):
    kind: str
    name: str
    role: str = ""


class _Paper(Struct, rename={"same_as": "sameAs", "year_of_sheet": "Year"}):
    id: str | int | None = None
    text: str | None = None
    title: str | None = None
    abstract: str | None = None
    year: Year = None
    url: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    language: str | None = None
    sources: list[str] | None = None
    same_as: list[str] = field(default_factory=list)
    claims: list[_Claim] = field(default_factory=list)
    given: list[_Claim] = field(default_factory=list)  # the former name of `claims`
    # as others write it: spreadsheets, Zotero, Papers with Code, bioRxiv
    summary: str | None = None
    abstractNote: str | None = None  # noqa: N815
    Title: str | None = None
    Abstract: str | None = None
    year_of_sheet: Year = None
    date: str | int | None = None
    DOI: str | None = None
    arxiv_id: str | None = None
    pmid: str | int | None = None
    pmcid: str | int | None = None
    url_abs: str | None = None
    identifiers: dict[str, Any] | None = None
    externalIds: dict[str, Any] | None = None  # noqa: N815
    data: dict[str, Any] | None = None


def sniff(head: str) -> bool:
    """Return whether this is JSON with a text or a title."""
    return not keys(head).isdisjoint(("text", "title", "Title"))


def to_json(value: Paper) -> dict[str, Any]:
    """Return the JSON object of a paper; read back, it gives the same paper with one more source."""
    texts = (
        {"text": value.title}
        if value.abstract is None
        else {"title": value.title, "abstract": value.abstract}
    )
    more: dict[str, Any] = {"sameAs": list(value.same_as)} if value.same_as else {}
    if value.metadata.language:
        more["language"] = value.metadata.language
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
    if not (value.title or value.text) and value.data:
        value = convert(value.data, _Paper, strict=False)
    title = value.title or value.Title or ""
    abstract: str | None = value.abstract or value.Abstract or value.summary or value.abstractNote or ""
    if value.text and not title:
        title, newline, rest = value.text.partition("\n")
        abstract = rest if newline else None
    elif value.text and not abstract:
        abstract = value.text
    claims = [SourceClaim(item.kind, item.name, item.role) for item in (*value.claims, *value.given)]
    ids = (identity.doi(value.doi), identity.arxiv(value.arxiv), identity.address(value.url), *value.same_as)
    if not value.sources:  # not of `kg read`
        ids = (*ids, *_ids(value))
    own = value.id if value.id is None else str(value.id)
    when = value.year or value.year_of_sheet or (year(str(value.date)) if value.date else None)
    url, sources = value.url or value.url_abs, value.sources or ()
    return Entry(title, abstract, ids, when, url, own, sources, claims, Metadata(language=value.language))


def _ids(value: _Paper) -> Iterator[str | None]:
    """Yield the ids under the names that others use."""
    yield from (identity.doi(value.DOI), identity.arxiv(value.arxiv_id), identity.address(value.url_abs))
    yield from (identity.number("pmid", value.pmid), identity.number("pmc", value.pmcid))
    for name, id in (*(value.identifiers or {}).items(), *(value.externalIds or {}).items()):
        if name.casefold() == "doi":
            yield identity.doi(str(id))
        elif name.casefold() == "arxiv":
            yield identity.arxiv(str(id))
        elif scheme := _SCHEMES.get(name.casefold()):
            yield identity.number(scheme, id if isinstance(id, str | int) else None)
