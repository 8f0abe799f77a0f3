"""OAI-PMH records, as arXiv and other archives provide them: Dublin Core, arXiv and arXivRaw (https://www.openarchives.org/pmh/)."""

__all__ = ["FIELDS", "named", "read", "sniff"]

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, BinaryIO

from kg.model import Author, Metadata, Paper, Rejected
from kg.read import identity
from kg.read.clean import marked_latex
from kg.read.elements import read_elements, tags, text
from kg.read.entry import Entry, Refused, not_available, year
from kg.read.formats.arxiv import year_of
from kg.read.hyphens import unbroken
from kg.read.languages import Said, english, first_said, language, speakers
from kg.read.leaves import first_text, shown, texts
from kg.read.metadata.dates import dated
from kg.read.metadata.people import people, people_in, person
from kg.read.metadata.values import keywords, pdf

if TYPE_CHECKING:
    from lxml.etree import _Element

FIELDS = frozenset({"authors", "venue", "date", "keywords", "language", "type", "pdf"})

_DOI = re.compile(r"(?:^|\bdoi\.org/|\bdoi\s*[:/]?\s*)(10\.\d{4,9}/\S+)$", re.IGNORECASE)

_VOLUME = re.compile(
    r"[;,(]\s*(?:vol(?:ume)?\b|v\.? ?\d|n[.º°]|no\.? ?\d|núm|iss|bd\.|band\b|jg\.|tom[eo]\b|\d{4}\b)",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b(?:journal|revue|revista|rivista|zeitschrift|annal|bulletin|proceedings|transactions|acta\b|magazine|jurnal|журнал)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]*\)")
_NESTED = 4  # brackets within brackets
_LONGEST_SOURCE = 500
_AUTHORS = ("aut", "author", "cre", "creator")


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
    when = year_of(own) or next(filter(None, map(year, dates)), None)
    title = first_said(_said(found["title"]))
    said = first_said((*_said(found["abstract"]), _description(found["description"])))
    return Entry(
        marked_latex(title.text),
        marked_latex(said.text),
        ids,
        when,
        url or (f"https://arxiv.org/abs/{own.removeprefix('arxiv:')}" if own else None),
        metadata=Metadata(
            authors=tuple(author for author in _authors(found) if author is not None),
            venue=_venue(found, names if own else []),
            date=next((day for day in map(dated, dates) if day and year(day) == when), str(when or "")),
            keywords=_keywords(found),
            language=said.language or title.language or (spoken[0] if len(spoken) == 1 else None),
            type=next(filter(None, fields("type", "resourceType", "genre")), None),
            pdf=pdf(*names),
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
        found["in"] += metadata.findall(".//{*}relatedItem[@type='host']/{*}titleInfo/{*}title")
        strip_elements(metadata, "{*}relatedItem", with_tail=False)
        for one in metadata.iter():
            found[one.tag.rpartition("}")[2]].append(one)
    return found


def _text(element: "_Element") -> str:
    shown = text(element, ".") if len(element) else element.text or ""
    return unbroken(shown, soft=False).strip()


def _said(found: list["_Element"]) -> Iterator[Said]:
    return (Said(_text(one), language(one)) for one in english(found))


def _description(found: list["_Element"]) -> Said:
    """Return the longest description that says something, in English if there is one: others are comments."""
    said = {one: _text(one) for one in english(found) if one.get("descriptionType", "Abstract") == "Abstract"}
    ranked = sorted(
        (one for one in said if not not_available(said[one])),
        key=lambda one: said[one].startswith("Comment:"),
    )
    same = takewhile(lambda one: language(one) == language(ranked[0]), ranked)
    return max(
        (Said(said[one], language(one)) for one in same), key=lambda one: len(one.text), default=Said("")
    )


def _authors(found: dict[str, list["_Element"]]) -> Iterator[Author | None]:
    """Yield the authors of a record in Dublin Core, or in one of the other formats."""
    for one in (*found["author"], *speakers(found["creator"]), *found["name"]):
        family = first_text(one, "{*}keyname", "{*}familyName", "{*}namePart[@type='family']")
        given = first_text(one, "{*}forenames", "{*}givenName", "{*}namePart[@type='given']")
        identifier = first_text(one, "{*}nameIdentifier") or one.get("id")
        role = first_text(one, "{*}role/{*}roleTerm")
        if role and role.lower() not in _AUTHORS:
            continue
        if family or given:
            yield person(
                None, family=family, given=given, suffix=first_text(one, "{*}suffix"), orcid=identifier
            )
        elif len(one):  # creators of DataCite, names of MODS
            yield person(first_text(one, "{*}creatorName", "{*}namePart"), orcid=identifier)
        elif one.text and not one.tag.endswith("name"):
            yield from (author._replace(orcid=identifier) for author in people_in([one.text or ""]))
    for one in found["authors"]:  # one text in arXivRaw, in which places stand in brackets
        written = "" if len(one) else " ".join((one.text or "").split())
        for _ in range(_NESTED if "(" in written else 0):
            written = _BRACKETS.sub("", written)
        yield from people(written)


def _venue(found: dict[str, list["_Element"]], names: list[str]) -> str | None:
    """Return the journal; arXiv has it among the identifiers in Dublin Core."""
    for one in (*found["journal-ref"], *found["in"]):
        return shown(one)
    cited = (name for name in names if " " in name and "://" not in name and not named(name))
    return next(cited, None) or next(filter(None, map(_journal, texts(found["source"]))), None)


def _journal(source: str) -> str | None:
    """Return the journal in a source such as "Moss; Vol. 3 No. 2 (2020); 12-20", or None if it is none."""
    source = " ".join(source.split())
    if len(source) > _LONGEST_SOURCE or "://" in source:
        return None
    if match := _VOLUME.search(source):
        name = source[: match.start()].strip()
        return (
            name if any(map(str.isalpha, name)) and not name.upper().startswith(("ISSN", "EISSN")) else None
        )
    return source if _JOURNAL.search(source) else None


def _keywords(found: dict[str, list["_Element"]]) -> tuple[str, ...]:
    """Return the subjects, of which some archives put several in one element, and arXiv's categories."""
    subjects = texts(one for name in ("subject", "topic") for one in found[name] if not len(one))
    return (
        *keywords(subjects, commas=False),  # headings of libraries have commas
        *(word for one in found["categories"] for word in (one.text or "").split()),
    )
