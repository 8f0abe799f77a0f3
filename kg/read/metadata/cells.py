"""The metadata of a row of a table, from its cells by field (see kg/read/formats/columns.toml)."""

__all__ = ["FIELDS", "metadata", "with_lists"]

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from kg.model import Author, Metadata
from kg.read.entry import NO_METADATA, year
from kg.read.metadata.authors import authors, with_ids
from kg.read.metadata.citations import cited, cited_in
from kg.read.metadata.dates import iso
from kg.read.metadata.people import people
from kg.read.metadata.values import count, key_in, keywords, pdf, texts

FIELDS = frozenset(
    {"authors", "venue", "date", "keys", "keywords", "language", "type", "pdf", "citations", "references"}
)
_TOLD = frozenset("authors venue year keys note keywords language type pdf file citations references".split())
_SCOPUS = re.compile(r"\s*\((\d{6,15})\)$")
_DATABASES = frozenset(
    "scopus;web of science;pubmed;medline;crossref;embase;arxiv;google scholar;semantic scholar".split(";")
)
_KEY = re.compile(r"^citation[ -]?key: *(\S+)", re.IGNORECASE | re.MULTILINE)  # of Better BibTeX for Zotero
_URL = re.compile(r"https?://[^\s;|]+")
_SHORT = 30  # characters of a month and day


def metadata(cells: Mapping[str, str]) -> Metadata:
    """Return what the cells of a row say, each a text as its column has it."""
    if _TOLD.isdisjoint(cells):
        return NO_METADATA
    venue, keys = cells.get("venue", ""), cells.get("keys", "")
    return Metadata(
        authors=_authors(cells) if cells.get("authors") else (),
        venue="" if venue.lower() in _DATABASES or venue.startswith("http") else venue,
        date=_date(cells.get("year", "")),
        keys=tuple(_keys(keys, cells.get("note", ""))),
        keywords=keywords(cells.get("keywords", "")),
        language=cells.get("language"),
        type=cells.get("type"),
        pdf=_pdf(cells),
        citations=count(cells.get("citations")),
        references=tuple(cited_in(cells["references"])) if cells.get("references") else (),
    )


def with_lists(found: Metadata, lists: Mapping[str, list[Any]]) -> Metadata:
    """Return metadata with what the lists of a row say, by field, where data frames have lists and tables a text."""
    return replace(
        found,
        authors=authors(lists["authors"]) if "authors" in lists else found.authors,
        keys=tuple(texts(lists["keys"])) if "keys" in lists else found.keys,
        keywords=keywords(lists["keywords"]) if "keywords" in lists else found.keywords,
        references=tuple(cited(lists["references"])) if "references" in lists else found.references,
    )


def _authors(cells: Mapping[str, str]) -> tuple[Author, ...]:
    """Return the authors of a row, with ids of Scopus behind the names or in their own column, and ORCIDs."""
    found = [_scopus(author) for author in people(cells["authors"])]
    numbers = [number for part in cells.get("author_ids", "").split(";") if (number := part.strip())]
    if len(numbers) == len(found) and all(map(str.isdecimal, numbers)):
        found = [author._replace(id=f"scopus:{id}") for author, id in zip(found, numbers, strict=True)]
    return with_ids(found, cells["orcids"]) if cells.get("orcids") else tuple(found)


def _scopus(author: Author) -> Author:
    """Return an author with the number of Scopus, which stands behind the given name, as the id."""
    last = author.given or author.family or author.name
    if not last.endswith(")") or not (match := _SCOPUS.search(last)):
        return author
    name, family, given = (part and part.replace(match[0], "") for part in author[:3])
    return author._replace(name=name or "", family=family, given=given, id=f"scopus:{match[1]}")


def _date(dates: str) -> str | None:
    """Return the date of publication from the cells for the year, one a line: the most exact of the first year.

    A cell may have only the month and day, as the Web of Science writes them ("MAY 12").
    """
    lines = [line.strip() for line in dates.split("\n")]
    first = year(dates)
    if first is None:
        return None
    found = [iso(line) or _completed(first, line) for line in lines if line]
    return max((date for date in found if date and date.startswith(str(first))), key=len, default=str(first))


def _completed(first: int, line: str) -> str | None:
    if len(line) > _SHORT:
        return None
    return max((iso(f"{first} {line}"), iso(f"{line} {first}")), key=lambda date: len(date or ""))


def _keys(text: str, note: str) -> Iterator[str]:
    if key := key_in(text):
        yield key
    elif text and not any(map(str.isspace, text)):
        yield text
    yield from _KEY.findall(note) if "ey:" in note else ()


def _pdf(cells: Mapping[str, str]) -> str | None:
    """Return the address of a PDF, in a column of addresses of files only if it ends so."""
    if match := _URL.match(cells.get("pdf", "")):
        return match[0]
    return pdf(*_URL.findall(cells["file"])) if cells.get("file") else None
