"""OAI-PMH records, as arXiv and other archives provide them: Dublin Core, arXiv and arXivRaw (https://www.openarchives.org/pmh/)."""

__all__ = ["read", "sniff"]

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, not_available, year
from kg.read.formats.arxiv import year_of
from kg.read.hyphens import unbroken
from kg.read.languages import english, language, language_of, told

if TYPE_CHECKING:
    from lxml.etree import _Element

_DOI = re.compile(r"(?:^|\bdoi\.org/|\bdoi\s*[:/]?\s*)(10\.\d{4,9}/\S+)$", re.IGNORECASE)


def sniff(head: str) -> bool:
    """Return whether this is an OAI-PMH response, or records of one."""
    names = tags(head)
    return (
        "OAI-PMH" in names[:1]
        or ("record", "header") in pairwise(names[:3])
        or names[:2] == ["ListRecords", "record"]
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield an entry for every record; one that its archive deleted is rejected."""
    return read_elements(stream, source, ("record", "error"), _entry)


def _entry(element: "_Element") -> Entry:
    if element.tag.rpartition("}")[2] == "error":
        raise Refused("malformed", f"an error of the archive: {element.get('code', '')} {element.text or ''}")
    header = element.find("{*}header")
    if header is not None and header.get("status") == "deleted":
        raise Refused("no-title", "the archive deleted this record")
    found = _found(element)
    spoken = [_text(one) for one in found["language"]]

    def fields(*names: str) -> list[str]:
        return [_text(one) for name in names for one in english(found[name])]

    names = [*fields("identifier"), *fields("doi"), element.findtext("{*}header/{*}identifier") or ""]
    ids = [*map(identity.arxiv, fields("id")), *map(named, names)]
    own = next((id for id in ids if id and id.startswith("arxiv:")), None)
    url = next((name for name in names if name.startswith(("http://", "https://"))), None)
    # archives write when they took in a record as a time, and when it was published as a date
    dates = sorted(
        fields("publicationYear", "dateIssued", "issued", "date", "created"), key=lambda date: "T" in date
    )
    return Entry(
        marked_latex(told(fields("title"))),
        marked_latex(told((*fields("abstract"), _description(found["description"])))),
        ids,
        year_of(own) or next(filter(None, map(year, dates)), None),
        url or (f"https://arxiv.org/abs/{own.removeprefix('arxiv:')}" if own else None),
        metadata=Metadata(
            language=language_of((*found["abstract"], *found["description"]))
            or language_of(found["title"])
            or (spoken[0] if len(spoken) == 1 else None)
        ),
    )


def named(text: str) -> str | None:
    """Return the id that a text is by its form, or that a citation ends with: a DOI, an arXiv id or a known address."""
    text = text.strip()
    if match := _DOI.search(text):
        return identity.doi(match[1])
    arxiv = text.replace("oai:arXiv.org:", "arXiv:")
    return identity.address(text) or (identity.arxiv(arxiv) if "arxiv" in arxiv.lower() else None)


def _found(record: "_Element") -> dict[str, list["_Element"]]:
    """Return the elements of a record by name, without those of other works."""
    from lxml.etree import strip_elements

    found: dict[str, list[_Element]] = defaultdict(list)
    for metadata in record.iterfind("{*}metadata"):
        strip_elements(metadata, "{*}relatedItem", with_tail=False)
        for one in metadata.iter():
            found[one.tag.rpartition("}")[2]].append(one)
    return found


def _text(element: "_Element") -> str:
    shown = text(element, ".") if len(element) else element.text or ""
    return unbroken(shown, soft=False).strip()


def _description(found: list["_Element"]) -> str:
    """Return the longest description that says something, in English if there is one: others are comments."""
    said = {one: _text(one) for one in english(found) if one.get("descriptionType", "Abstract") == "Abstract"}
    ranked = sorted(
        (one for one in said if not not_available(said[one])),
        key=lambda one: said[one].startswith("Comment:"),
    )
    same = takewhile(lambda one: language(one) == language(ranked[0]), ranked)
    return max((said[one] for one in same), key=len, default="")
