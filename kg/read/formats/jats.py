"""Articles in JATS, from PubMed Central and publishers (https://jats.nlm.nih.gov/): only the front matter."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.elements import english, language, read_elements, tags, text
from kg.read.entry import Entry, Refused, is_english, with_subtitle, year

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
    named = {found.get("pub-id-type"): (found.text or "").strip() for found in meta.iterfind("{*}article-id")}
    ids = (
        identity.doi(named.get("doi")),
        identity.number("pmid", named.get("pmid")),
        identity.number("pmc", named.get("pmc") or named.get("pmcid")),
    )
    spoken = language(element)
    # graphical and plain-language abstracts have a type, the main one has none
    abstracts = sorted(
        english((*meta.iterfind("{*}abstract"), *meta.iterfind("{*}trans-abstract")), spoken),
        key=lambda found: found.get("abstract-type") is not None,
    )
    years = sorted(
        found for date in meta.iterfind("{*}pub-date") if (found := year(date.findtext("{*}year")))
    )
    doi = named.get("doi")
    return Entry(
        _title(meta, spoken), text(abstracts[0], ".") if abstracts else "",
        ids, min(years, default=None),
        f"https://doi.org/{doi}" if doi else None,
        language=(language(abstracts[0]) if abstracts else "") or spoken,
    )  # fmt: skip


def _title(meta: "_Element", spoken: str) -> str:
    """Return the title with its subtitle, in English where there is a translation, without notes."""
    from lxml.etree import strip_elements

    group = meta.find("{*}title-group")
    if group is None:
        return ""
    strip_elements(group, "{*}xref", "{*}fn", with_tail=False)
    kinds = ("article-title", "subtitle")
    if not is_english(spoken):
        for translated in group.iterfind("{*}trans-title-group"):
            if is_english(language(translated)):
                group, kinds = translated, ("trans-title", "trans-subtitle")
                break
    return with_subtitle(*(text(group, kind) for kind in kinds))
