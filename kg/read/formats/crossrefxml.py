"""Crossref works as XML, as deposited and as returned by its older services: https://www.crossref.org/documentation/schema-library/."""

__all__ = ["FIELDS", "read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, with_subtitle, year
from kg.read.languages import Said, abstract, first_said
from kg.read.leaves import day, first_text, parts, shown
from kg.read.metadata.dates import earliest
from kg.read.metadata.people import person
from kg.read.metadata.values import count

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "language", "type", "pdf", "citations", "references"})

_PARTS = ("journal_article", "conference_paper", "content_item")
_RECORDS = (*_PARTS, "book_metadata", "posted_content", "dissertation", "report-paper_metadata", "dataset")
_AROUND = ("journal_metadata", "journal_issue", "proceedings_metadata", "proceedings_series_metadata")
_AROUND_BOOKS = ("book_metadata", "book_series_metadata", "book_set_metadata")
_ANSWERS = ("msg", "error")
_COUNT = "crm-item"  # answers of queries say before a work how often it is cited
_VENUES = ("full_title", "abbrev_title", "proceedings_title", "titles/{*}title")


def sniff(head: str) -> bool:
    """Return whether this is a deposit to, or a response of, Crossref."""
    names = tags(head)[:4]
    return names[:2] == ["doi_records", "doi_record"] or (
        "crossref.org/" in head
        and not {"crossref_result", "doi_batch", "doi_records", "crossref"}.isdisjoint(names)
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every work that is a paper, a data set, or a book with an abstract."""
    return read_elements(
        stream, source, (*_RECORDS, *_AROUND, *_AROUND_BOOKS[1:], *_ANSWERS, _COUNT), _Works()
    )


class _Works:
    """Makes entries, with the date and name of their issue, proceedings or book, and the citations told before them."""

    def __init__(self) -> None:
        self.date: str | None = None
        self.venue: str | None = None
        self.citations: int | None = None

    def __call__(self, element: "_Element") -> Entry | None:
        """Return the entry of a work, or None for the description of what it is a part of."""
        kind = element.tag.rpartition("}")[2]
        if kind in _ANSWERS:
            raise Refused("malformed", f"a message of Crossref: {text(element, '.')}")
        if kind == _COUNT:
            if element.get("name") == "citedby-count":
                self.citations = count(element.text)
            return None
        date = earliest(map(day, _dates(element)))
        if kind in (*_AROUND, *_AROUND_BOOKS):
            self._enter(element, kind, date)
        if kind in _AROUND or (kind in _AROUND_BOOKS and element.find("{*}abstract") is None):
            return None
        return self._entry(element, kind, date or (self.date if kind in _PARTS else None))

    def _enter(self, element: "_Element", kind: str, date: str | None) -> None:
        self.date = date
        if kind != "journal_issue":
            self.venue = first_text(element, *(f"{{*}}{path}" for path in _VENUES))

    def _entry(self, element: "_Element", kind: str, date: str | None) -> Entry:
        said = first_said((abstract(element.iterfind("{*}abstract")), Said(text(element, "description"))))
        citations, self.citations = self.citations, None
        url = element.findtext("{*}doi_data/{*}resource")
        cited = (one.text for one in element.iterfind("{*}citation_list/{*}citation/{*}doi"))
        return Entry(
            with_subtitle(text(element, "titles/title"), text(element, "titles/subtitle")),
            said.text,
            (identity.doi(element.findtext("{*}doi_data/{*}doi")),),
            year(date),
            url and url.strip(),
            metadata=Metadata(
                authors=_authors(element),
                venue=self.venue
                if kind in _PARTS
                else first_text(element, "{*}series_metadata/{*}titles/{*}title"),
                date=date,
                language=said.language or element.get("language"),
                type="book" if kind in _AROUND_BOOKS else kind.removesuffix("_metadata"),
                pdf=first_text(
                    element, "{*}doi_data/{*}collection/{*}item/{*}resource[@mime_type='application/pdf']"
                ),
                citations=citations,
                references=tuple(filter(None, map(identity.doi, cited))),
            ),
        )


def _dates(element: "_Element") -> Iterator["_Element"]:
    for name in ("publication_date", "posted_date", "approval_date", "database_date/{*}publication_date"):
        yield from element.iterfind(f"{{*}}{name}")


def _authors(element: "_Element") -> tuple[Author, ...]:
    found = (
        _author(one)
        for one in element.iterfind("{*}contributors/*")
        if one.get("contributor_role", "author") == "author"
    )
    return tuple(author for author in found if author is not None)


def _author(element: "_Element") -> Author | None:
    if element.tag.endswith("organization"):
        return person(None, family=shown(element))
    told = parts(element, "surname", "given_name", "suffix", "ORCID")
    return person(
        None,
        family=told.get("surname"),
        given=told.get("given_name"),
        suffix=told.get("suffix"),
        orcid=told.get("ORCID"),
    )
