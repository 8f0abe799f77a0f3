"""Turn an entry of an input into a Paper or a Rejected, with the checks common to all formats.

The codes of rejects:

    empty           an input without records
    unknown-format  an input in an unknown format
    encoding        bytes that are not in UTF-8 or the chosen encoding, a character that no store can hold
    malformed       broken JSON, XML, BibTeX, CSV or compressed data
    wrong-type      a value with a wrong type or out of range
    cut             a file that ends inside a record
    no-title        an abstract without a title
    no-abstract     a title without an abstract; a format without abstracts
    too-long        a line, title, abstract or id beyond the limits
    too-large       a compressed file that expands beyond the limits
    nested          an archive in an archive
"""

__all__ = [
    "NO_METADATA",
    "Entry",
    "Refused",
    "is_english",
    "not_available",
    "paper",
    "rejected",
    "with_subtitle",
    "year",
]

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from kg.ids import title_id
from kg.model import Metadata, Paper, Rejected, SourceClaim
from kg.read.identity import best
from kg.read.limits import MAX_NAME, MAX_RECORD, MAX_TEXT
from kg.read.window import Record

_YEAR = re.compile(
    r"(?<!\d)(?:(1[5-9]\d\d|20\d\d)(?!\d)|((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d))"
)
_LONGEST_NOTHING = 100
_WHAT = r"(?:(?:an?|the) )?(?:abstract|summary|description)s?(?: text| preview)?"
_GIVEN = r"(?:available|provided|given|found|supplied|present|included|recorded|applicable)"
_OF = r"(?: (?:for|in|of|with) (?:this|the) (?:article|paper|record|item|publication|document|work|entry))?"
_NO_TITLE = re.compile(
    r"\W*(?:(?:title )?(?:is )?(?:not available|unavailable)|no title(?: available)?)\W*", re.IGNORECASE
)
_NOTHING = re.compile(  # what sources write where they have no text
    rf"\W*(?:abstract|summary"
    rf"|(?:there (?:is|was) )?no(?: {_WHAT})?(?: (?:is|was|has been))?(?: (?:currently|yet))?(?: {_GIVEN})?{_OF}"
    rf"|(?:{_WHAT}\W+)?(?:(?:is|was|has) )?(?:(?:currently|been) )*(?:not (?:yet )?(?:been )?|un){_GIVEN}{_OF}"
    rf"|this (?:article|paper|item|document|record) (?:(?:does|did) not have|has no)(?: {_WHAT})?(?: {_GIVEN})?"
    rf"|(?:{_WHAT}\W+)?(?:n ?[/.]? ?a|nan|none|null|unknown|undefined|missing|tb[acd]|to be announced|unav|unkn|figure: see text))?\W*"
    r"|#(?:NAME\?|N/A|REF!|VALUE!)",
    re.IGNORECASE,
)


_FIRST_WORDS = frozenset(  # of such texts, which tell most others at once; "unavailable" and its like begin with "un"
    "a abstract abstracts an been currently description descriptions figure has is missing n na nan no none not null "
    "summary summarys tba tbc tbd the there this to was".split()
)
NO_METADATA = Metadata()  # one for all, so that it is told at once


class Entry(NamedTuple):
    """One paper as read from a format, with clean texts.

    An `abstract` of None means one line of text without an abstract; an empty one means that it is missing.
    `own` is an id that takes precedence; `ids` are those of databases, None if missing. `metadata` may be as
    the source writes it (see kg.read.metadata).
    """

    title: str
    abstract: str | None
    ids: Iterable[str | None] = ()
    year: int | None = None
    url: str | None = None
    own: str | None = None
    sources: Iterable[str] = ()
    claims: Iterable[SourceClaim] = ()
    metadata: Metadata = NO_METADATA


class Refused(Exception):  # noqa: N818 - not an error of the run: it becomes a Rejected
    """A record that is not a paper; `code` is that of the reject."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def with_subtitle(title: str, subtitle: str) -> str:
    """Return a title with its subtitle, if it has one that it does not already contain."""
    if not subtitle or subtitle.casefold() in title.casefold():
        return title
    return f"{title}{' ' if title[-1:] in ':?!' else ': '}{subtitle}" if title else subtitle


def year(text: str | None) -> int | None:
    """Return the first year, from 1500 to 2099, in a date, also in one of eight digits."""
    match = _YEAR.search(text) if text else None
    return int(match[1] or match[2]) if match else None


def is_english(language: str | None) -> bool:
    """Return whether the code of a language is that of English (en, en-GB, eng), or missing."""
    return not language or language.lower().partition("-")[0].partition("_")[0] in ("en", "eng", "english")


def not_available(text: str) -> bool:
    """Return whether a text says no more than that there is none, as "[No abstract available]", "N/A" and "-" do."""
    if len(text) >= _LONGEST_NOTHING:
        return False
    word = text.partition(" ")[0].lower()
    if word.isalpha() and word not in _FIRST_WORDS and word[:2] != "un":
        return False
    return _NOTHING.fullmatch(text) is not None


def rejected(where: str, code: str, reason: str, record: str = "", offset: int | None = None) -> Rejected:
    """Return a reject with the record cut to MAX_RECORD characters and lone surrogates escaped."""
    shown = record[:MAX_RECORD].encode("utf-8", "backslashreplace").decode("utf-8")[:MAX_RECORD]
    return Rejected(where, code, reason, shown, offset)


def paper(where: str, entry: Entry, record: Record | None = None) -> Paper | Rejected:
    """Return the paper of an entry, or a reject.

    `where` is the first of its sources; a missing id is made from the title. A reject shows `record` and its
    offset.
    """
    title, abstract = entry.title, entry.abstract
    claims = tuple(sorted(set(entry.claims))) if entry.claims else ()
    ids = best(id for id in (entry.own, *entry.ids) if id)
    own = entry.own or (ids[0] if ids else "")
    same_as = tuple(sorted(id for id in ids if id != own))
    sources = (where, *sorted({*entry.sources} - {where})) if entry.sources else (where,)
    made = Paper(
        own or title_id(title),
        title,
        abstract,
        entry.year,
        entry.url or None,
        sources,
        same_as,
        claims,
        entry.metadata,
    )
    fault = _fault(title, abstract, (*ids, entry.url or "", *sources, *(item.name for item in claims)))
    if fault:
        shown, offset = (record.shown, record.offset) if record else (f"{title}\n{abstract or ''}", None)
        reject = rejected(where, *fault, shown, offset)
        return replace(reject, paper=replace(made, abstract="")) if fault[0] == "no-abstract" else reject
    return made


def _fault(title: str, abstract: str | None, names: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the code and reason for rejecting these texts, or None."""
    for text in (title, abstract or "", *names):
        if "\0" in text:
            return "encoding", f"U+0000 at character {text.index(chr(0)) + 1}"
        if text.isascii():
            continue
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            return (
                "encoding",
                f"a lone surrogate, U+{ord(text[error.start]):04X}, at character {error.start + 1}",
            )
    for field, text, most in (
        ("title", title, MAX_TEXT),
        ("abstract", abstract or "", MAX_TEXT),
        *(("name", name, MAX_NAME) for name in names),
    ):
        if len(text) > most:
            return "too-long", f"{field} of {len(text)} characters; at most {most}"
    told = abstract is not None and not not_available(abstract)
    if not title.strip() or (abstract is not None and _NO_TITLE.fullmatch(title)):
        return "no-title", "an abstract without a title" if told else "neither a title nor an abstract"
    if abstract is not None and not told:
        return "no-abstract", "a title without an abstract"
    return None
