"""One entry of an input becomes a Paper or a Rejected: the checks that are the same for every format.

The codes of rejections:

    empty           an input without any entry
    unknown-format  an input in no known format
    encoding        bytes that are no UTF-8 (or not in the encoding that is named), a character that no store can hold
    malformed       broken JSON, XML, BibTeX, CSV or compressed data
    wrong-type      a value of another type or range than the format says
    cut             a file that ends in the middle of an entry
    no-title        an abstract without a title
    no-abstract     a title without an abstract; a format that has none
    too-long        a line, title, abstract or id beyond the limits
    too-large       a compressed file that expands beyond the limits
    nested          an archive in an archive
"""

__all__ = ["Entry", "Refused", "paper", "rejected", "year"]

import re
from collections.abc import Iterable
from typing import NamedTuple

from kg.ids import title_id
from kg.model import Paper, Rejected, SourceClaim
from kg.read.identity import best
from kg.read.limits import MAX_NAME, MAX_RECORD, MAX_TEXT
from kg.read.window import Record

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


class Entry(NamedTuple):
    """What a format says of one paper, texts clean.

    An `abstract` of None says that the format has one line of text and no abstract, one without letters that the abstract is missing.
    `own` is an id that names the paper whatever else it has; `ids` are those that databases give it, None for those that are missing.
    """

    title: str
    abstract: str | None
    ids: Iterable[str | None] = ()
    year: int | None = None
    url: str | None = None
    own: str | None = None
    sources: Iterable[str] = ()
    claims: Iterable[SourceClaim] = ()


class Refused(Exception):  # noqa: N818 - never an error of the run: it becomes a Rejected
    """A record that is no paper, whatever its texts; `code` is that of the rejection."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def year(text: str | None) -> int | None:
    """Return the first year, from 1500 to 2099, that is written in a date."""
    found = _YEAR.search(text) if text else None
    return int(found[1]) if found else None


def rejected(where: str, code: str, reason: str, record: str = "", offset: int | None = None) -> Rejected:
    """Return a rejection; the record is cut, and what UTF-8 cannot hold is written as an escape."""
    shown = record[:MAX_RECORD].encode("utf-8", "backslashreplace").decode("utf-8")[:MAX_RECORD]
    return Rejected(where, code, reason, shown, offset)


def paper(where: str, entry: Entry, record: Record | None = None) -> Paper | Rejected:
    """Return the paper of an entry, or why it cannot be one.

    `where` is the place it was read from, which joins its sources; a missing id is made from the title. `record` is what a rejection
    shows, and where it starts.
    """
    title, abstract, claims = entry.title, entry.abstract, tuple(sorted(set(entry.claims)))
    ids = best(id for id in (entry.own, *entry.ids) if id)
    own = entry.own or (ids[0] if ids else "")
    places = tuple(sorted({where, *entry.sources}))
    fault = _fault(title, abstract, (*ids, entry.url or "", *places, *(item.name for item in claims)))
    if fault:
        shown, offset = (record.shown, record.offset) if record else (f"{title}\n{abstract or ''}", None)
        return rejected(where, *fault, shown, offset)
    same_as = tuple(sorted(id for id in ids if id != own))
    return Paper(own or title_id(title), title, abstract, entry.year, entry.url or None, places, same_as, claims)


def _fault(title: str, abstract: str | None, names: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the code and the reason why these texts are no paper."""
    for text in (title, abstract or "", *names):
        if "\0" in text:
            return "encoding", f"U+0000 at character {text.index(chr(0)) + 1}"
        try:
            text.encode("utf-8")
        except UnicodeEncodeError as error:
            return "encoding", f"half of a surrogate pair, U+{ord(text[error.start]):04X}, at character {error.start + 1}"
    for kind, text, most in (
        ("title", title, MAX_TEXT),
        ("abstract", abstract or "", MAX_TEXT),
        *(("name", name, MAX_NAME) for name in names),
    ):
        if len(text) > most:
            return "too-long", f"{kind} of {len(text)} characters; at most {most}"
    if not title.strip():
        return "no-title", "an abstract without a title" if (abstract or "").strip() else "neither a title nor an abstract"
    if abstract is not None and not abstract.strip():
        return "no-abstract", "a title without an abstract"
    return None
