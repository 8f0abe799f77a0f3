"""Check that every store and export can hold an extraction, before it is kept."""

__all__ = ["fault", "refuse_old"]

import math
import sqlite3
from collections.abc import Iterator

from kg.evidence import versions
from kg.evidence.codec import extraction_from_json
from kg.evidence.database import EvidenceDatabase
from kg.ids import is_iri
from kg.model import Extraction, Rejected

_CODE = "extract"


def fault(extraction: Extraction) -> str:
    """Describe what stores cannot hold, or return an empty string."""
    texts = (
        extraction.text,
        *(link.canonical for link in extraction.repositories),
        *(r.unit for r in extraction.results),
    )
    if any(not _is_text(text) for text in texts):
        return "a text contains NUL or a lone surrogate"
    for start, end in _spans(extraction):
        if not 0 <= start <= end <= len(extraction.text):
            return f"the span {start}:{end} is not within the text"
    for confidence in _confidences(extraction):
        if not 0 <= confidence <= 1:  # also false for NaN
            return f"the confidence {confidence} is not between 0 and 1"
    for result in extraction.results:
        if not _is_in_bounds(result.value):
            return f"{result.value:.40} does not fit a 64-bit float"
    for link in extraction.repositories:
        if not is_iri(link.canonical):
            return f"the address {link.canonical:.100} is not an IRI"
    return ""


def refuse_old(evidence: EvidenceDatabase) -> None:
    """Turn extractions of an older kg that some store cannot hold into rejects.

    The next run extracts the papers again.

    Runs once for each version of these checks.
    """
    if evidence.meta("checked") == versions.checks():
        return
    with evidence.transaction():
        refused = [(paper, reason) for paper, value in _stored(evidence) if (reason := _old_fault(value))]
        evidence.db.executemany("DELETE FROM extraction WHERE paper = ?", [(paper,) for paper, _ in refused])
        evidence.rejects.add(Rejected(paper, _CODE, reason, "") for paper, reason in refused)
    evidence.set_meta("checked", versions.checks())


def _stored(evidence: EvidenceDatabase) -> sqlite3.Cursor:
    return evidence.db.execute("SELECT paper, CAST(value AS BLOB) FROM extraction ORDER BY paper")


def _old_fault(value: bytes) -> str:
    try:
        return fault(extraction_from_json(value.decode()))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"not an extraction: {type(error).__name__}"


def _spans(e: Extraction) -> Iterator[tuple[int, int]]:
    yield from e.sentences
    for groups in (e.entities, e.clusters, e.results, e.repositories):
        for each in groups:
            yield each.start, each.end
    for pair in e.mention_relations:
        yield pair.head
        yield pair.tail


def _confidences(e: Extraction) -> Iterator[float]:
    for groups in (e.entities, e.clusters, e.mention_relations, e.results, e.repositories):
        for each in groups:
            yield each.confidence


def _is_in_bounds(text: str) -> bool:
    """Return whether a value is finite, or not a number (the range 20-60), which gives no result."""
    try:
        return math.isfinite(float(text.replace(",", "")))
    except ValueError:
        return True


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return "\0" not in text
