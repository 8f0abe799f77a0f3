"""OpenAlex works, from the API or a snapshot: https://docs.openalex.org/api-entities/works/work-object."""

__all__ = ["inverted", "read", "sniff"]

from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from msgspec import Raw, Struct, ValidationError, convert, field
from msgspec.json import decode

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup, plain
from kg.read.entry import Entry, year
from kg.read.objects import Year, keys, read_objects

_MAX_POSITION, _MAX_POSITIONS = 100_000, 200_000


class _Location(Struct):
    landing_page_url: str | None = None


class _Ids(Struct):
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None


class _Work(Struct):
    id: str | None = None
    doi: str | None = None
    title: str | None = None
    display_name: str | None = None
    publication_year: Year = None
    publication_date: str | None = None
    language: str | None = None
    ids: _Ids | None = None
    primary_location: _Location | None = None
    locations: list[_Location] | None = field(default_factory=list)
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
        metadata=Metadata(language=work.language),
    )


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
