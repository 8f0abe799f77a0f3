"""Semantic Scholar: responses of the API, S2ORC, and the bulk datasets: https://api.semanticscholar.org/api-docs."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from msgspec import Struct, ValidationError
from msgspec.json import decode
from msgspec.structs import asdict

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.entry import Entry, Refused, year
from kg.read.lenient import Several
from kg.read.metadata.authors import authors
from kg.read.metadata.citations import cited
from kg.read.metadata.dates import agreeing, iso
from kg.read.metadata.people import person
from kg.read.metadata.values import count, key_in, text, texts
from kg.read.objects import Year, keys, read_objects

FIELDS = frozenset({"authors", "venue", "date", "keys", "type", "pdf", "citations", "references"})
_HASH = re.compile(r"[\da-f]{40}")
_WITHIN = ("data", "papers", "recommendedPapers")


class _Ids(Struct, gc=False):
    DOI: str | None = None
    ArXiv: str | None = None
    ACL: str | None = None
    PubMed: str | int | None = None
    PubMedCentral: str | int | None = None
    MAG: str | int | None = None
    CorpusId: str | int | None = None


class _Author(Struct, gc=False):
    authorId: Any = None  # noqa: N815
    name: Any = None
    externalIds: Any = None  # noqa: N815
    first: Any = None  # S2ORC from here on
    middle: Any = None
    last: Any = None
    suffix: Any = None


class _Cited(Struct, gc=False):
    paperId: Any = None  # noqa: N815
    corpusId: Any = None  # noqa: N815
    externalIds: dict[str, Any] | None = None  # noqa: N815


class _Span(Struct, gc=False):
    start: int | str
    end: int | str


class _Annotations(Struct, gc=False):
    title: str | None = None
    abstract: str | None = None


class _Content(Struct, gc=False):
    text: str | None = None
    annotations: _Annotations | None = None


class _Paper(Struct, gc=False):
    paperId: str | None = None  # noqa: N815 - the names of the API
    externalIds: _Ids | None = None  # noqa: N815
    externalids: _Ids | None = None
    corpusId: int | str | None = None  # noqa: N815
    corpusid: int | str | None = None
    paper_id: str | None = None  # S2ORC from here on
    doi: str | None = None
    arxiv_id: str | None = None
    acl_id: str | None = None
    pubmed_id: str | int | None = None
    pmc_id: str | int | None = None
    s2_url: str | None = None
    content: _Content | None = None
    url: str | None = None
    title: str | None = None
    abstract: str | None = None
    year: Year = None
    publicationDate: str | None = None  # noqa: N815
    publicationdate: str | None = None
    authors: Several[_Author] = None
    venue: Any = None
    journal: Any = None
    publicationVenue: Any = None  # noqa: N815
    publicationTypes: Any = None  # noqa: N815
    publicationtypes: Any = None
    openAccessPdf: Any = None  # noqa: N815
    citationCount: Any = None  # noqa: N815
    citationcount: Any = None
    citationStyles: Any = None  # noqa: N815
    references: Several[_Cited] = None
    outbound_citations: Any = None
    citedPaper: "_Paper | None" = None  # noqa: N815
    citingPaper: "_Paper | None" = None  # noqa: N815


def sniff(head: str) -> bool:
    """Return whether the records have fields that only Semantic Scholar has."""
    names = keys(head)
    return (
        not names.isdisjoint(("paperId", "corpusid", "corpusId", "externalids", "s2_url"))
        or {"paper_id", "mag_id"} <= names
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every paper, or for the paper that a citation refers to."""
    return read_objects(stream, source, _Paper, _entry, _WITHIN)


def _entry(value: _Paper) -> Entry:
    paper = value.citedPaper or value.citingPaper or value
    title, abstract = paper.title, paper.abstract
    if paper.content is not None and paper.content.text:
        spans = paper.content.annotations or _Annotations()
        title = title or _annotated(paper.content.text, spans.title)
        abstract = abstract or _annotated(paper.content.text, spans.abstract)
    if title is None and abstract and paper.corpusid is not None:
        raise Refused(
            "no-title",
            "the bulk dataset of abstracts has no titles: use S2ORC, or the API with fields=title,abstract",
        )
    of = paper.externalIds or paper.externalids or _Ids()
    corpus = (
        paper.corpusId
        or paper.corpusid
        or of.CorpusId
        or (paper.paper_id if paper.paper_id and paper.paper_id.isdigit() else None)
    )
    ids = (
        identity.doi(of.DOI or paper.doi),
        identity.arxiv(of.ArXiv or paper.arxiv_id),
        identity.acl(of.ACL or paper.acl_id),
        identity.number("pmid", of.PubMed or paper.pubmed_id),
        identity.number("pmc", of.PubMedCentral or paper.pmc_id),
        identity.number("mag", of.MAG),
        identity.number("s2", paper.paperId) or identity.address(paper.url),
        identity.number("corpusid", corpus),
    )
    return Entry(
        marked_latex(title or ""),
        marked_latex(abstract or ""),
        ids,
        paper.year or year(paper.publicationDate or paper.publicationdate),
        paper.url or paper.s2_url,
        metadata=_metadata(paper),
    )


def _metadata(paper: _Paper) -> Metadata:
    when = paper.publicationDate or paper.publicationdate
    names = [name for one in (paper.publicationVenue, paper.journal, paper.venue) if (name := text(one))]
    access = paper.openAccessPdf
    counted = count(paper.citationCount)
    styles = paper.citationStyles
    key = key_in(styles.get("bibtex")) if isinstance(styles, dict) else None
    return Metadata(
        authors=authors(paper.authors, _Author, _author),
        venue=max(names, key=len, default=None),  # an abbreviation is shorter
        date=agreeing(paper.year or year(when), iso(when)),
        keys=(key,) if key else (),
        type=text(paper.publicationTypes) or text(paper.publicationtypes),
        pdf=text(access.get("url")) if isinstance(access, dict) else text(access),
        citations=count(paper.citationcount) if counted is None else counted,
        references=(*_references(paper.references), *_of_corpus(paper.outbound_citations)),
    )


def _author(one: _Author) -> Author | None:
    number = text(one.authorId)
    id = f"s2:{number}" if number else None
    if one.last or one.first:
        given = " ".join((*texts(one.first), *texts(one.middle)))
        return person(None, family=text(one.last), given=given, suffix=text(one.suffix), id=id)
    others = one.externalIds
    return person(
        text(one.name), orcid=text(others.get("ORCID")) if isinstance(others, dict) else None, id=id
    )


def _references(value: Several[_Cited]) -> Iterator[str]:
    for one in value if isinstance(value, list) else (value,):
        if not isinstance(one, _Cited):
            yield from cited(one)
        elif one.externalIds or one.corpusId:
            yield from cited(asdict(one))
        elif isinstance(one.paperId, str) and _HASH.fullmatch(one.paperId):
            yield f"s2:{one.paperId}"


def _of_corpus(numbers: Any) -> Iterator[str]:
    """Yield the ids of papers that S2ORC knows by their numbers in the corpus, or older ones by their hashes."""
    for number in numbers if isinstance(numbers, list) else ():
        if isinstance(number, str | int) and not isinstance(number, bool):
            id = identity.number("corpusid", number) or identity.number("s2", number)
            yield from (id,) if id else ()


def _annotated(text: str, spans: str | None) -> str | None:
    """Return the parts of a full text that an annotation selects.

    S2ORC encodes the spans as a JSON string.
    """
    if not spans:
        return None
    try:
        parts = decode(spans, type=list[_Span])
        return " ".join(text[int(span.start) : int(span.end)] for span in parts)
    except (ValidationError, ValueError) as error:
        raise Refused("wrong-type", f"annotations that are not spans: {error}") from None
