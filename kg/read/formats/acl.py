"""XML of the ACL Anthology: https://github.com/acl-org/acl-anthology, data/xml."""

__all__ = ["read", "sniff"]

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected, SourceClaim
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, year

if TYPE_CHECKING:
    from lxml.etree import _Element


def sniff(head: str) -> bool:
    """Return whether this is a collection of volumes."""
    return tags(head)[:2] in (["collection", "volume"], ["collection", "event"])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every paper, without the front matter of volumes.

    The code and datasets that the Anthology lists for a paper become source claims.
    """
    return read_elements(stream, source, ("meta", "paper"), _Volume())


class _Volume:
    """Makes entries, with the year of their volume."""

    def __init__(self) -> None:
        self.year: int | None = None

    def __call__(self, element: "_Element") -> Entry | None:
        """Return the entry of a paper, or None for the description of a volume."""
        if element.tag == "meta":
            self.year = year(element.findtext("year"))
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
            text(element, "title"), text(element, "abstract"), ids, self.year, where, claims=_claims(element)
        )


def _claims(element: "_Element") -> Iterator[SourceClaim]:
    for code in element.iterfind("pwccode"):
        if url := (code.get("url") or "").strip():
            yield SourceClaim("repository", url, "official")  # `additional` marks further code by others
    for dataset in element.iterfind("pwcdataset"):
        if name := (dataset.text or "").strip():
            yield SourceClaim("Dataset", name, "mentioned")
