"""PubMed's tagged format (nbib, MEDLINE): https://www.nlm.nih.gov/bsd/mms/medlineelements.html."""

__all__ = ["read", "sniff"]

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, ClassVar

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, not_available, year
from kg.read.tagged import Dialect, TextParser, read_tagged, values

_TAG = re.compile(r"([A-Z]{2,4}) *- ?(.*)")


class _Parser(TextParser):
    """Tags of up to four letters, padded to four characters and followed by a hyphen."""

    START_TAG, END_TAG = "PMID", "<end>"  # the format has no end tag
    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {
        tag: tag
        for tag in ("PMID", "TI", "TT", "BTI", "AB", "OAB", "LA", "OABL", "LID", "AID", "DP", "PMC", "UK")
    }
    TEXTS = ("AB", "OAB")
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = ["LID", "AID", *TEXTS]
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """Return the tag and text of a line, or None and the text of a continuation line."""
        if line.startswith(self.END_TAG):
            return self.END_TAG, ""
        match = _TAG.fullmatch(line) if line[4:5] == "-" else None
        return (match[1], match[2].strip()) if match else (None, line.strip())


def sniff(head: str) -> bool:
    """Return whether the first line has a PubMed id."""
    return head.lstrip().startswith("PMID- ")


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record."""
    return read_tagged(
        stream, source, Dialect(re.compile("PMID- "), None, _Parser(skip_unknown_tags=True)), _entry
    )


def _entry(record: dict[str, Any]) -> Entry:
    pmid, title, date = (
        next(iter(values(record, *names)), "") for names in (("PMID",), ("TI", "BTI", "TT"), ("DP",))
    )
    if not_available(title):
        title = next(iter(values(record, "TT")), "")
    abstract = " ".join(values(record, "AB"))
    language = "eng" if values(record, "LA") else None  # of the abstract, whatever that of the article
    if not abstract:
        abstract, language = (next(iter(values(record, name)), "") for name in ("OAB", "OABL"))
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
    return Entry(markup(title), markup(abstract), ids, year(date), url, language=language)
