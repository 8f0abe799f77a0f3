"""Crossref works as XML, as deposited and as returned by its older services: https://www.crossref.org/documentation/schema-library/."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.elements import english, language, read_elements, tags, text
from kg.read.entry import Entry, with_subtitle, year

if TYPE_CHECKING:
    from lxml.etree import _Element

_RECORDS = (
    "journal_article",
    "conference_paper",
    "posted_content",
    "content_item",
    "dissertation",
    "report-paper_metadata",
)


def sniff(head: str) -> bool:
    """Return whether this is a deposit to, or a response of, Crossref."""
    return "crossref.org/" in head and not {
        "crossref_result",
        "doi_batch",
        "doi_records",
        "crossref",
    }.isdisjoint(tags(head)[:4])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every work that is a paper."""
    return read_elements(stream, source, _RECORDS, _entry)


def _entry(element: "_Element") -> Entry:
    doi = element.findtext("{*}doi_data/{*}doi")
    title = with_subtitle(text(element, "titles/title"), text(element, "titles/subtitle"))
    abstract = next(iter(english(element.iterfind("{*}abstract"))), None)
    years = sorted(
        found for name in ("publication_date", "posted_date", "approval_date")
        for date in element.iterfind(f"{{*}}{name}") if (found := year(date.findtext("{*}year")))
    )  # fmt: skip
    url = element.findtext("{*}doi_data/{*}resource")
    return Entry(
        title,
        text(abstract, "."),
        (identity.doi(doi),),
        min(years, default=None),
        url and url.strip(),
        language=("" if abstract is None else language(abstract)) or element.get("language"),
    )
