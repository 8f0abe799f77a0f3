"""Crossref works as XML, as deposited and as returned by its older services: https://www.crossref.org/documentation/schema-library/."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, with_subtitle, year
from kg.read.languages import abstract, language_of, told

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = ("journal_article", "conference_paper", "content_item")
_RECORDS = (*_PARTS, "book_metadata", "posted_content", "dissertation", "report-paper_metadata", "dataset")
_AROUND = ("journal_metadata", "journal_issue", "proceedings_metadata", "proceedings_series_metadata")
_AROUND_BOOKS = ("book_metadata", "book_series_metadata", "book_set_metadata")
_ANSWERS = ("msg", "error")


def sniff(head: str) -> bool:
    """Return whether this is a deposit to, or a response of, Crossref."""
    names = tags(head)[:4]
    return names[:2] == ["doi_records", "doi_record"] or (
        "crossref.org/" in head
        and not {"crossref_result", "doi_batch", "doi_records", "crossref"}.isdisjoint(names)
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every work that is a paper, a data set, or a book with an abstract."""
    return read_elements(stream, source, (*_RECORDS, *_AROUND, *_AROUND_BOOKS[1:], *_ANSWERS), _Works())


class _Works:
    """Makes entries, with the year of their issue, proceedings or book if they have none."""

    def __init__(self) -> None:
        self.year: int | None = None

    def __call__(self, element: "_Element") -> Entry | None:
        """Return the entry of a work, or None for the description of what it is a part of."""
        kind = element.tag.rpartition("}")[2]
        if kind in _ANSWERS:
            raise Refused("malformed", f"a message of Crossref: {text(element, '.')}")
        when = _year(element)
        if kind in (*_AROUND, *_AROUND_BOOKS):
            self.year = when
        if kind in _AROUND or (kind in _AROUND_BOOKS and element.find("{*}abstract") is None):
            return None
        url = element.findtext("{*}doi_data/{*}resource")
        return Entry(
            with_subtitle(text(element, "titles/title"), text(element, "titles/subtitle")),
            told((abstract(element.iterfind("{*}abstract")), text(element, "description"))),
            (identity.doi(element.findtext("{*}doi_data/{*}doi")),),
            when or (self.year if kind in _PARTS else None),
            url and url.strip(),
            metadata=Metadata(
                language=language_of(element.iterfind("{*}abstract")) or element.get("language")
            ),
        )


def _year(element: "_Element") -> int | None:
    names = ("publication_date", "posted_date", "approval_date", "database_date/{*}publication_date")
    dates = (date for name in names for date in element.iterfind(f"{{*}}{name}"))
    return min(filter(None, (year(date.findtext("{*}year")) for date in dates)), default=None)
