"""PubMed's tagged format (nbib, MEDLINE): https://www.nlm.nih.gov/bsd/mms/medlineelements.html."""

__all__ = ["read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, not_available, year
from kg.read.hyphens import unbroken
from kg.read.tagged import Dialect, TextParser, first, read_tagged, text, values

_PMID = re.compile(r"^PMID- ", re.MULTILINE)
_TAG = re.compile(r"([A-Z]{2,4}) *- ?(.*)")


class _Parser(TextParser):
    """Tags of up to four letters, padded to four characters and followed by a hyphen."""

    START_TAG, END_TAG = "PMID", "<end>"  # the format has no end tag
    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {
        tag: tag
        for tag in (
            "PMID",
            "TI",
            "TT",
            "BTI",
            "AB",
            "OAB",
            "LID",
            "AID",
            "DP",
            "DEP",
            "LA",
            "OABL",
            "PMC",
            "UK",
        )
    }
    TEXTS = ("TI", "TT", "BTI", "AB", "OAB", "LID", "AID")
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*TEXTS]
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """Return the tag and text of a line, or None and the text of a continuation line."""
        if line.startswith(self.END_TAG):
            return self.END_TAG, ""
        match = _TAG.fullmatch(line) if line[4:5] == "-" else None
        return (match[1], match[2].strip()) if match else (None, line.strip())


class _Starts:
    """Tells where a record starts: at its PMID, or at its PMC id after an empty line, as PubMed Central writes it."""

    def __init__(self) -> None:
        self._blank, self._early = True, False

    def __call__(self, line: str) -> bool:
        if not line.startswith("PM"):
            self._blank = not line
            return False
        early = self._blank and line.startswith("PMC ")
        starts = early or (line.startswith("PMID- ") and not self._early)
        self._blank, self._early = False, early
        return starts


def _tidied(texts: list[str]) -> list[str]:
    return (
        texts if texts[0].startswith("PMID") else sorted(texts, key=lambda line: not line.startswith("PMID"))
    )


def sniff(head: str) -> bool:
    """Return whether a line has a PubMed id."""
    return _PMID.search(head) is not None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record."""
    dialect = Dialect(_Starts(), None, _Parser(skip_unknown_tags=True), tidy=_tidied)
    return read_tagged(stream, source, dialect, _entry)


def _entry(record: dict[str, Any]) -> Entry:
    pmid = first(record, "PMID")
    title = first(record, "TI", "BTI", "TT")
    if not_available(title):
        title = first(record, "TT")
    if "\n" in title:
        title = unbroken(title, soft=True)
    abstract = text(record, "AB")
    language = "eng" if values(record, "LA") else None  # of the abstract, whatever that of the article
    if not abstract:
        abstract, language = first(record, "OAB"), first(record, "OABL")
    dois = [
        name.removesuffix("[doi]").strip()
        for name in (*values(record, "LID"), *values(record, "AID"))
        if name.endswith("[doi]")
    ]
    ids = (
        identity.number("pmid", pmid),
        *map(identity.doi, dois[:1]),
        *(identity.number("pmc", name) for name in values(record, "PMC")),
    )
    url = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isdigit() else None
    when = year(first(record, "DP")) or year(first(record, "DEP"))
    return Entry(markup(title), markup(abstract), ids, when, url, metadata=Metadata(language=language))
