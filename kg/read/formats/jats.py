"""Articles in JATS, from PubMed Central and publishers (https://jats.nlm.nih.gov/): only the front matter."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, with_subtitle, year
from kg.read.languages import abstract, english, language, language_of, told

if TYPE_CHECKING:
    from lxml.etree import _Element


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
    years = filter(None, map(_year, meta.iterfind("{*}pub-date")))
    translations = element.iterfind("{*}sub-article[@article-type='translation']/{*}front-stub")
    fronts = english((meta, *translations))
    abstracts = (
        one for f in fronts for name in ("abstract", "trans-abstract") for one in f.iterfind(f"{{*}}{name}")
    )
    return Entry(
        told(title for front in fronts for title in _titles(front)),
        told(abstract((*front.iterfind("{*}abstract"), *front.iterfind("{*}trans-abstract"))) for front in fronts),
        ids, min(years, default=None),
        f"https://doi.org/{doi[max(doi.find('10.'), 0) :]}" if ids[0] else None,
        metadata=Metadata(language=language_of(abstracts) or language(element)),
    )  # fmt: skip


def _year(date: "_Element") -> int | None:
    return (
        year(date.findtext("{*}year"))
        or year(date.get("iso-8601-date"))
        or year(date.findtext("{*}string-date"))
    )


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
