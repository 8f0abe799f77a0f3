"""Leaderboards: results that can be compared, best first, and apart from them those that are doubtful."""

__all__ = ["LEAST_SURE", "Board", "Row", "better_elsewhere", "boards", "leaderboard"]

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from kg.answers.comparable import Conditions, Range, conditions, fault, percent, range_of
from kg.answers.results import Result, results
from kg.evidence.database import EvidenceDatabase

LEAST_SURE = 0.5  # the confidence from which a result is shown unless said otherwise; docs/extraction.md has the figures
_OF_A_RIVAL = "of a rival"


class Row(NamedTuple):
    """A row of a leaderboard.

    `rank` counts among the rows that are shown of its group: of one dataset, metric and conditions; None for a doubtful
    row. `score` is the value that is compared: in percent where the metric is a share. `claim` is "own", or "rival" for
    what a paper says of a method that it compares with. `doubt` says why a row is not shown, or is empty.
    """

    rank: int | None
    method: str | None
    score: float
    value: float
    raw: str
    unit: str
    metric: str | None
    dataset: str | None
    conditions: Conditions
    claim: str
    paper: str
    title: str
    year: int | None
    confidence: float
    doubt: str
    sentence: str
    start: int
    end: int
    result: str

    @property
    def group(self) -> tuple[str, str, Conditions]:
        """What rows have in common that are compared with each other."""
        return self.dataset or "", self.metric or "", self.conditions

    @property
    def comparable(self) -> bool:
        """Whether nothing speaks against the value, other than that a rival's paper states it."""
        return self.doubt in ("", _OF_A_RIVAL)

    @property
    def written(self) -> str:
        """The value as the paper writes it."""
        return f"{self.raw}{'' if self.unit == '%' else ' '}{self.unit}".strip()


class Board(NamedTuple):
    """What has a leaderboard: the label and name of a task or dataset, how many rows are shown, of how many papers."""

    label: str
    name: str
    rows: int
    papers: int
    metrics: tuple[str, ...]


def leaderboard(
    evidence: EvidenceDatabase,
    *,
    task: Collection[str] = (),
    dataset: Collection[str] = (),
    metric: Collection[str] = (),
    method: Collection[str] = (),
    kind: str = "absolute",
    least: float = LEAST_SURE,
) -> list[Row]:
    """Return all rows of a task or dataset, given by IRIs: those that are shown, by group and rank, then doubtful ones.

    Groups with more rows come first. Within a group the direction of the metric decides, then the year and the paper.
    """
    found = results(evidence, task=task, dataset=dataset, metric=metric, method=method, kind=kind)
    return ranked([(row(result, least), result.direction) for result in found])


def row(result: Result, least: float = LEAST_SURE) -> Row:
    """Return a result as a row without a rank."""
    known = range_of(result.metric_keys)
    absolute = result.kind == "absolute"
    score = percent(result.value, result.unit, known) if absolute else result.value
    offset = result.sentence.find(result.raw) if result.raw in result.sentence else 0
    under = conditions(result.sentence, offset, offset + len(result.raw))
    claim = "rival" if result.role == "compared" else "own"
    doubts = (
        "" if result.metric else "no metric",
        "" if result.method else "no method",
        "" if result.dataset else "no dataset",
        fault(score, result.unit, known) if absolute else _times(result, known),
        f"confidence {result.confidence:.2f}" if result.confidence < least else "",
        _OF_A_RIVAL if claim == "rival" else "",
    )
    return Row(
        None, result.method, score, result.value, result.raw, result.unit, result.metric, result.dataset, under, claim,
        result.paper, result.title, result.year, result.confidence, "; ".join(filter(None, doubts)), result.sentence,
        result.start, result.end, result.iri,
    )  # fmt: skip


def _times(result: Result, known: Range | None) -> str:
    """Return what is odd about a gain or factor: a share is not multiplied."""
    return f"{result.unit} is no unit of it" if known and known.percent and result.unit == "x" else ""


def better_elsewhere(pairs: Iterable[tuple[Row, Result]]) -> dict[str, str]:
    """Return why rows fall behind others of their paper on the leaderboards of their datasets, by IRI of the result."""
    boards: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for one, result in pairs:
        if result.kind == "absolute" and result.dataset:
            boards[result.iris[1]].append((one, result.direction))
    own = {one.result: one.doubt for rows in boards.values() for one, _ in rows}
    placed = (one for rows in boards.values() for one in ranked(rows))
    return {one.result: one.doubt for one in placed if one.doubt != own[one.result]}


def ranked(found: Iterable[tuple[Row, str]]) -> list[Row]:
    """Return rows, given with the directions of their metrics, in order and with their ranks."""
    groups: dict[tuple[str, str, Conditions], list[tuple[Row, str]]] = defaultdict(list)
    doubtful: list[tuple[Row, str]] = []
    for one in found:
        (doubtful if one[0].doubt else groups[one[0].group]).append(one)
    shown: list[list[Row]] = []
    for same in groups.values():
        best, others = _one_a_paper(sorted(same, key=_order))
        shown.append([one._replace(rank=rank) for rank, one in zip(_ranks(best), best, strict=True)])
        doubtful += others
    shown.sort(key=lambda rows: (-len(rows), rows[0].group))
    rest = sorted(doubtful, key=lambda one: (one[0].group, _order(one)))
    return [*(one for rows in shown for one in rows), *(one for one, _ in rest)]


def _order(one: tuple[Row, str]) -> tuple[float, int, str, str, int]:
    found, direction = one
    score = found.score if direction == "lower" else -found.score
    return score, found.year or 9999, found.paper, found.method or "", found.start


def _one_a_paper(rows: list[tuple[Row, str]]) -> tuple[list[Row], list[tuple[Row, str]]]:
    """Split rows, best first, into the best one of each paper and method, and the others."""
    seen: set[tuple[str, str | None]] = set()
    best, others = [], []
    for one, direction in rows:
        if (one.paper, one.method) in seen:
            others.append((one._replace(doubt="the paper has a better value"), direction))
        else:
            seen.add((one.paper, one.method))
            best.append(one)
    return best, others


def _ranks(rows: list[Row]) -> list[int]:
    """Return the rank of each row, best first: equal scores have equal ranks."""
    ranks: list[int] = []
    for place, one in enumerate(rows):
        ranks.append(ranks[-1] if place and one.score == rows[place - 1].score else place + 1)
    return ranks


def boards(evidence: EvidenceDatabase, least: float = LEAST_SURE) -> list[Board]:
    """Return the datasets and tasks with rows that are shown, those with most papers first."""
    of: dict[tuple[str, str], list[tuple[Row, str]]] = defaultdict(list)
    for result in results(evidence):
        one = row(result, least)
        if not one.doubt:
            of["Dataset", str(one.dataset)].append((one, result.direction))
            for task in result.tasks:
                of["Task", task].append((one, result.direction))
    shown = ((key, [one for one in ranked(found) if not one.doubt]) for key, found in of.items())
    found = (
        Board(label, name, len(rows), len({one.paper for one in rows}), _commonest(rows))
        for (label, name), rows in shown
    )
    return sorted(found, key=lambda one: (one.label, -one.papers, -one.rows, one.name))


def _commonest(rows: list[Row]) -> tuple[str, ...]:
    counts = Counter(str(one.metric) for one in rows)
    return tuple(name for name, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:3])
