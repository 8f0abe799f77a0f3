"""Whether records speak of one paper, by the words of their titles and abstracts."""

__all__ = ["MOST", "SourceRecord", "Words", "agree", "folded", "longest", "papers_of_title", "title_words"]

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from kg.ids import content_key, fold

MOST = 64
"""Papers under one id or title that a record is compared with; an id shared by more does not identify."""

_FEW = 20  # distinct words; of shorter abstracts half is no evidence
_SHORT = 6  # distinct words; of shorter abstracts four fifths are no evidence either


class SourceRecord(NamedTuple):
    """The identity of a paper according to one source; `size` is the length of the abstract."""

    id: str
    source: str
    title: str
    same_as: tuple[str, ...] = ()
    size: int = 0


Words = Callable[[SourceRecord], frozenset[str]]  # the distinct words of a record's abstract


def folded(title: str) -> str:
    """Return what equal titles have in common."""
    return fold(title) or title


@lru_cache(maxsize=16 * MOST)
def title_words(title: str) -> frozenset[str]:
    """Return the distinctive words of a title: long ones, and those with a digit."""
    words = fold(title).split()
    return frozenset(word for word in words if len(word) > 3 or any(map(str.isdigit, word))) or frozenset(
        words
    )


def agree(one: frozenset[str], other: frozenset[str], share: float = 0.5, least: int = _FEW) -> bool:
    """Return whether two sets share this fraction of the smaller one, of at least `least` words."""
    smaller = min(len(one), len(other))
    return smaller >= least and len(one & other) >= share * smaller


def longest(records: Iterable[SourceRecord]) -> SourceRecord:
    """Return the record with the longest abstract."""
    return max(records, key=lambda record: (record.size, record))


def papers_of_title(records: list[SourceRecord], words: Words) -> list[list[SourceRecord]]:
    """Split records of one title, without ids, into papers whose abstracts agree; each list is sorted.

    Abstracts of the same words always agree. Others are compared with the longest one of each paper, which
    keeps the work linear.
    """
    if len(records) == 1:
        return [records]
    same_words: dict[tuple[int, str], list[SourceRecord]] = defaultdict(list)
    for record in records:
        found = words(record)
        same_words[-len(found), content_key(*sorted(found))].append(record)
    compared: list[tuple[frozenset[str], list[SourceRecord]]] = []
    papers: list[list[SourceRecord]] = []
    for _, same in sorted(same_words.items()):
        found = words(same[0])
        paper = next((paper for first, paper in compared if _alike(first, found)), None)
        if paper is not None:
            paper.extend(same)
            continue
        papers.append(same)
        if len(compared) < MOST:
            compared.append((found, same))
    return [sorted(paper) for paper in papers]


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return agree(one, other) or agree(one, other, 0.8, _SHORT)
