"""PubMed and MEDLINE XML: https://www.nlm.nih.gov/bsd/licensee/elements_descriptions.html."""

__all__ = ["FIELDS", "read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, not_available, year
from kg.read.languages import abstract
from kg.read.leaves import day, first_text, parts, shown
from kg.read.metadata.dates import dated
from kg.read.metadata.people import person

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "keywords", "language", "type", "references"})

_NAMES = ("LastName", "CollectiveName", "ForeName", "Initials", "Suffix", "Identifier")
_CITED = {"pubmed": "pmid", "doi": "doi"}
_RECORDS = ("PubmedArticle", "PubmedBookArticle", "MedlineCitation")


def sniff(head: str) -> bool:
    """Return whether the file starts with one of the records, or is an answer of PubMed without any."""
    names = tags(head)[:3]
    return any(name in _RECORDS for name in names) or names[:1] in (["PubmedArticleSet"], ["eFetchResult"])


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every article, book and chapter."""
    return read_elements(stream, source, (*_RECORDS, "ERROR"), _entry)


def _id(scheme: str | None, name: str | None) -> str | None:
    if scheme == "doi":
        return identity.doi(name)
    return identity.number(scheme, name) if scheme in ("pmc", "pmid") else None


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
    said, spoken = abstract(element.iterfind(".//Abstract")), None
    if not_available(said.text):
        said = abstract(element.iterfind(".//OtherAbstract"))
        spoken = said.language
    elif element.find(".//Language") is not None:
        spoken = "eng"  # the abstract of MEDLINE is in English, whatever the language of the article
    url = f"https://pubmed.ncbi.nlm.nih.gov/{own.removeprefix('pmid:')}/" if own else None
    date = _date(element)
    return Entry(title, said.text, ids, year(date), url, metadata=_metadata(element, date, spoken))


def _date(element: "_Element") -> str | None:
    """Return the date of a chapter, else of the issue, of the article online, or of its record."""
    for path in (
        "BookDocument/ContributionDate", ".//PubDate", ".//Article/ArticleDate",
        ".//PubMedPubDate[@PubStatus='pubmed']",
    ):  # fmt: skip
        for node in element.iterfind(path):
            if found := day(node) or dated(node.findtext("MedlineDate")):
                return found
    return None


def _metadata(element: "_Element", date: str | None, language: str | None) -> Metadata:
    part = element.find(".//ArticleTitle") is not None  # of a journal, or a chapter of a book
    return Metadata(
        authors=_authors(element),
        venue=first_text(element, ".//Journal/Title", ".//Journal/ISOAbbreviation", ".//MedlineTA")
        or first_text(element, ".//BookTitle" if part else ".//CollectionTitle"),
        date=date,
        keywords=tuple(
            shown(word)
            for group in element.iterfind(".//KeywordList")
            if group.get("Owner") != "NLM-AUTO"
            for word in group.iterfind("Keyword")
        ),
        language=language,
        type=first_text(element, ".//PublicationType"),
        references=tuple(filter(None, _references(element))),
    )


def _authors(element: "_Element") -> tuple[Author, ...]:
    """Return the authors of an article or chapter, else those of its book."""
    for path in (".//Article/AuthorList", "BookDocument/AuthorList", "BookDocument/Book/AuthorList"):
        found = [
            _author(one)
            for group in element.iterfind(path)
            if group.get("Type", "authors") == "authors"
            for one in group.iterfind("Author")
            if one.get("ValidYN") != "N"
        ]
        if known := tuple(one for one in found if one is not None):
            return known
    return ()


def _author(element: "_Element") -> Author | None:
    told = parts(element, *_NAMES)
    return person(
        None,
        family=told.get("LastName") or told.get("CollectiveName"),
        given=told.get("ForeName") or told.get("Initials"),
        suffix=told.get("Suffix"),
        orcid=element.findtext("Identifier[@Source='ORCID']") if "Identifier" in told else None,
    )


def _is_cited(node: "_Element") -> bool:
    around = node.getparent()
    above = None if around is None else around.getparent()
    return above is not None and above.tag == "Reference"


def _references(element: "_Element") -> Iterator[str | None]:
    for node in element.iter("ArticleId"):
        if (scheme := _CITED.get(node.get("IdType", ""))) and _is_cited(node):
            yield _id(scheme, node.text)
    for node in element.iterfind(".//CommentsCorrections[@RefType='Cites']/PMID"):
        yield _id("pmid", node.text)
