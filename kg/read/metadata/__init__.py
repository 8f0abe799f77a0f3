"""Check what sources say about papers besides their texts: a side field never costs a paper."""

__all__ = ["LIMITS", "Limits", "with_metadata"]

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import NamedTuple

from kg.ids import is_iri
from kg.model import Author, Metadata, Paper
from kg.read.clean import marked_latex, plain
from kg.read.entry import NO_METADATA, not_available
from kg.read.metadata.people import orcid

_MARKED = re.compile(r"[\\{&<$]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# what is clean and a name at one glance: printable ASCII without marks, and letters of Latin that stand alone, as
# two in a row may be one that was decoded wrongly
_LETTERS = r"(?:[!-#%'-;=-\[\]-z|}~]++|[À-ÖØ-öø-ſ](?![^ -~]))++"
_CLEAN = re.compile(rf"(?=[^\W\d_]){_LETTERS}(?: {_LETTERS})*+")
_TAG = re.compile(r"[a-z]{2,8}(?:-[a-z\d]{1,8})*")
_BARE = re.compile(r"[!-~]*+")
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
_paper: Callable[..., Paper] = Paper  # by position, as `replace` takes several times as long
_OTHER_FIELDS = attrgetter(*[field.name for field in fields(Paper)][:-1])  # all but the metadata


def with_metadata(paper: Paper) -> tuple[Paper, list[str]]:
    """Return a paper with clean metadata, and the names of fields that were cut or left out since they exceed LIMITS.

    Names and keywords become running text, as titles do; citation keys stay letter by letter. What is no
    address, date, language or ORCID is left out.
    """
    given = paper.metadata
    if given is NO_METADATA:
        return paper, []
    over: set[str] = set()
    metadata = Metadata(
        _authors(given.authors, over) if given.authors else (),
        _named(given.venue, "venue", over) if given.venue else None,
        given.date if given.date and _DATE.fullmatch(given.date) else None,
        _ids(given.keys, "keys", LIMITS.keys, over) if given.keys else (),
        _keywords(given.keywords, over) if given.keywords else (),
        _tag(given.language) if given.language else None,
        _named(given.type, "type", over) if given.type else None,
        _address(given.pdf) if given.pdf else None,
        given.citations if given.citations is not None and 0 <= given.citations < 2**31 else None,
        _ids(given.references, "references", LIMITS.references, over) if given.references else (),
    )
    return _paper(*_OTHER_FIELDS(paper), metadata), sorted(over)


def _authors(given: Sequence[Author], over: set[str]) -> tuple[Author, ...]:
    kept = given if len(given) <= LIMITS.authors else [author for author in given if author.name]
    if len(kept) > LIMITS.authors:
        over.add("authors")
    found = (_author(author, over) for author in kept[: LIMITS.authors])
    return tuple([author for author in found if author is not None])


def _author(author: Author, over: set[str]) -> Author | None:
    name, family, given, number, id = author
    orcid_, id = orcid(number) if number else None, _id(id) if id else None
    if len(name) <= LIMITS.name and _CLEAN.fullmatch(name):
        if not_available(name):
            return None
        if (family is None and given is None) or name == (
            f"{given} {family}" if given else family
        ):  # so they are clean too
            same = number == orcid_ and id == author.id and given != ""
            return author if same else Author(name, family, given or None, orcid_, id)
    clean = _named(name, "authors", over)
    if clean is None or not any(map(str.isalpha, clean)):
        return None
    return Author(clean, _clean(family, "authors", over), _clean(given, "authors", over), orcid_, id)


def _named(text: str | None, field: str, over: set[str]) -> str | None:
    """Return a text as running text, or None if it says nothing or too much."""
    clean = _clean(text, field, over)
    return None if clean is None or not_available(clean) else clean


def _clean(text: str | None, field: str, over: set[str]) -> str | None:
    if text and not _CLEAN.fullmatch(text):
        text = _UNSTORABLE.sub("", text)
        for _ in range(_MOST_PASSES):
            before, text = text, marked_latex(text) if _MARKED.search(text) else plain(text)
            if before == text:  # so that what is printed is read again as it was
                break
    if text and len(text) > LIMITS.name:
        over.add(field)
        return None
    return text or None


def _keywords(given: Sequence[str], over: set[str]) -> tuple[str, ...]:
    return _cut((_named(word, "keywords", over) for word in given), "keywords", LIMITS.keywords, over)


def _ids(given: Sequence[str], field: str, most: int, over: set[str]) -> tuple[str, ...]:
    whole = "".join(given)
    if _BARE.fullmatch(whole) and max(map(len, given)) <= LIMITS.name:
        return _cut(given, field, most, over)
    return _cut(map(_id, given), field, most, over)


def _cut(given: Iterable[str | None], field: str, most: int, over: set[str]) -> tuple[str, ...]:
    kept = tuple(filter(None, dict.fromkeys(given)))
    if len(kept) > most:
        over.add(field)
    return kept[:most]


def _id(text: str) -> str | None:
    text = text.strip()
    return text if text and len(text) <= LIMITS.name and text.isprintable() else None


def _address(text: str) -> str | None:
    text = text.strip()
    known = text.startswith(("http://", "https://")) and len(text) <= LIMITS.address and is_iri(text)
    return text if known else None


def _tag(language: str) -> str | None:
    """Return a language as a tag of BCP 47 in lower case, or None for anything else, such as a list of them."""
    tag = language.strip().lower().replace("_", "-")
    return tag if _TAG.fullmatch(tag) and tag != "und" and not not_available(tag) else None
