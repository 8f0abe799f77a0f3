"""PubMed and MEDLINE XML: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, not_available, year
from kg.read.languages import abstract, language_of

if TYPE_CHECKING:
    from lxml.etree import _Element

_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")


def sniff(head: str) -> bool:
    """Return whether the file starts with one of the records, or is an answer of PubMed without any."""
    names = tags(head)[:3]
    return any(name in _RECORDS for name in names) or names[:1] in (["PubmedArticleSet"], ["eFetchResult"])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every article, book and chapter."""
    return read_elements(stream, source, (*_RECORDS, "ERROR"), _entry)


def _id(scheme: str | None, name: str | None) -> str | None:
    return (
        identity.doi(name) if scheme == "doi" else identity.number("pmc", name) if scheme == "pmc" else None
    )


def _entry(element: "_Element") -> Entry:
    if element.tag == "ERROR":
        raise Refused("malformed", f"an error of the service: {text(element, '.')}")
    own = identity.number("pmid", element.findtext(".//PMID"))
    ids = [own]
    for path, name in (
        (".//PubmedData/ArticleIdList/ArticleId", "IdType"),
        ("BookDocument/ArticleIdList/ArticleId", "IdType"),
        (".//Article/ELocationID", "EIdType"),
    ):
        for node in element.iterfind(path):
            if node.get("ValidYN") == "N":
                continue
            ids.append(_id(node.get(name), node.text))
    title = text(element, ".//ArticleTitle") or text(element, ".//BookTitle")
    if not_available(title):
        title = text(element, ".//VernacularTitle")
    shown = abstract(element.iterfind(".//Abstract"))
    # the abstract of MEDLINE is in English, whatever the language of the article
    spoken = None if element.find(".//Language") is None else "eng"
    if not_available(shown):
        shown = abstract(element.iterfind(".//OtherAbstract"))
        spoken = language_of(element.iterfind(".//OtherAbstract"))
    url = f"https://pubmed.ncbi.nlm.nih.gov/{own.removeprefix('pmid:')}/" if own else None
    return Entry(title, shown, ids, _year(element), url, metadata=Metadata(language=spoken))


def _year(element: "_Element") -> int | None:
    """Return the year of a chapter, else of the issue, of the article online, or of its record."""
    for path in (
        "BookDocument/ContributionDate/Year", ".//PubDate/Year", ".//PubDate/MedlineDate",
        ".//Article/ArticleDate/Year", ".//PubMedPubDate[@PubStatus='pubmed']/Year",
    ):  # fmt: skip
        if found := year(element.findtext(path)):
            return found
    return None
