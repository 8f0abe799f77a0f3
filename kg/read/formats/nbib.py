"""PubMed's tagged format (nbib, MEDLINE): https://www.nlm.nih.gov/bsd/mms/medlineelements.html."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, ClassVar

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, not_available, year
from kg.read.hyphens import unbroken
from kg.read.metadata.dates import agreeing, iso
from kg.read.metadata.people import orcid, person
from kg.read.metadata.values import keywords
from kg.read.tagged import Dialect, TextParser, first, read_tagged, text, values

FIELDS = frozenset("authors venue date keywords language type".split())

_PMID = re.compile(r"^PMID- ", re.MULTILINE)
_PEOPLE = frozenset("FAU AU CN AUID FIR IR FED ED FPS PS".split())  # their order tells whose id it is
_LONGEST_DATE = 100
_INITIALS = re.compile(r"(.*\S) ([A-Z]{1,4})(?: (Jr|Sr|2nd|3rd|4th|II|III|IV))?")
_TAG = re.compile(r"([A-Z]{2,4}) *- ?(.*)")


class _Parser(TextParser):
    """Tags of up to four letters, padded to four characters and followed by a hyphen."""

    START_TAG, END_TAG = "PMID", "<end>"  # the format has no end tag
    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {
        tag: tag for tag in "PMID TI TT BTI CTI AB OAB LID AID DP DEP LA OABL PMC UK JT TA OT PT".split()
    }
    TEXTS = ("TI", "TT", "BTI", "AB", "OAB", "LID", "AID", "OT")
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*TEXTS, "PT"]
    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """Return the tag and text of a line, or None and the text of a continuation line."""
        if line.startswith(self.END_TAG):
            return self.END_TAG, ""
        match = _TAG.fullmatch(line) if line[4:5] == "-" else None
        return (match[1], match[2].strip()) if match else (None, line.strip())

    def _add_tag(
        self, record: dict[str, Any], tag: str, content: str, extend_multiline: bool = False
    ) -> None:
        if tag not in _PEOPLE:
            super()._add_tag(record, tag, content, extend_multiline)
        elif not extend_multiline:
            record.setdefault("people", []).append((tag, content))
        elif people := record.get("people"):
            people[-1] = tag, f"{people[-1][1]} {content}"


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
    return Entry(markup(title), markup(abstract), ids, when, url, metadata=_metadata(record, when, language))


def _metadata(record: dict[str, Any], when: int | None, language: str | None) -> Metadata:
    book = ("BTI", "CTI") if first(record, "TI") else ("CTI",)
    dates = (iso(first(record, name)[:_LONGEST_DATE]) for name in ("DP", "DEP"))
    return Metadata(
        authors=_authors(record.get("people", ())),
        venue=first(record, "JT", "TA", *book),
        date=agreeing(when, next(filter(None, dates), None)),
        keywords=keywords([" ".join(word.split()) for word in values(record, "OT")]),
        language=language,
        type=first(record, "PT"),
    )


def _authors(people: Iterable[tuple[str, str]]) -> tuple[Author, ...]:
    """Return the authors among tagged names, each of whose full name comes before the short one and the ids."""
    found: list[Author] = []
    before = ""
    for tag, content in people:
        author = None
        if tag == "FAU":
            author = person(content)
        elif tag == "AU" and before != "FAU":
            author = _short(content)
        elif tag == "CN":
            author = person(None, family=content)
        elif tag == "AUID" and found and before in ("FAU", "AU", "CN", "AUID"):
            found[-1] = found[-1]._replace(orcid=found[-1].orcid or orcid(content))
        found += [author] if author else []
        before = tag
    return tuple(found)


def _short(name: str) -> Author | None:
    """Return the author of a family name and initials: "Doe JR", "Roe R Jr"."""
    match = _INITIALS.fullmatch(name)
    return person(None, family=match[1], given=match[2], suffix=match[3]) if match else person(name)
