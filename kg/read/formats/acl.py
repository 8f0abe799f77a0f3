"""XML of the ACL Anthology: https://github.com/acl-org/acl-anthology, data/xml."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, year
from kg.read.leaves import first_text, parts
from kg.read.metadata.dates import iso_of_parts
from kg.read.metadata.people import person

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "keys", "language", "pdf"})


def sniff(head: str) -> bool:
    """Return whether this is a collection of volumes."""
    return tags(head)[:2] in (["collection", "volume"], ["collection", "event"])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every paper, without the front matter of volumes.

    The code and datasets that the Anthology lists for a paper become source claims.
    """
    return read_elements(stream, source, ("meta", "paper"), _Volume())


class _Volume:
    """Makes entries, with the name and date of their volume."""

    def __init__(self) -> None:
        self.date: str | None = None
        self.venue: str | None = None

    def __call__(self, element: "_Element") -> Entry | None:
        """Return the entry of a paper, or None for the description of a volume."""
        if element.tag == "meta":
            self.date = iso_of_parts((year(element.findtext("year")), element.findtext("month")))
            self.venue = first_text(element, "journal-title", "booktitle")
            return None
        url, doi = (element.findtext("url") or "").strip(), element.findtext("doi") or ""
        own = (
            identity.acl(re.sub(r"v\d+$", "", url))
            or identity.address(url)
            or identity.acl(doi.rpartition("10.18653/v1/")[2])
        )
        ids = (own, identity.doi(doi))
        where = (
            f"https://aclanthology.org/{own.removeprefix('acl:')}/" if own and own.startswith("acl:") else url
        )
        return Entry(
            text(element, "title"),
            text(element, "abstract"),
            ids,
            year(self.date),
            where,
            claims=_claims(element),
            metadata=Metadata(
                authors=tuple(filter(None, map(_author, element.iterfind("author")))),
                venue=self.venue,
                date=self.date,
                keys=(element.findtext("bibkey") or "",),
                language=element.findtext("language"),
                pdf=_pdf(url),
            ),
        )


def _author(element: "_Element") -> Author | None:
    told, id = parts(element, "first", "last"), element.get("id", "").strip()
    return person(
        None,
        family=told.get("last"),
        given=told.get("first"),
        orcid=element.get("orcid"),
        id=f"acl-author:{id}" if id else None,
    )


def _pdf(url: str) -> str | None:
    """Return the address of a PDF, which the Anthology names after the file if it is its own."""
    if "://" in url:
        return url if url.lower().endswith(".pdf") else None
    return f"https://aclanthology.org/{url}.pdf" if url else None


def _claims(element: "_Element") -> Iterator[SourceClaim]:
    for code in element.iterfind("pwccode"):
        if url := (code.get("url") or "").strip():
            yield SourceClaim("repository", url, "official")  # `additional` marks further code by others
    for dataset in element.iterfind("pwcdataset"):
        if name := (dataset.text or "").strip():
            yield SourceClaim("Dataset", name, "mentioned")
