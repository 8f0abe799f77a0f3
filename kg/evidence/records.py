"""Records as rows of the evidence database, and the papers that they are merged into."""

__all__ = ["merged", "row"]

import json
import re
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from kg.evidence.metadata import decoded, encoded
from kg.evidence.metadata import merged as merged_metadata
from kg.ids import fold
from kg.model import Paper, SourceClaim

_RECORDS = """
SELECT p.id, p.same_as, r.title, r.abstract, r.year, r.url, r.source, r.claims, r.metadata
FROM paper p CROSS JOIN member m ON m.paper = p.id CROSS JOIN record r ON r.id = m.id AND r.source = m.source
"""
_RESIDUE = re.compile(  # of tags, character references and TeX; lost characters; UTF-8 read as Windows-1252
    r"</?[A-Za-z][^<>]*>|&#?\w{1,10};|\\(?:[A-Za-z]+|[\"'`^~=.])|\$|\ufffd"
    r"|[ÂÃâ][\u0080-\u00bf‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—˜™š›œŽžŸ€]"
)
_json = json.JSONEncoder(ensure_ascii=False).encode
_ALMOST = 0.9  # of the words; a text with fewer is shorter, not cleaner


class _Record(NamedTuple):
    """A record with the id and other ids, as JSON, of its paper."""

    paper: str
    same_as: str
    title: str
    abstract: str | None
    year: int | None
    url: str | None
    source: str
    claims: str
    metadata: str


def row(paper: Paper) -> tuple[str | int | None, ...]:
    """Return the row of the record that a paper was read from."""
    source, *others = paper.sources or ("",)
    return (
        paper.id, source, paper.title, paper.abstract, paper.year, paper.url, _json(sorted(paper.same_as)),
        _json(sorted(paper.claims)), encoded(paper.metadata, others),
    )  # fmt: skip


def merged(db: sqlite3.Connection, paper: str | None = None) -> Iterator[Paper]:
    """Yield every paper, or the one with this id, merged from its records, by id."""
    where, values = ("", ()) if paper is None else ("WHERE p.id = ? ", (paper,))
    rows = map(_Record._make, db.execute(f"{_RECORDS} {where}ORDER BY p.id, m.id, m.source", values))
    return (_merge(list(records)) for _, records in groupby(rows, key=lambda record: record.paper))


def _merge(records: list[_Record]) -> Paper:
    """Merge records into a paper: the best text, the smallest year and URL, whatever their order."""
    if len(records) == 1:
        [best], year = records, records[0].year
        metadata, named = decoded(best.metadata)
    else:
        best = _best(records)
        year = min((r.year for r in records if r.year is not None), default=None)
        known = [(r, *decoded(r.metadata)) for r in records]
        named = tuple(source for *_, sources in known for source in sources)
        own = next(metadata for record, metadata, _ in known if record is best)
        others = [metadata for record, metadata, _ in known if record is not best]
        of_text = [metadata for record, metadata, _ in known if record.abstract == best.abstract]
        metadata = merged_metadata(own, others, of_text, year)
    return Paper(
        id=best.paper,
        title=best.title,
        abstract=best.abstract,
        year=year,
        url=min((r.url for r in records if r.url), default=None),
        sources=tuple(sorted({*(r.source for r in records), *named})),
        same_as=tuple(json.loads(best.same_as)),
        claims=tuple(sorted({SourceClaim(*claim) for r in records for claim in json.loads(r.claims)})),
        metadata=metadata,
    )


def _best(records: list[_Record]) -> _Record:
    """Return the record with the longest abstract, or a cleaner one with nearly as many words."""
    longest = max(records, key=_length)
    if not _residue(longest):
        return longest
    least = _ALMOST * _words(longest)
    return max((r for r in records if _words(r) >= least), key=lambda r: (-_residue(r), *_length(r)))


def _length(record: _Record) -> tuple[int, str, str]:
    return len(record.abstract or ""), record.abstract or "", record.title


def _residue(record: _Record) -> int:
    return len(_RESIDUE.findall(f"{record.title}\n{record.abstract or ''}"))


def _words(record: _Record) -> int:
    return len(fold(_RESIDUE.sub(" ", record.abstract or "")).split())
