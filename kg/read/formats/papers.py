"""Papers as JSON: the output of `kg read`, and any objects with title and abstract, or with `text`."""

__all__ = ["FIELDS", "read", "sniff", "to_json"]

from collections.abc import Iterator
from operator import attrgetter
from typing import Any, BinaryIO

from msgspec import Struct, convert, field

from kg.model import Author, Metadata, Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.entry import NO_METADATA, Entry, year
from kg.read.metadata.authors import authors
from kg.read.metadata.cells import FIELDS
from kg.read.metadata.citations import cited
from kg.read.metadata.dates import agreeing, iso
from kg.read.metadata.values import count, key_in, keywords, text, texts
from kg.read.objects import Year, keys, read_objects

_WITHIN = ("papers", "results", "items", "data", "records", "works", "collection", "data.papers")
_SCHEMES = {"pmid": "pmid", "pubmed": "pmid", "pmcid": "pmc", "pubmedcentral": "pmc", "corpusid": "corpusid"}


class _Claim(Struct):
    kind: str
    name: str
    role: str = ""


class _Paper(
    Struct, rename={"same_as": "sameAs", "year_of_sheet": "Year"}, gc=False
):  # kg read, and side fields of others
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
    authors: Any = None
    venue: Any = None
    keys: Any = field(default=None, name="citationKeys")
    keywords: Any = None
    type: Any = None
    pdf: Any = None
    citations: Any = field(default=None, name="citationCount")
    references: Any = None
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
    author: Any = None
    creators: Any = None
    Authors: Any = None
    journal: Any = None
    publicationTitle: Any = None  # noqa: N815
    proceedingsTitle: Any = None  # noqa: N815
    bookTitle: Any = None  # noqa: N815
    booktitle: Any = None
    conference: Any = None
    conferenceName: Any = None  # noqa: N815
    proceeding: Any = None
    citationKey: Any = None  # noqa: N815
    citation_key: Any = None
    bibtex: Any = None
    itemType: Any = None  # noqa: N815
    tags: Any = None
    url_pdf: Any = None
    pdf_url: Any = None
    cited_by: Any = None
    citation_count: Any = None


_SIDE = attrgetter(
    *"language authors venue keys keywords type pdf citations references date author creators Authors journal "
    "publicationTitle proceedingsTitle bookTitle booktitle conference conferenceName proceeding citationKey "
    "citation_key bibtex itemType tags url_pdf pdf_url cited_by citation_count".split()
)
_NONE = _SIDE(_Paper())


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
    more |= _said(value.metadata)
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


def _said(of: Metadata) -> dict[str, Any]:
    """Return the fields of metadata that are not empty, by their names in JSON."""
    named = {
        "authors": [
            {name: part for name, part in author._asdict().items() if part is not None}
            for author in of.authors
        ],
        "venue": of.venue,
        "date": of.date,
        "citationKeys": list(of.keys),
        "keywords": list(of.keywords),
        "language": of.language,
        "type": of.type,
        "pdf": of.pdf,
        "citationCount": of.citations,
        "references": list(of.references),
    }
    return {name: said for name, said in named.items() if said not in (None, [], "")}


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
    when = value.year or value.year_of_sheet
    if value.date and not value.sources:
        when = when or year(str(value.date))
    url, sources = value.url or value.url_abs, value.sources or ()
    told = when or _SIDE(value) != _NONE
    metadata = _ours(value) if value.sources else _theirs(value, when) if told else NO_METADATA
    return Entry(title, abstract, ids, when, url, own, sources, claims, metadata)


def _ours(value: _Paper) -> Metadata:
    """Return the metadata that `kg read` printed, as it was."""
    return Metadata(
        authors=_our_authors(value.authors) if isinstance(value.authors, list) else authors(value.authors),
        venue=text(value.venue),
        date=text(value.date) or agreeing(value.year),
        keys=tuple(texts(value.keys)),
        keywords=tuple(texts(value.keywords)),
        language=value.language,
        type=text(value.type),
        pdf=text(value.pdf),
        citations=count(value.citations),
        references=tuple(texts(value.references)),
    )


def _our_authors(value: list[Any]) -> tuple[Author, ...]:
    found: list[Author] = []
    for item in value:
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            parts = (item.get(field) for field in Author._fields)
            found.append(Author(*(part if isinstance(part, str) else None for part in parts)))  # type: ignore[arg-type]
        else:
            found += authors([item])
    return tuple(found)


def _theirs(value: _Paper, when: int | None) -> Metadata:
    """Return the metadata of others, of several fields the first that has any."""
    people = (value.authors, value.author, value.creators, value.Authors)
    venues = (
        value.venue, value.journal, value.publicationTitle, value.proceedingsTitle, value.bookTitle, value.booktitle,
        value.proceeding, value.conference, value.conferenceName,
    )  # fmt: skip
    counts = map(count, (value.citations, value.citation_count, value.cited_by))
    keys = (
        *texts(value.keys),
        *texts(value.citationKey),
        *texts(value.citation_key),
        *texts(key_in(value.bibtex)),
    )
    return Metadata(
        authors=next(filter(None, map(authors, people)), ()),
        venue=next(filter(None, map(text, venues)), None),
        date=agreeing(when, iso(text(value.date))),
        keys=keys,
        keywords=keywords(value.keywords or value.tags),
        language=value.language,
        type=text(value.itemType) or text(value.type),
        pdf=next(filter(None, map(text, (value.pdf, value.pdf_url, value.url_pdf))), None),
        citations=next((number for number in counts if number is not None), None),
        references=tuple(cited(value.references)),
    )


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
