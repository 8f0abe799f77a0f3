"""Responses of the arXiv API, which are Atom feeds: https://info.arxiv.org/help/api/user-manual.html."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, year
from kg.read.formats.arxiv import year_of
from kg.read.hyphens import unbroken

if TYPE_CHECKING:
    from lxml.etree import _Element


def sniff(head: str) -> bool:
    """Return whether this is an Atom feed."""
    return tags(head)[:1] == ["feed"] and "www.w3.org/2005/Atom" in head


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every entry of the feed; arXiv reports errors as one."""
    return read_elements(stream, source, ("entry",), _entry)


def _entry(element: "_Element") -> Entry:
    def field(name: str) -> str:
        return unbroken(element.findtext(f"{{*}}{name}") or "", soft=False)

    def shown(name: str) -> str:
        found = element.find(f"{{*}}{name}")
        return text(element, name) if found is not None and len(found) else marked_latex(field(name))

    url = field("id").strip()
    if "/api/errors" in url:
        raise Refused("malformed", f"an error of the API: {field('summary').strip()}")
    own = identity.arxiv(url)
    when = year_of(own) or year(field("published") or field("updated"))
    return Entry(
        shown("title"), shown("summary") or shown("content"), (own, identity.doi(field("doi"))), when, url
    )
