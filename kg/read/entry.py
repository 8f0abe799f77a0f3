"""One entry of an input becomes a Paper or a Rejected: the checks that are the same for every format.

The codes of rejections:

    empty           an input without any entry
    unknown-format  an input in no known format
    encoding        bytes that are no UTF-8, a character that no store can hold
    malformed       broken JSON, CSV or compressed data
    wrong-type      a value of another type or range than the format says
    cut             a file that ends in the middle of an entry
    no-title        an abstract without a title
    no-abstract     a title without an abstract
    too-long        a line, title, abstract or id beyond the limits
    too-large       a compressed file that expands beyond the limits
"""

__all__ = ["identity", "paper", "rejected"]

import re
from collections.abc import Iterable

from kg.ids import title_id
from kg.model import Paper, Rejected
from kg.read.limits import MAX_NAME, MAX_RECORD, MAX_TEXT

_DOI = re.compile(r"10\.\d{4,9}/\S+")
_ARXIV = re.compile(r"(?:^|arxiv[:.]|arxiv\.org/(?:abs|pdf)/)\s*(\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$", re.I)


def rejected(where: str, code: str, reason: str, record: str = "") -> Rejected:
    """Return a rejection; the record is cut, and what UTF-8 cannot hold is written as an escape."""
    return Rejected(where, code, reason, record[:MAX_RECORD].encode("utf-8", "backslashreplace").decode("utf-8")[:MAX_RECORD])


def identity(doi: str, arxiv: str) -> str | None:
    """Return the paper's id by its DOI (`doi:10.…`, lower case) or arXiv id (`arxiv:1234.56789`, no version), as written or as an address.

    The DOIs that arXiv gives (10.48550/arxiv.…) count as arXiv ids, so that a paper has one id however it came in.
    """
    found = _DOI.search(doi)
    name = found[0].rstrip(".,;").lower() if found else ""
    if name and not name.startswith("10.48550/arxiv."):
        return f"doi:{name}"
    for value in (arxiv.strip(), name):
        if match := _ARXIV.search(value):
            return f"arxiv:{match[1].lower()}"
    return f"doi:{name}" if name else None


def paper(
    where: str,
    title: str,
    abstract: str | None,
    *,
    id: str | None = None,
    year: int | None = None,
    url: str | None = None,
    sources: Iterable[str] = (),
    record: str | None = None,
) -> Paper | Rejected:
    """Return the paper, texts as given, or why it cannot be one.

    `where` is the place it was read from, which joins `sources`; a missing id is made from the title. An `abstract` of None says that the
    format has one line of text and no abstract, one without letters that the abstract is missing. `record` is what a rejection shows.
    """
    places = tuple(sorted({where, *sources}))
    fault = _fault(title, abstract, (id or "", url or "", *places))
    if fault:
        return rejected(where, *fault, f"{title}\n{abstract or ''}" if record is None else record)
    return Paper(id or title_id(title), title, abstract, year, url or None, places)


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
        return "no-title", "an abstract without a title"
    if abstract is not None and not abstract.strip():
        return "no-abstract", "a title without an abstract"
    return None
