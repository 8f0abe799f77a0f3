"""TEI as GROBID writes it for a PDF (https://grobid.readthedocs.io/en/latest/TEI-encoding-of-results/): only the header."""

__all__ = ["FIELDS", "read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, year
from kg.read.languages import abstract, english, language, told
from kg.read.leaves import first_text, shown, texts
from kg.read.metadata.dates import dated
from kg.read.metadata.people import people_in, person
from kg.read.metadata.values import keywords

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "keywords", "language"})


def sniff(head: str) -> bool:
    """Return whether the file starts with a header of TEI, with or without the text around it."""
    return "teiHeader" in tags(head)[:3]


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every header; the full text and its references are passed over."""
    return read_elements(stream, source, ("teiHeader",), _entry)


def _entry(element: "_Element") -> Entry:
    described = element.find("{*}fileDesc/{*}sourceDesc/{*}biblStruct")
    ids: list[str | None] = []
    url = None
    if described is not None:
        for node in (*described.iterfind("{*}idno"), *described.iterfind("{*}analytic/{*}idno")):
            ids.append(_id(node.get("type", "").lower(), node.text))
        pointer = described.find(".//{*}ptr")
        url = None if pointer is None else pointer.get("target")
    for line in element.iter("{*}lb"):
        line.text = "" if _before(line).rstrip().endswith("-") else " "
    title = told(text(title, ".") for title in english(element.iterfind("{*}fileDesc/{*}titleStmt/{*}title")))
    said = abstract(element.iterfind("{*}profileDesc/{*}abstract"))
    date = _date(element)
    return Entry(
        title,
        said.text,
        ids,
        year(date),
        url,
        metadata=Metadata(
            authors=() if described is None else _authors(described),
            venue=_venue(described, title),
            date=date,
            keywords=_keywords(element),
            language=said.language or language(element),
        ),
    )


def _date(element: "_Element") -> str | None:
    for path in ("{*}sourceDesc/{*}biblStruct/{*}monogr/{*}imprint/{*}date", "{*}publicationStmt/{*}date"):
        for node in element.iterfind(f"{{*}}fileDesc/{path}"):
            if found := dated(node.get("when")) or dated(node.text):
                return found
    return None


def _authors(described: "_Element") -> tuple[Author, ...]:
    """Return the authors of a part, else those of the whole."""
    for path in ("{*}analytic/{*}author", "{*}monogr/{*}author"):
        found = (author for one in described.iterfind(path) for author in _named(one))
        if known := tuple(author for author in found if author is not None):
            return known
    return ()


def _named(element: "_Element") -> Iterator[Author | None]:
    name = element.find("{*}persName")
    if name is not None and len(name):
        yield person(
            None,
            family=" ".join(map(shown, name.iterfind("{*}surname"))),
            given=" ".join(map(shown, name.iterfind("{*}forename"))),
            suffix=first_text(name, "{*}genName"),
            orcid=element.findtext("{*}idno[@type='ORCID']"),
        )
    elif name is None and (institution := first_text(element, "{*}orgName")):
        yield person(None, family=institution)
    else:
        yield from people_in([first_text(element, "{*}persName", "{*}name") or element.text or ""])


def _venue(described: "_Element | None", title: str) -> str | None:
    """Return the journal, else the book or proceedings, without that title of a book that is the paper's own."""
    if described is None:
        return None
    found = [one for one in described.iterfind("{*}monogr/{*}title") if one.get("type") != "abbrev"]
    found.sort(key=lambda one: one.get("level") != "j")
    return next((name for name in map(shown, found) if name and name != title), None)


def _keywords(element: "_Element") -> tuple[str, ...]:
    groups = element.findall("{*}profileDesc/{*}textClass/{*}keywords")
    terms = [term for group in groups for term in group.iter("{*}term")]
    if terms:
        return texts(terms)
    return keywords(next((group.text for group in groups if group.text), None))


def _before(element: "_Element") -> str:
    previous, parent = element.getprevious(), element.getparent()
    return (previous.tail if previous is not None else parent.text if parent is not None else None) or ""


def _id(kind: str, name: str | None) -> str | None:
    if kind == "doi":
        return identity.doi(name)
    if kind == "arxiv":
        return identity.arxiv_in(name) or identity.arxiv(name)
    return identity.number({"pmcid": "pmc"}.get(kind, kind), name) if kind in ("pmid", "pmcid") else None
