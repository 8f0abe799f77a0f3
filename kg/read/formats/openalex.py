"""OpenAlex works, from the API or a snapshot: https://docs.openalex.org/api-entities/works/work-object."""

__all__ = ["FIELDS", "inverted", "read", "sniff"]

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from msgspec import Raw, Struct, ValidationError, convert, field
from msgspec.json import decode

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup, plain
from kg.read.entry import Entry, year
from kg.read.metadata.citations import cited
from kg.read.metadata.dates import agreeing, iso
from kg.read.metadata.people import person
from kg.read.metadata.values import count, text
from kg.read.objects import Year, keys, read_objects

FIELDS = frozenset(
    {"authors", "venue", "date", "language", "type", "pdf", "citations", "references"}
)  # its keywords are machine-made topics
_HOME = "https://openalex.org/"
_WORKS = re.compile(rf"(?:{_HOME}W[0-9]++(?:\n(?!\Z)|\Z))++")
_NO_VENUES = ("repository", "ebook platform", "metadata")
_MAX_POSITION, _MAX_POSITIONS = 100_000, 200_000


class _Source(Struct, gc=False):
    display_name: Any = None
    type: Any = None


class _Location(Struct, gc=False):
    landing_page_url: str | None = None
    pdf_url: Any = None
    source: _Source | None = None
    raw_source_name: Any = None


class _Author(Struct, gc=False):
    id: Any = None
    display_name: Any = None
    orcid: Any = None


_NOBODY = _Author()


class _Authorship(Struct, gc=False):
    author: _Author | None = None
    raw_author_name: Any = None


class _Ids(Struct, gc=False):
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None


class _Work(Struct, gc=False):
    id: str | None = None
    doi: str | None = None
    title: str | None = None
    display_name: str | None = None
    publication_year: Year = None
    publication_date: str | None = None
    language: str | None = None
    ids: _Ids | None = None
    primary_location: _Location | None = None
    locations: list[_Location | None] | None = field(default_factory=list)
    authorships: list[_Authorship | None] | None = None
    best_oa_location: _Location | None = None
    host_venue: _Source | None = None  # until 2023
    type: Any = None
    type_crossref: Any = None
    cited_by_count: Any = None
    referenced_works: Any = None
    abstract: str | None = None
    abstract_inverted_index: Raw = field(default_factory=Raw)


def sniff(head: str) -> bool:
    """Return whether the records have fields that only OpenAlex has."""
    names = keys(head)
    return "abstract_inverted_index" in names or (
        "openalex.org/" in head and not names.isdisjoint(("publication_year", "authorships", "display_name"))
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every work."""
    return read_objects(stream, source, _Work, _entry, ("results",))


def _entry(work: _Work) -> Entry:
    abstract = _running(work.abstract_inverted_index) or work.abstract
    urls = [
        location.landing_page_url
        for location in (work.primary_location, *(work.locations or ()))
        if location is not None
    ]
    home = f"https://openalex.org/{work.id}" if work.id and "/" not in work.id else work.id
    of = work.ids or _Ids()
    ids = (
        identity.doi(work.doi or of.doi),
        identity.address(home),
        *map(identity.address, (of.pmid, of.pmcid)),
        *map(_id_of_location, urls),
    )
    return Entry(
        markup(work.title or work.display_name or ""),
        markup(abstract or ""),
        ids,
        work.publication_year or year(work.publication_date),
        next(filter(None, urls), home),
        metadata=_metadata(work),
    )


def _metadata(work: _Work) -> Metadata:
    places = [place for place in (work.best_oa_location, work.primary_location) if place is not None]
    return Metadata(
        authors=tuple([author for one in work.authorships or () if one and (author := _author(one))]),
        venue=_venue(work),
        date=agreeing(work.publication_year or year(work.publication_date), iso(work.publication_date)),
        language=work.language,
        type=text(work.type) or text(work.type_crossref),
        pdf=next(filter(None, (text(place.pdf_url) for place in places)), None),
        citations=count(work.cited_by_count),
        references=_references(work.referenced_works) if work.referenced_works else (),
    )


def _author(one: _Authorship) -> Author | None:
    of = one.author or _NOBODY
    id = text(of.id)
    return person(
        text(of.display_name) or text(one.raw_author_name),
        orcid=text(of.orcid),
        id=f"openalex:{id.rpartition('/')[2]}" if id else None,
    )


def _references(works: Any) -> tuple[str, ...]:
    """Return the ids of works, all at once if they are addresses, as in most records."""
    with suppress(TypeError):  # not all are texts
        whole = "\n".join(works)
        if _WORKS.fullmatch(whole):
            return tuple(whole.replace(_HOME, "openalex:").split("\n"))
    return tuple(cited(works))


def _venue(work: _Work) -> str | None:
    """Return the journal, proceedings or series; a repository is none, and proceedings may only be written out."""
    for place in (work.primary_location, *(work.locations or ())):
        if place is None:
            continue
        source = place.source or _Source()
        if source.type in _NO_VENUES and source.type != "ebook platform":
            continue
        name = None if source.type in _NO_VENUES else text(source.display_name)
        if name := name or text(place.raw_source_name):
            return name
    return text(work.host_venue.display_name) if work.host_venue else None


def _running(index: Raw) -> str:
    """Return the text of an inverted index; older ones stand in a text, or under the key InvertedIndex beside their length."""
    try:
        return inverted(decode(index, type=dict[str, list[int]] | None) or {}) if index else ""
    except ValidationError:
        whole = decode(index)
    if isinstance(whole, str):
        if not whole.lstrip().startswith("{"):
            return whole
        whole = decode(whole)
    if not isinstance(whole, dict):
        return ""
    places = {
        word: at if isinstance(at, list) else [at] for word, at in whole.get("InvertedIndex", whole).items()
    }
    known = {word: [place for place in at if place is not None] for word, at in places.items()}
    return inverted(convert(known, dict[str, list[int]], strict=False))


def inverted(index: Mapping[str, Sequence[int]]) -> str:
    """Return the text of OpenAlex's abstract_inverted_index: words by position, by alphabet if two share one.

    Positions below 0 or above 100,000 are left out; more than 200,000 positions raise ValueError.
    """
    count = sum(map(len, index.values()))
    if count > _MAX_POSITIONS:
        raise ValueError(f"an abstract of more than {_MAX_POSITIONS} words")
    at = {position: word for word, positions in index.items() for position in positions}
    if len(at) == count and min(at, default=0) >= 0 and max(at, default=0) <= _MAX_POSITION:
        return plain(" ".join(map(at.__getitem__, sorted(at))))
    pairs = ((position, word) for word, positions in index.items() for position in positions)
    kept = sorted(pair for pair in pairs if 0 <= pair[0] <= _MAX_POSITION)
    return plain(" ".join(word for _, word in kept))


def _id_of_location(url: str | None) -> str | None:
    """Return the id in the URL of a location, but not a DOI, as a copy may have its own."""
    id = identity.address(url)
    return None if id is None or id.startswith("doi:") else id
