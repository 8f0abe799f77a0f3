"""PubMed and MEDLINE XML: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.elements import english, language, read_elements, tags, text
from kg.read.entry import Entry, not_available, year

if TYPE_CHECKING:
    from lxml.etree import _Element

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")


def sniff(head: str) -> bool:
    """Return whether the file starts with one of the records."""
    return any(name in _RECORDS for name in tags(head)[:3])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every article, book and chapter."""
    return read_elements(stream, source, _RECORDS, _entry)


def _id(scheme: str | None, name: str | None) -> str | None:
    return (
        identity.doi(name) if scheme == "doi" else identity.number("pmc", name) if scheme == "pmc" else None
    )


def _entry(element: "_Element") -> Entry:
    pmid = element.findtext(".//PMID")
    ids = [identity.number("pmid", pmid)]
    for path, name in (
        (".//PubmedData/ArticleIdList/ArticleId", "IdType"),
        (".//Article/ELocationID", "EIdType"),
    ):
        for node in element.iterfind(path):
            if node.get("ValidYN") == "N":
                continue
            ids.append(_id(node.get(name), node.text))
    date = element.find(".//PubDate")
    when = None if date is None else date.findtext("Year") or date.findtext("MedlineDate")
    title = text(element, ".//ArticleTitle") or text(element, ".//BookTitle")
    if not_available(title):
        title = text(element, ".//VernacularTitle")
    abstract = text(element, ".//Abstract")
    # the abstract of MEDLINE is in English, whatever the language of the article
    spoken = None if element.find(".//Language") is None else "eng"
    if not_available(abstract):
        other = next(iter(english(element.iterfind(".//OtherAbstract"))), None)
        abstract, spoken = text(other, "."), None if other is None else language(other)
    url = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else None
    return Entry(title, abstract, ids, year(when), url, language=spoken)
