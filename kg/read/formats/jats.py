"""Articles in JATS, from PubMed Central and publishers (https://jats.nlm.nih.gov/): only the front matter."""

__all__ = ["FIELDS", "read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, with_subtitle, year
from kg.read.languages import abstract, english, first_said, language, speakers, told
from kg.read.leaves import day, first_text, parts, shown, texts
from kg.read.metadata.dates import dated, earliest
from kg.read.metadata.people import people_in, person
from kg.read.metadata.values import pdf

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "keywords", "language", "type", "pdf", "references"})

_HREF = "{http://www.w3.org/1999/xlink}href"
# in types of groups: keywords of others than the authors, and abbreviations, which are marked up alike
_NO_KEYWORDS = ("mesh", "generated", "machine", "abbr", "abr")


def sniff(head: str) -> bool:
    """Return whether the file starts with an article with front matter."""
    names = tags(head)
    return "article" in names and not {"front", "article-meta"}.isdisjoint(names)


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every article."""
    return read_elements(stream, source, ("article",), _entry)


def _entry(element: "_Element") -> Entry:
    meta = element.find("{*}front/{*}article-meta")
    if meta is None:
        raise Refused("no-title", "an article without front matter")
    named: dict[str | None, str] = {}
    for node in sorted(
        meta.iterfind("{*}article-id"), key=lambda one: "version" in one.get("specific-use", "")
    ):
        named.setdefault(node.get("pub-id-type"), (node.text or "").strip())
    doi = named.get("doi", "")
    ids = (
        identity.doi(doi),
        identity.arxiv(named.get("arxiv")),
        identity.number("pmid", named.get("pmid")),
        identity.number("pmc", named.get("pmc") or named.get("pmcid")),
    )
    date = earliest(map(_date, meta.iterfind("{*}pub-date")))
    translations = element.iterfind("{*}sub-article[@article-type='translation']/{*}front-stub")
    fronts = english((meta, *translations))
    said = first_said(
        abstract((*front.iterfind("{*}abstract"), *front.iterfind("{*}trans-abstract"))) for front in fronts
    )
    return Entry(
        told(title for front in fronts for title in _titles(front)),
        said.text,
        ids,
        year(date),
        f"https://doi.org/{doi[max(doi.find('10.'), 0) :]}" if ids[0] else None,
        metadata=Metadata(
            authors=_authors(meta),
            venue=first_text(
                element,
                "{*}front/{*}journal-meta//{*}journal-title",
                "{*}front/{*}journal-meta//{*}abbrev-journal-title",
                "{*}front/{*}article-meta/{*}conference/{*}conf-name",
            ),
            date=date,
            keywords=_keywords(meta),
            language=said.language or language(element),
            type=element.get("article-type"),
            pdf=_pdf(meta),
            references=tuple(filter(None, _references(element.find("{*}back")))),
        ),
    )


def _date(element: "_Element") -> str | None:
    return day(element) or dated(element.get("iso-8601-date")) or dated(shown(element.find("{*}string-date")))


def _authors(meta: "_Element") -> tuple[Author, ...]:
    found: list[Author | None] = []
    for group in meta.iterfind("{*}contrib-group"):
        if "editor" in group.get("content-type", ""):
            continue
        for one in group.iterfind("{*}contrib"):
            if one.get("contrib-type", "author") in ("author", "authors"):
                found += _contributors(one)
    return tuple(author for author in found if author is not None)


def _contributors(element: "_Element") -> Iterator[Author | None]:
    """Yield the author in an element, or several that stand in one name, without notes and the members of a group."""
    from lxml.etree import strip_elements

    strip_elements(element, "{*}xref", "{*}fn", "{*}contrib-group", with_tail=False)
    orcid = first_text(element, "{*}contrib-id[@contrib-id-type='orcid']", "{*}uri[@content-type='orcid']")
    apart = element.find("{*}string-name/{*}surname/..")
    named = english((*element.iterfind("{*}name"), *element.iterfind("{*}name-alternatives/{*}name")))
    if not named and apart is not None:
        named = [apart]
    if named:
        told = parts(named[0], "surname", "given-names", "suffix")
        yield person(
            None,
            family=told.get("surname"),
            given=told.get("given-names"),
            suffix=told.get("suffix"),
            orcid=orcid,
        )
    elif group := first_text(element, "{*}collab", "{*}collab-alternatives/{*}collab", "{*}institution"):
        yield person(None, family=group)
    elif written := first_text(element, "{*}string-name", "{*}name-alternatives/{*}string-name"):
        yield from (author._replace(orcid=orcid or None) for author in people_in([written]))


def _keywords(meta: "_Element") -> tuple[str, ...]:
    groups = [
        group
        for group in meta.iterfind("{*}kwd-group")
        if not any(kind in group.get("kwd-group-type", "").lower() for kind in _NO_KEYWORDS)
    ]
    return tuple(word for group in speakers(groups) for word in texts(group.iter("{*}kwd")))


def _pdf(meta: "_Element") -> str | None:
    links = [(one.get(_HREF, ""), one.get("content-type", "")) for one in meta.iterfind("{*}self-uri")]
    told = (address for address, kind in links if "pdf" in kind.lower() and address.startswith("http"))
    return next(told, None) or pdf(*(address for address, _ in links))


def _references(back: "_Element | None") -> Iterator[str | None]:
    if back is None:
        return
    for node in back.iter("{*}pub-id"):
        kind = node.get("pub-id-type")
        if kind == "doi":
            yield identity.doi(node.text)
        elif kind == "pmid":
            yield identity.number("pmid", node.text)
        elif kind == "arxiv":
            yield identity.arxiv(node.text)
    for link in back.iter("{*}ext-link"):
        if link.get("ext-link-type") == "doi":
            yield identity.doi(link.get(_HREF) or link.text)


def _titles(front: "_Element") -> Iterator[str]:
    """Yield the titles with their subtitles, those in English first, without notes."""
    from lxml.etree import strip_elements

    from kg.read.clean import flat

    group = front.find("{*}title-group")
    if group is None:
        return
    strip_elements(group, "{*}xref", with_tail=False)
    for title in english(group.iter("{*}article-title", "{*}trans-title")):
        kind = "trans-subtitle" if title.tag.endswith("trans-title") else "subtitle"
        yield with_subtitle(flat(title), text(title.getparent(), kind))
