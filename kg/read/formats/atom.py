"""Responses of the arXiv API, which are Atom feeds: https://info.arxiv.org/help/api/user-manual.html."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected
from kg.read.clean import marked_latex
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, year
from kg.read.formats.arxiv import year_of
from kg.read.formats.oai import named
from kg.read.hyphens import unbroken
from kg.read.languages import Said, english, first_said, language
from kg.read.leaves import first_text
from kg.read.metadata.dates import dated
from kg.read.metadata.people import people, people_in

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "keywords", "language", "pdf"})

_ANNOUNCED = re.compile(
    r"\A\s*arXiv:\S+\s+Announce Type:\s*\S+\s+Abstract:\s*"
)  # in arXiv's feeds of new papers


def sniff(head: str) -> bool:
    """Return whether this is an Atom feed."""
    return tags(head)[:1] == ["feed"] and "www.w3.org/2005/Atom" in head


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every entry of the feed; arXiv reports errors as one."""
    return read_elements(stream, source, ("entry",), _entry)


def _entry(element: "_Element") -> Entry:
    def fields(name: str) -> list[str]:
        return [unbroken(one.text or "", soft=False) for one in element.iterfind(f"{{*}}{name}")]

    url = next(iter(fields("id")), "").strip()
    if "/api/errors" in url:
        raise Refused("malformed", f"an error of the API: {next(iter(fields('summary')), '').strip()}")
    links = [link.get("href", "") for link in element.iterfind("{*}link") if _is_own(link)]
    ids = [named(name) for name in (url, *fields("doi"), *fields("identifier"), *links)]
    own = next((id for id in ids if id and id.startswith("arxiv:")), None)
    if not url.startswith(("http://", "https://")):
        url = next(iter(links), url)
    date = dated(next(iter((*fields("published"), *fields("updated"))), ""))
    when = year_of(own) or year(date)
    said = _said(element, "summary", "content")
    return Entry(
        _said(element, "title").text,
        said.text,
        ids,
        when,
        url,
        metadata=Metadata(
            authors=_authors(element),
            venue=first_text(element, "{*}publicationName", "{*}journal_ref", "{*}journal_reference"),
            date=date if year(date) == when else str(when),
            keywords=tuple(one.get("term", "") for one in element.iterfind("{*}category")),
            language=said.language,
            pdf=next((link.get("href") for link in element.iterfind("{*}link") if _is_pdf(link)), None),
        ),
    )


def _authors(element: "_Element") -> tuple[Author, ...]:
    """Return the authors of an entry, which arXiv's feeds of new papers give in one text."""
    names = [one.text for one in element.iterfind("{*}author/{*}name")]
    if names:
        return tuple(author for name in names for author in people_in([name or ""]))
    return tuple(
        author
        for one in element.iterfind("{*}creator")
        for author in people(" ".join((one.text or "").split()))
    )


def _is_pdf(link: "_Element") -> bool:
    return link.get("title") == "pdf" or link.get("type") == "application/pdf"


def _is_own(link: "_Element") -> bool:
    return link.get("rel", "alternate") == "alternate" or link.get("title") == "doi"


def _said(element: "_Element", *names: str) -> Said:
    """Return the first text with one of the names that says something, those in English first."""
    found = (one for name in names for one in english(element.iterfind(f"{{*}}{name}")))
    return first_said(
        Said(
            text(one, ".")
            if len(one)
            else marked_latex(_ANNOUNCED.sub("", unbroken(one.text or "", soft=False))),
            language(one),
        )
        for one in found
    )
