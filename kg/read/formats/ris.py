"""RIS, as Zotero, Mendeley and publishers write it, and the plain-text export of the Web of Science."""

__all__ = ["FIELDS", "read", "sniff"]

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, ClassVar

from rispy.config import LIST_TYPE_TAGS, TAG_KEY_MAPPING, WOK_LIST_TYPE_TAGS
from rispy.parser import WokParser

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import markup
from kg.read.entry import Entry, year
from kg.read.hyphens import unbroken
from kg.read.metadata.authors import with_ids
from kg.read.metadata.citations import cited_by, cited_works
from kg.read.metadata.dates import agreeing, iso, iso_of_parts, with_month
from kg.read.metadata.people import people_in, person
from kg.read.metadata.values import count, keywords, pdf
from kg.read.stream import again
from kg.read.tagged import Dialect, TextParser, first, read_tagged, text, values

FIELDS = frozenset("authors venue date keys keywords language type pdf citations references".split())
_VENUES = (  # full names, abbreviations, and the series
    "alternate_title3", "secondary_title", "book_title", "journal_name", "alternate_title2", "alternate_title1", "tertiary_title",
)  # fmt: skip
_LONGEST_DATE, _LONGEST_ACRONYM = 100, 5
_LINKS = ("file_attachments1", "file_attachments2", "links", "urls")

_RIS, _WOS = re.compile(r"^[ \t]*TY {1,2}-", re.M), re.compile(r"^(?:FN .*|VR .*|PT [A-Z])$", re.M)
_END = re.compile(r"[ \t]*ER(?: {2}-| -[ \t]*$)")
_STRAY = re.compile(r"(?:T[I1]|A[BU1]|N2) {2}- ")  # of a record that lost its first lines
_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}|PMCID) {1,2}-\s*(.*)")
_PROSE = re.compile(r"\s*(?!https?:|www\.|doi:)[a-z]")
_DOI = re.compile(r"(?:doi:?\s*)?10\.\d{4,9}/\S+", re.IGNORECASE)


class _Parser(TextParser):
    """Tags with one blank or two before the dash and any number after it; an abstract may come in several lines of one tag."""

    DEFAULT_MAPPING: ClassVar[dict[str, str]] = {
        **TAG_KEY_MAPPING, "DOI": "doi", "PMID": "pmid", "PMCID": "pmcid", "L3": "links", "LK": "links",
        "BT": "book_title", "CR": "cited_references", "OI": "orcid_id",
    }  # fmt: skip
    TEXTS = ("TI", "T1", "TT", "AB", "N2")
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [
        *LIST_TYPE_TAGS,
        *TEXTS,
        "L1",
        "L2",
        "L3",
        "L4",
        "LK",
        "CR",
        "OI",
    ]

    def parse_line(self, line: str) -> tuple[str, str] | tuple[None, str]:
        """Return the tag and text of a line, or None and the text of a continuation line."""
        match = _TAG.fullmatch(line)
        known = match and (match[1] in self.mapping or line[len(match[1]) :].startswith("  -"))
        return (match[1], match[2].strip()) if match and known else (None, line.strip())


class _WosParser(TextParser, WokParser):  # type: ignore[misc]
    TEXTS = ("TI", "AB")
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*WOK_LIST_TYPE_TAGS, *TEXTS, "OI"]


def sniff(head: str) -> bool:
    """Return whether a line has the tag that starts a record in either format."""
    return _RIS.search(head) is not None or _WOS.match(head.lstrip()) is not None


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record, also for one without its first tag between others."""
    head, stream = again(stream)
    if _RIS.search(head.decode("utf-8-sig", "replace")):
        dialect = Dialect(
            _RIS.match, _END.match, _Parser(skip_unknown_tags=True), strays=_STRAY.match, tidy=_tidied
        )
        return read_tagged(stream, source, dialect, _ris)
    dialect = Dialect(
        re.compile("PT ").match, re.compile("ER(?![^ \t])").match, _WosParser(skip_unknown_tags=True)
    )
    return read_tagged(stream, source, dialect, _wos)


def _tidied(texts: list[str]) -> list[str]:
    """Return the lines of a record with the first tag first and none indented.

    Where most tags have two blanks before the dash, "T2 - weighted" is text, and a blank before it marks it so.
    """
    if texts[0][0].isspace():
        indent = texts[0][: -len(texts[0].lstrip())]
        texts = [line.removeprefix(indent) for line in texts]
    if not texts[0].startswith("TY"):
        texts = ["TY  - ", *texts]
    single = [i for i, line in enumerate(texts) if line[2:5] == " - " and _PROSE.match(line, 5)]
    if single and len(single) < sum(line[2:5] == "  -" for line in texts):
        for i in single:
            texts[i] = f" {texts[i]}"
    return texts


def _ris(record: dict[str, Any]) -> Entry:
    title = _title(record, "title", "primary_title", "translated_title")
    abstract = text(record, "abstract", "notes_abstract")
    when = year(" ".join(_dates(record)))
    return Entry(
        markup(title),
        markup(abstract),
        _ids(record),
        when,
        first(record, "urls") or None,
        metadata=_metadata(record, title, when),
    )


def _dates(record: dict[str, Any]) -> list[str]:
    return [first(record, name) for name in ("year", "publication_year", "date")]


def _metadata(record: dict[str, Any], title: str, when: int | None) -> Metadata:
    dates = [date[:_LONGEST_DATE] for date in _dates(record)]
    main = values(record, "first_authors")
    known = {*main}
    names = [*main, *(name for name in values(record, "authors") if name not in known)]
    attached = next((link for link in values(record, "file_attachments1") if link.startswith("http")), None)
    links = (link for name in _LINKS for link in values(record, name))
    return Metadata(
        authors=with_ids(people_in(names), *values(record, "orcid_id")),
        venue=next((name for field in _VENUES if (name := first(record, field)) and name != title), None),
        date=agreeing(
            when,
            *(iso_of_parts(date.split("/")) or iso(date) for date in dates),
            with_month(when, dates[-1]) if when and str(when) not in dates[-1] else None,  # "SEP 22"
        ),
        keys=tuple(values(record, "id")),
        keywords=keywords(_own_keywords(record)),
        language=first(record, "language"),
        type=first(record, "type_of_reference"),
        pdf=attached or pdf(*links),
        citations=cited_by("\n".join(values(record, "notes"))),
        references=cited_works("\n".join(values(record, "cited_references"))),
    )


def _own_keywords(record: dict[str, Any]) -> list[str]:
    """Return the keywords of the authors; those that the Web of Science made from the references are in capitals."""
    words = values(record, "keywords")
    if not first(record, "accession_number").startswith("WOS:"):
        return words
    return [word for word in words if not word.isupper() or len(word) <= _LONGEST_ACRONYM]


def _title(record: dict[str, Any], *names: str) -> str:
    title = first(record, *names)
    return unbroken(title, soft=True) if "\n" in title else title


def _ids(record: dict[str, Any]) -> list[str | None]:
    """Return the ids in the fields of a record; programs put them into notes, custom fields and links too."""
    doi = identity.doi(first(record, "doi"))
    ids = [doi]
    for name, value in record.items():
        if (told := _TOLD.get(name)) and value:
            found = [id for text in ([value] if isinstance(value, str) else value) for id in told(text) if id]
            ids += (id for id in found if told is not _noted or not doi or not id.startswith("doi:"))
    return ids


def _linked(text: str) -> tuple[str | None, ...]:
    return (identity.address(text),)


def _cited(text: str) -> tuple[str | None, ...]:
    return (identity.arxiv_in(text),)


def _noted(text: str) -> tuple[str | None, ...]:
    doi = identity.doi(text) if _DOI.fullmatch(text) else None
    return doi, identity.address(text), identity.arxiv_in(text), *identity.noted(text)


def _numbered(text: str) -> tuple[str | None, ...]:
    """Return a number, of PubMed Central if its letters say so, else of PubMed: Scopus has the one there, EndNote the other."""
    return (identity.number("pmc" if text[:3].upper() == "PMC" else "pmid", text),)


# name of a field -> what reads the ids in one of its values; those that `_noted` gives are no DOI beside that of the record
_TOLD: dict[str, Callable[[str], tuple[str | None, ...]]] = {
    **dict.fromkeys(("urls", "file_attachments1", "file_attachments2"), _linked),
    **dict.fromkeys(("journal_name", "alternate_title2", "alternate_title3", "secondary_title"), _cited),
    **dict.fromkeys(("links", "type_of_work", "note", "notes", "accession_number"), _noted),
    **dict.fromkeys(("custom2", "pmid", "pmcid"), _numbered),
}


def _wos(record: dict[str, Any]) -> Entry:
    title, doi = _title(record, "document_title"), first(record, "doi").partition(";")[0]
    ids = (
        identity.doi(doi),
        identity.address(first(record, "article_number")),
        *(identity.number("pmid", name) for name in values(record, "pubmed_id")),
    )
    issued, early = first(record, "publication_year"), first(record, "early_access_date")
    when = year(f"{issued} {early}")
    url = f"https://doi.org/{doi}" if doi else None
    date = with_month(when, first(record, "publication_date")) if year(issued) else iso(early)
    return Entry(
        markup(title),
        markup(text(record, "abstract")),
        ids,
        when,
        url,
        metadata=Metadata(
            authors=_wos_authors(record),
            venue=first(record, "publication_name", "conference_title", "book_series_title"),
            date=agreeing(when, date),
            keywords=keywords(first(record, "author_keywords"), commas=False),
            language=first(record, "language"),
            type=first(record, "document_type"),
            citations=count(first(record, "wos_core_collection_cited_count", "total_times_cited_count")),
            references=cited_works("\n".join(values(record, "cited_references"))),
        ),
    )


def _wos_authors(record: dict[str, Any]) -> tuple[Author, ...]:
    """Return the authors, then the groups, with the ids that are listed by name."""
    authors = people_in(values(record, "author_full_name", "authors"))
    groups = (
        person(None, family=part) for name in values(record, "group_authors") for part in name.split(";")
    )
    ids = (" ".join(values(record, name)) for name in ("researcher_id", "orcid_id"))
    return (*with_ids(authors, *ids), *filter(None, groups))
