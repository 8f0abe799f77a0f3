"""Check what sources say about papers besides their texts: a side field never costs a paper."""

__all__ = ["LIMITS", "Limits", "with_metadata"]

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from kg.ids import is_iri
from kg.model import Author, Metadata, Paper
from kg.read.clean import marked_latex, plain
from kg.read.entry import not_available
from kg.read.metadata.people import orcid

_MARKED = re.compile(r"[\\{&<$]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z\d]{1,8})*")
_MOST_PASSES = 5  # of cleaning, as of "&amp;amp;"
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


class Limits(NamedTuple):
    """How much of each field is kept: items of lists, and characters of a name, an id or an address."""

    authors: int = 10_000
    keys: int = 100
    keywords: int = 1_000
    references: int = 10_000
    name: int = 500
    address: int = 2_000


LIMITS = Limits()
_NOTHING = Metadata()


def with_metadata(paper: Paper) -> tuple[Paper, list[str]]:
    """Return a paper with clean metadata, and the names of fields that were cut or left out since they exceed LIMITS.

    Names and keywords become running text, as titles do; citation keys stay letter by letter. What is no
    address, date, language or ORCID is left out.
    """
    if paper.metadata == _NOTHING:
        return paper, []
    metadata, over = _tidied(paper.metadata)
    return replace(paper, metadata=metadata), over


def _tidied(given: Metadata) -> tuple[Metadata, list[str]]:
    over: list[str] = []

    def one(field: str, text: str | None, most: int = LIMITS.name) -> str | None:
        text = _text(text)
        if text and len(text) > most:
            over.append(field)
            return None
        return text or None

    def several(field: str, texts: Iterable[str | None], most: int) -> tuple[str, ...]:
        kept = tuple(dict.fromkeys(text for text in texts if text))
        if len(kept) > most:
            over.append(field)
        return kept[:most]

    authors = [author for author in given.authors if author.name]
    if len(authors) > LIMITS.authors:
        over.append("authors")
    pdf, date, citations = (given.pdf or "").strip(), given.date or "", given.citations
    metadata = Metadata(
        authors=tuple(filter(_has_name, (_author(author, one) for author in authors[: LIMITS.authors]))),
        venue=one("venue", given.venue),
        date=date if _DATE.fullmatch(date) else None,
        keys=several("keys", (_short(key) for key in given.keys), LIMITS.keys),
        keywords=several("keywords", (one("keywords", word) for word in given.keywords), LIMITS.keywords),
        language=_tag(given.language),
        type=one("type", given.type),
        pdf=pdf
        if pdf.startswith(("http://", "https://")) and len(pdf) <= LIMITS.address and is_iri(pdf)
        else None,
        citations=citations if citations is not None and 0 <= citations < 2**31 else None,
        references=several("references", map(_short, given.references), LIMITS.references),
    )
    return metadata, sorted(set(over))


def _text(text: str | None) -> str:
    if not text:
        return ""
    text = _UNSTORABLE.sub("", text)
    for _ in range(_MOST_PASSES):
        given, text = text, marked_latex(text) if _MARKED.search(text) else plain(text)
        if given == text:  # so that what is printed is read again as it was
            break
    return "" if not_available(text) else text


def _short(text: str) -> str | None:
    text = text.strip()
    return text if text and len(text) <= LIMITS.name and not _UNSTORABLE.search(text) else None


def _author(author: Author, one: Callable[[str, str | None], str | None]) -> Author:
    return Author(
        one("authors", author.name) or "",
        one("authors", author.family),
        one("authors", author.given),
        orcid(author.orcid),
        _short(author.id or ""),
    )


def _has_name(author: Author) -> bool:
    return any(map(str.isalpha, author.name))


def _tag(language: str | None) -> str | None:
    """Return a language as a tag of BCP 47 in lower case, or None for anything else, such as a list of them."""
    tag = (language or "").strip().lower().replace("_", "-")
    return tag if _TAG.fullmatch(tag) and tag != "und" and not not_available(tag) else None
