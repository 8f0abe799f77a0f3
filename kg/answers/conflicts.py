"""Papers that report different values for the same thing."""

__all__ = ["Conflict", "conflicts"]

from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import NamedTuple

from kg.answers.comparable import Conditions
from kg.answers.leaderboard import LEAST_SURE, Row, row
from kg.answers.results import results
from kg.evidence.database import EvidenceDatabase
from kg.names import normal_form

_CLAIMED = ("proposed", "compared")
_MOST = 50  # rows of one thing that are compared with each other
# Names that say what a thing is and not which one: two papers that report on "the baseline" need not mean one.
_KINDS = frozenset(
    normal_form(word)
    for word in "model method algorithm approach network baseline framework architecture system transformer ensemble cnn rnn lstm mlp gnn "
    "classifier decoder encoder student teacher llm agent policy regression forest tree kernel optimizer training learning".split()
)


class Conflict(NamedTuple):
    """Two or more values for one method, dataset, metric and kind, under the same conditions, from different papers.

    `rows` come by score, lowest first; `apart` is how far the first and the last are apart.
    """

    method: str
    dataset: str
    metric: str
    conditions: Conditions
    kind: str
    apart: float
    rows: tuple[Row, ...]


def conflicts(
    evidence: EvidenceDatabase,
    *,
    dataset: Collection[str] = (),
    metric: Collection[str] = (),
    method: Collection[str] = (),
    least: float = LEAST_SURE,
) -> list[Conflict]:
    """Return the conflicts, those with the most papers and then the smallest relative difference first.

    Concepts are given by IRI. A difference within the rounding of both values as they are written is none. What a paper
    says of a rival counts as much as what the rival's own paper says.
    """
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for result in results(evidence, dataset=dataset, metric=metric, method=method):
        found = row(result, least)
        # a model that papers build on, as BERT, has a value for each system
        if found.comparable and not _is_kind(str(result.method)) and result.role in _CLAIMED:
            groups[(*result.iris, found.conditions)].append(found)
    every = [conflict for same in groups.values() for conflict in _conflict(same)]
    return sorted(
        every,
        key=lambda one: (-len({row.paper for row in one.rows}), _relative(one), one.method, one.dataset),
    )


def _is_kind(name: str) -> bool:
    words = normal_form(name).split()
    return (len(words) < 2 and (not words or words[-1] in _KINDS)) or (words[-1] in _KINDS and name.islower())


def _conflict(rows: list[Row]) -> Iterator[Conflict]:
    ordered = sorted(rows, key=lambda one: (one.score, one.paper, one.start))
    if not any(_differ(*pair) for pair in combinations(ordered[:_MOST], 2)):
        return
    first, last = ordered[0], ordered[-1]
    yield Conflict(
        str(first.method), str(first.dataset), str(first.metric), first.conditions, "absolute",
        round(last.score - first.score, 10), tuple(ordered),
    )  # fmt: skip


def _relative(one: Conflict) -> float:
    return one.apart / max(abs(one.rows[-1].score), 1e-9)


def _differ(one: Row, other: Row) -> bool:
    """Return whether the values of two papers are further apart than half a unit of the last written digit of each."""
    return (
        one.paper != other.paper and abs(one.score - other.score) > _rounding(one) + _rounding(other) + 1e-9
    )


def _rounding(one: Row) -> float:
    digits = len(one.raw.partition(".")[2].rstrip("%"))
    unit = 10.0**-digits
    return float(unit * (one.score / one.value if one.value and one.score != one.value else 1) / 2)
