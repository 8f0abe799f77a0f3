"""RIS, as Zotero, Mendeley and publishers write it, and the plain-text export of the Web of Science."""

__all__ = ["read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from rispy.config import LIST_TYPE_TAGS, TAG_KEY_MAPPING
from rispy.parser import WokParser

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, year
from kg.read.stream import again
from kg.read.tagged import Dialect, TextParser, read_tagged, values

_RIS, _WOS = re.compile(r"^TY {1,2}-", re.M), re.compile(r"^(?:FN .*|VR .*|PT [A-Z])$", re.M)
_TAG = re.compile(r"([A-Z][A-Z0-9]) {1,2}-(?: +|$|(?=\S))(.*)")


class _Parser(TextParser):
    """Tags with one blank or two before the dash and any number after it; an abstract may come in several lines of one tag."""

    TEXTS = ("AB", "N2")
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*LIST_TYPE_TAGS, *TEXTS]

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """Return the tag and text of a line, or None and the text of a continuation line."""
        match = _TAG.fullmatch(line)
        known = match and (match[1] in TAG_KEY_MAPPING or line[2:6] == "  - ")
        return (match[1], match[2].strip()) if match and known else (None, line.strip())


def sniff(head: str) -> bool:
    """Return whether a line has the tag that starts a record in either format."""
    return _RIS.search(head) is not None or _WOS.match(head.lstrip()) is not None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record."""
    head, stream = again(stream)
    if _RIS.search(head.decode("utf-8-sig", "replace")):
        ends = re.compile(r"ER {1,2}-")
        return read_tagged(stream, source, Dialect(_RIS, ends, _Parser(skip_unknown_tags=True)), _ris)
    dialect = Dialect(re.compile("PT "), re.compile("ER"), WokParser(skip_unknown_tags=True))
    return read_tagged(stream, source, dialect, _wos)


def _ris(record: dict[str, Any]) -> Entry:
    title = next(iter(values(record, "title", "primary_title", "translated_title")), "")
    abstract = " ".join(values(record, "abstract", "notes_abstract"))
    urls = values(record, "urls")
    ids = (*map(identity.doi, values(record, "doi")[:1]), *map(identity.address, urls))
    date = next(iter(values(record, "year", "publication_year", "date")), "")
    return Entry(
        markup(title), markup(abstract), ids, year(date), next(iter(urls), None), language=_language(record)
    )


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
    return Entry(
        markup(title), markup(abstract), ids, year(date), f"https://doi.org/{doi}" if doi else None,
        language=_language(record),
    )  # fmt: skip


def _language(record: dict[str, Any]) -> str | None:
    return next(iter(values(record, "language")), None)
