"""What the Web of Science and Scopus write into fields of text: who has which id, what is cited, and how often.

They do so in their own formats and in those that they export for others, RIS and BibTeX.
"""

__all__ = ["cited_by", "cited_works", "with_ids"]

import re
from collections.abc import Sequence

from kg.model import Author
from kg.read import identity
from kg.read.people import orcid, person

_CITED_BY = re.compile(
    r"\b(?:cited by|times cited(?: in web of science core collection)?)\s{0,9}:?\s{0,9}(\d{1,9})\b",
    re.IGNORECASE,
)
_DOI = re.compile(r"\bDOI \[?(10\.\d{4,9}/[^\s,\]]+)")
_RESEARCHER = re.compile(r"[A-Z]{1,3}-\d{4}-\d{4}")


def cited_by(text: str) -> int | None:
    """Return how often a paper is cited, as a note tells: "Cited by: 12", "Times Cited:  12"."""
    match = _CITED_BY.search(text)
    return int(match[1]) if match else None


def cited_works(text: str) -> tuple[str, ...]:
    """Return the ids of the references of a paper: "DOE J, 2001, J MOSS, V1, P2, DOI 10.1000/1"."""
    return tuple(id for name in _DOI.findall(text) if (id := identity.doi(name)))


def with_ids(authors: Sequence[Author], *texts: str) -> tuple[Author, ...]:
    """Return authors with the ORCIDs and ResearcherIDs that texts give by name: "Doe, Jane/A-1234-2010; Roe, R/0000-…"."""
    found = list(authors)
    places: dict[str, list[int]] = {}
    for i, author in enumerate(authors):
        for key in {_key(author), _short_key(author)}:
            places.setdefault(key, []).append(i)
    for name, id in (entry.rpartition("/")[::2] for text in texts for entry in text.split(";")):
        known = person(name)
        at = (places.get(_key(known)) or places.get(_short_key(known), [])) if known else []
        if len(at) == 1:  # of two authors with one name, it is not told whose id it is
            if number := orcid(id):
                found[at[0]] = found[at[0]]._replace(orcid=number)
            elif _RESEARCHER.fullmatch(id.strip()):
                found[at[0]] = found[at[0]]._replace(id=f"researcherid:{id.strip()}")
    return tuple(found)


def _key(author: Author) -> str:
    return author.name.casefold()


def _short_key(author: Author) -> str:
    return f"{author.family}, {(author.given or '')[:1]}".casefold()
