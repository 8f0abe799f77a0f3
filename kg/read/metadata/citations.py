"""Which papers a paper cites, by what sources have of them (ids, DOIs, addresses or objects), and how often it is cited."""

__all__ = ["cited", "cited_by", "cited_in", "cited_works"]

import re
from collections.abc import Iterator
from typing import Any

from kg.ids import SCHEMES
from kg.read import identity
from kg.read.identity import best
from kg.read.limits import MAX_NAME

_CITED_BY = re.compile(
    r"\b(?:cited by|times cited(?: in web of science core collection)?)\s{0,9}:?\s{0,9}(\d{1,9})\b",
    re.IGNORECASE,
)
_DOI = re.compile(r"\bDOI \[?(10\.\d{4,9}/[^\s,\]]+)")
_BETWEEN = re.compile(r";\s|[|\n]")  # a DOI may have a semicolon
_WORK = re.compile(r"(?:https?://openalex\.org/)?(W\d+)")
_HASH = re.compile(r"[\da-f]{40}")
_KEYS = {  # of objects, in lower case
    "doi": "doi", "arxiv": "arxiv", "arxivid": "arxiv", "arxiv_id": "arxiv", "acl": "acl", "pubmed": "pmid", "pmid": "pmid",
    "pubmedcentral": "pmc", "pmcid": "pmc", "corpusid": "corpusid", "paperid": "s2", "url": "", "id": "",
}  # fmt: skip


def cited(value: Any) -> Iterator[str]:
    """Yield one id for each paper in a list of texts and objects that has any."""
    for item in value if isinstance(value, list | tuple) else (value,):
        if isinstance(item, str):
            found = _id(item)
        elif isinstance(item, dict):
            found = next(iter(best(filter(None, _ids(item)))), None)
        else:
            found = None
        if found:
            yield found


def cited_in(text: str) -> Iterator[str]:
    """Yield the ids in a list of references that is one text, divided by semicolons, bars or lines."""
    for part in _BETWEEN.split(text):
        if len(part) <= MAX_NAME and (found := _id(part.strip()) or identity.doi(part)):
            yield found


def cited_works(text: str) -> tuple[str, ...]:
    """Return the ids of the references in the Web of Science: "DOE J, 2001, J MOSS, V1, P2, DOI 10.1000/1"."""
    return tuple(id for name in _DOI.findall(text) if (id := identity.doi(name)))


def cited_by(text: str) -> int | None:
    """Return how often a paper is cited, as a note tells: "Cited by: 12", "Times Cited:  12"."""
    match = _CITED_BY.search(text)
    return int(match[1]) if match else None


def _ids(item: dict[Any, Any]) -> Iterator[str | None]:
    """Yield the ids of an object, among them those of `externalIds`; that of S2's own comes with both."""
    others = item.get("externalIds")
    for name, value in (*item.items(), *(others.items() if isinstance(others, dict) else ())):
        scheme = _KEYS.get(str(name).lower())
        if scheme is not None and isinstance(value, str | int) and not isinstance(value, bool):
            yield _of_scheme(scheme, str(value)) if scheme else _id(str(value))


def _id(text: str) -> str | None:
    if len(text) > MAX_NAME:
        return None
    if match := _WORK.fullmatch(text):
        return f"openalex:{match[1]}"
    scheme, colon, name = text.partition(":")
    if colon and scheme.lower() in SCHEMES:
        return _of_scheme(scheme.lower(), name.strip())
    if _HASH.fullmatch(text):
        return f"s2:{text}"
    return (
        identity.address(text) or identity.arxiv(text) or (identity.doi(text) if text[:3] == "10." else None)
    )


def _of_scheme(scheme: str, name: str) -> str | None:
    if scheme == "doi":
        return identity.doi(name)
    if scheme == "arxiv":
        return identity.arxiv(name)
    if scheme == "acl":
        return identity.acl(name)
    if scheme == "openalex":
        return f"openalex:{name.upper()}" if _WORK.fullmatch(name.upper()) else None
    if scheme == "pmlr":
        return f"pmlr:{name}" if name and " " not in name else None
    return identity.number(scheme, name)
