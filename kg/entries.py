"""Limits on the entries of authority files: only what every store, export and query can hold."""

__all__ = ["MAX_NAME", "MAX_NAMES", "OURS", "fault", "from_json", "text_fault", "to_json"]

import json
import math
import unicodedata

from kg.ids import is_iri
from kg.model import AuthorityEntry

MAX_NAME = 2_000
"""The maximum length of a name or an IRI."""

MAX_NAMES = 2_000_000
"""The maximum number of names and aliases of one authority."""

OURS = "papergraph"
"""The source of the links that kg makes itself; no authority can have this name."""


def fault(entry: AuthorityEntry) -> str:
    """Describe what is wrong with an entry, or return an empty string."""
    for what, iri in (("id", entry.iri), ("subject", entry.subject)):
        if (iri or what == "id") and (len(iri) > MAX_NAME or not is_iri(iri)):
            return (
                f"the {what} {iri!r:.100} is not an absolute IRI"
                if len(iri) <= MAX_NAME
                else _too_long(what, iri)
            )
    for what, text in (
        ("name", entry.name),
        *(("alias", alias) for alias in entry.aliases),
        ("type", entry.label),
        ("name", entry.of),
    ):
        if reason := text_fault(what, text):
            return reason
    if entry.predicate not in ("", "exactMatch", "closeMatch"):
        return f"the predicate {entry.predicate!r:.100} is neither exactMatch nor closeMatch"
    if not (math.isfinite(entry.score) and 0 <= entry.score <= 1):
        return f"the confidence {entry.score} is not between 0 and 1"
    return ""


def text_fault(what: str, text: str) -> str:
    """Describe what is wrong with a text, or return an empty string."""
    if len(text) > MAX_NAME:
        return _too_long(what, text)
    if not text.isprintable():  # a fast test that most texts pass
        odd = next((c for c in text if unicodedata.category(c) in ("Cc", "Cs")), None)
        if odd is not None:
            return f"the {what} {text!r:.100} contains the character U+{ord(odd):04X}"
    return ""


def _too_long(what: str, text: str) -> str:
    return f"the {what} {text!r:.60} has {len(text)} characters, more than {MAX_NAME}"


def to_json(entry: AuthorityEntry) -> str:
    """Return the JSON text of an entry in the evidence database."""
    return json.dumps(entry, ensure_ascii=False, allow_nan=False)


def from_json(text: bytes) -> AuthorityEntry | None:
    """Return the entry that `to_json` wrote; None for an invalid one, which an older kg may have written."""
    import msgspec

    try:
        entry = msgspec.json.decode(text, type=AuthorityEntry)
    except (msgspec.MsgspecError, UnicodeError):
        return None
    return None if fault(entry) else entry
