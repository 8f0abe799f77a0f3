"""TEI as GROBID writes it for a PDF (https://grobid.readthedocs.io/en/latest/TEI-encoding-of-results/): only the header."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, year
from kg.read.languages import abstract, english, language, language_of, told

if TYPE_CHECKING:
    from lxml.etree import _Element


def sniff(head: str) -> bool:
    """Return whether the file starts with a header of TEI, with or without the text around it."""
    return "teiHeader" in tags(head)[:3]


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every header; the full text and its references are passed over."""
    return read_elements(stream, source, ("teiHeader",), _entry)


def _entry(element: "_Element") -> Entry:
    described = element.find("{*}fileDesc/{*}sourceDesc/{*}biblStruct")
    ids: list[str | None] = []
    date, url = None, None
    if described is not None:
        for node in (*described.iterfind("{*}idno"), *described.iterfind("{*}analytic/{*}idno")):
            ids.append(_id(node.get("type", "").lower(), node.text))
        for node in described.iterfind("{*}monogr/{*}imprint/{*}date"):
            date = date or year(node.get("when")) or year(node.text)
        pointer = described.find(".//{*}ptr")
        url = None if pointer is None else pointer.get("target")
    if date is None:
        published = element.find("{*}fileDesc/{*}publicationStmt/{*}date")
        date = None if published is None else year(published.get("when")) or year(published.text)
    for line in element.iter("{*}lb"):
        line.text = "" if _before(line).rstrip().endswith("-") else " "
    titles = english(element.iterfind("{*}fileDesc/{*}titleStmt/{*}title"))
    return Entry(
        told(text(title, ".") for title in titles),
        abstract(element.iterfind("{*}profileDesc/{*}abstract")),
        ids, date, url, metadata=Metadata(language=language_of(element.iterfind("{*}profileDesc/{*}abstract")) or language(element)),
    )  # fmt: skip


def _before(element: "_Element") -> str:
    previous, parent = element.getprevious(), element.getparent()
    return (previous.tail if previous is not None else parent.text if parent is not None else None) or ""


def _id(kind: str, name: str | None) -> str | None:
    if kind == "doi":
        return identity.doi(name)
    if kind == "arxiv":
        return identity.arxiv_in(name) or identity.arxiv(name)
    return identity.number({"pmcid": "pmc"}.get(kind, kind), name) if kind in ("pmid", "pmcid") else None
