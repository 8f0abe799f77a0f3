"""OAI-PMH records, as arXiv and other archives provide them: Dublin Core, arXiv and arXivRaw (https://www.openarchives.org/pmh/)."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Paper, Rejected
from kg.read import identity
from kg.read.clean import latex, markup
from kg.read.elements import english, language, read_elements, tags
from kg.read.entry import Entry, Refused, year
from kg.read.formats.arxiv import year_of
from kg.read.hyphens import unbroken

if TYPE_CHECKING:
    from lxml.etree import _Element


def sniff(head: str) -> bool:
    """Return whether this is an OAI-PMH response, or records of one."""
    names = tags(head)
    return (
        "OAI-PMH" in names[:1]
        or (names[:2] == ["record", "header"])
        or names[:2] == ["ListRecords", "record"]
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record; one that its archive deleted is rejected."""
    return read_elements(stream, source, ("record",), _entry)


def _entry(element: "_Element") -> Entry:
    header = element.find("{*}header")
    if header is not None and header.get("status") == "deleted":
        raise Refused("no-title", "the archive deleted this record")

    def texts(name: str) -> list[tuple[str, str]]:
        """Return the texts of a field, each with its language."""
        found = english(element.iterfind(f".//{{*}}metadata//{{*}}{name}"))
        return [(unbroken(one.text or "", soft=False).strip(), language(one)) for one in found]

    def fields(name: str) -> list[str]:
        return [text for text, _ in texts(name)]

    title, of_title = next(iter(texts("title")), ("", ""))
    abstract, spoken = next(iter(texts("abstract")), ("", ""))
    if not abstract:  # in Dublin Core it is the longest description; others are comments
        abstract, spoken = max(texts("description"), key=lambda text: len(text[0]), default=("", ""))
    of_record = fields("language")
    names = [
        *fields("id"),
        *fields("identifier"),
        *fields("doi"),
        element.findtext("{*}header/{*}identifier") or "",
    ]
    own = next(
        filter(None, (identity.arxiv(name.replace("oai:arXiv.org:", "arXiv:")) for name in names)), None
    )
    dois = [
        identity.doi(name)
        for name in names
        if name.startswith(("10.", "doi:", "https://doi.org/", "http://doi.org/", "http://dx.doi.org/"))
    ]
    url = next((name for name in names if name.startswith(("http://", "https://"))), None)
    when = year_of(own) or year(next(iter((*fields("date"), *fields("created"))), ""))
    return Entry(
        latex(markup(title)),
        latex(markup(abstract)),
        (own, *dois[:1]),
        when,
        url or (f"https://arxiv.org/abs/{own.removeprefix('arxiv:')}" if own else None),
        language=spoken or of_title or (of_record[0] if len(of_record) == 1 else None),
    )
