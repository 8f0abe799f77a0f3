"""OAI-PMH records, as arXiv and other archives provide them: Dublin Core, arXiv and arXivRaw (https://www.openarchives.org/pmh/)."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.elements import english, read_elements, tags
from kg.read.entry import Entry, Refused, year
from kg.read.formats.arxiv import year_of
from kg.read.hyphens import unbroken

if TYPE_CHECKING:
    from lxml.etree import _Element


def sniff(head: str) -> bool:
    """Return whether this is an OAI-PMH response, or records of one."""
    names = tags(head)
    return (
        "OAI-PMH" in names[:1]
        or (names[:2] == ["record", "header"])
        or names[:2] == ["ListRecords", "record"]
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record; one that its archive deleted is rejected."""
    return read_elements(stream, source, ("record",), _entry)


def _entry(element: "_Element") -> Entry:
    header = element.find("{*}header")
    if header is not None and header.get("status") == "deleted":
        raise Refused("no-title", "the archive deleted this record")

    def fields(name: str) -> list[str]:
        found = english(element.iterfind(f".//{{*}}metadata//{{*}}{name}"))
        return [unbroken(one.text or "", soft=False).strip() for one in found]

    title = next(iter(fields("title")), "")
    # in Dublin Core the abstract is the longest description; others are comments
    abstract = next(iter(fields("abstract")), "") or max(fields("description"), key=len, default="")
    names = [
        *fields("id"),
        *fields("identifier"),
        *fields("doi"),
        element.findtext("{*}header/{*}identifier") or "",
    ]
    own = next(
        filter(None, (identity.arxiv(name.replace("oai:arXiv.org:", "arXiv:")) for name in names)), None
    )
    dois = [
        identity.doi(name)
        for name in names
        if name.startswith(("10.", "doi:", "https://doi.org/", "http://doi.org/", "http://dx.doi.org/"))
    ]
    url = next((name for name in names if name.startswith(("http://", "https://"))), None)
    when = year_of(own) or year(next(iter((*fields("date"), *fields("created"))), ""))
    return Entry(
        marked_latex(title),
        marked_latex(abstract),
        (own, *dois[:1]),
        when,
        url or (f"https://arxiv.org/abs/{own.removeprefix('arxiv:')}" if own else None),
    )
