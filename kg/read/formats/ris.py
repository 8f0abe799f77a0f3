"""RIS, as Zotero, Mendeley and publishers write it, and the plain-text export of the Web of Science."""

__all__ = ["read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, year
from kg.read.stream import again
from kg.read.tagged import Dialect, read_tagged, values

_RIS, _WOS = re.compile(r"^TY  -", re.M), re.compile(r"^(?:FN .*|VR .*|PT [A-Z])$", re.M)


def sniff(head: str) -> bool:
    """Return whether a line has the tag that starts a record in either format."""
    return _RIS.search(head) is not None or _WOS.match(head.lstrip()) is not None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record."""
    from rispy.parser import RisParser, WokParser

    head, stream = again(stream)
    if _RIS.search(head.decode("utf-8-sig", "replace")):
        return read_tagged(stream, source, Dialect("TY  -", "ER  -", RisParser(skip_unknown_tags=True)), _ris)
    return read_tagged(stream, source, Dialect("PT ", "ER", WokParser(skip_unknown_tags=True)), _wos)


def _ris(record: dict[str, Any]) -> Entry:
    title, abstract = (
        next(iter(values(record, *names)), "")
        for names in (("title", "primary_title"), ("abstract", "notes_abstract"))
    )
    urls = values(record, "urls")
    ids = (*map(identity.doi, values(record, "doi")[:1]), *map(identity.address, urls))
    date = next(iter(values(record, "year", "publication_year", "date")), "")
    return Entry(markup(title), markup(abstract), ids, year(date), next(iter(urls), None))


def _wos(record: dict[str, Any]) -> Entry:
    title, abstract, doi, date = (
        next(iter(values(record, *names)), "")
        for names in (
            ("document_title",),
            ("abstract",),
            ("doi", "book_doi"),
            ("publication_year", "early_access_date"),
        )
    )
    ids = (identity.doi(doi), *(identity.number("pmid", name) for name in values(record, "pubmed_id")))
    return Entry(markup(title), markup(abstract), ids, year(date), f"https://doi.org/{doi}" if doi else None)
