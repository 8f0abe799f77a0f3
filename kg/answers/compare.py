"""The table of a survey: methods by datasets, or papers by what they say."""

__all__ = ["RIVAL", "Cell", "Table", "of_methods", "of_papers"]

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from kg.answers.leaderboard import LEAST_SURE, Row, row
from kg.answers.results import Result, results
from kg.evidence.database import EvidenceDatabase

_MENTIONED = {
    "ADDRESSES": "tasks",
    "PROPOSES": "proposes",
    "USES": "uses",
    "INTRODUCES": "introduces",
}
_SAID = """
SELECT s.predicate, coalesce(c.name, r.url), e.sentence, max(e.confidence) FROM evidence e JOIN statement s ON s.key = e.statement
LEFT JOIN concept c ON c.iri = s.object LEFT JOIN repository r ON r.iri = s.object
WHERE e.paper = ? AND s.predicate IN ('ADDRESSES', 'PROPOSES', 'USES', 'INTRODUCES', 'HAS_REPOSITORY')
GROUP BY s.key HAVING max(e.confidence) >= ? ORDER BY 4 DESC, 2"""
_NAMES = 3  # of one sort in a cell
RIVAL = "†"  # behind a value that a paper states of a rival


class Cell(NamedTuple):
    """What stands in a cell: a text, and the results or sentences behind it, each with its paper.

    A value that only a rival's paper states has the mark RIVAL.
    """

    text: str
    evidence: tuple[tuple[str, str], ...] = ()  # paper, sentence
    best: bool = False
    papers: tuple[str, ...] = ()


class Table(NamedTuple):
    """A table: the names of its columns, the name of each row with its cells, and the papers behind it, by id."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    papers: tuple[str, ...]


def of_methods(
    evidence: EvidenceDatabase,
    *,
    task: Collection[str] = (),
    method: Collection[str] = (),
    dataset: Collection[str] = (),
    metric: Collection[str] = (),
    least: float = LEAST_SURE,
    columns: int = 6,
    limit: int = 30,
) -> Table:
    """Return methods by datasets and metrics: the best value of each, with the conditions that its sentence names.

    Concepts are given by IRI. The columns are the pairs of dataset and metric with most methods; of the methods those
    with most values come first, then by the first column, then by name. The best value of a column is marked if it has two or more.
    """
    found = results(evidence, task=task, method=method, dataset=dataset, metric=metric)
    pairs = [(row(result, least), result) for result in found]
    of: dict[tuple[str, str], dict[str, list[tuple[Row, Result]]]] = defaultdict(lambda: defaultdict(list))
    for one, result in pairs:
        if one.comparable:
            of[str(one.dataset), str(one.metric)][str(one.method)].append((one, result))
    chosen = sorted(of, key=lambda pair: (-len(of[pair]), pair))[:columns]
    counts = Counter(name for pair in chosen for name in of[pair])
    first = of[chosen[0]] if chosen else {}

    def place(name: str) -> tuple[int, bool, float, str]:
        cell = first.get(name)
        return -counts[name], cell is None, _order(min(cell, key=_order))[1] if cell else 0.0, name

    names = sorted(counts, key=place)[:limit]
    best = {pair: _best(of[pair][name] for name in names if name in of[pair]) for pair in chosen}
    rows = tuple(
        (name, tuple(_cell(of[pair].get(name, []), best[pair]) for pair in chosen)) for name in names
    )
    papers = sorted({paper for _, cells in rows for cell in cells for paper in cell.papers})
    return Table(tuple(f"{dataset} {metric}" for dataset, metric in chosen), rows, tuple(papers))


def _order(one: tuple[Row, Result]) -> tuple[bool, float, str, int]:
    found, result = one
    return (
        found.claim == "rival",
        found.score if result.direction == "lower" else -found.score,
        found.paper,
        found.start,
    )


def _best(cells: Iterable[list[tuple[Row, Result]]]) -> float | None:
    """Return the best value of a column with two or more, without those under conditions."""
    firsts = [min(cell, key=_order) for cell in cells]
    plain = [one for one in firsts if not one[0].conditions]
    return min(plain, key=lambda one: _order(one)[1])[0].score if len(plain) > 1 else None


def _cell(found: list[tuple[Row, Result]], best: float | None) -> Cell:
    if not found:
        return Cell("")
    one, _ = min(found, key=_order)
    text = one.written + (f" ({', '.join(one.conditions)})" if one.conditions else "")
    text += RIVAL if one.claim == "rival" else ""
    return Cell(text, ((one.paper, one.sentence),), one.score == best and not one.conditions, (one.paper,))


def of_papers(evidence: EvidenceDatabase, papers: Collection[str], least: float = LEAST_SURE) -> Table:
    """Return papers by what they say: year, tasks, what they propose, use and introduce, their best results, code.

    Papers are given by id, and come in this order; names are sorted by confidence.
    """
    rows = []
    for id in papers:
        paper = evidence.papers.get(id)
        if paper is None:
            continue
        said = _said(evidence, id, least)
        own = [
            one for one in (row(result, least) for result in results(evidence, papers=[id])) if not one.doubt
        ]
        values = tuple((one.paper, one.sentence) for one in own)
        shown = "; ".join(f"{one.method} {one.written} {one.metric} on {one.dataset}" for one in own[:3])
        cells = (
            Cell(str(paper.year or "")), *(said[name] for name in ("tasks", "proposes", "uses", "introduces")),
            Cell(shown, values), said["code"],
        )  # fmt: skip
        rows.append((paper.title, tuple(cell._replace(papers=(id,)) for cell in cells)))
    columns = ("year", "tasks", "proposes", "uses", "introduces", "results", "code")
    return Table(columns, tuple(rows), tuple(cells[0].papers[0] for _, cells in rows))


def _said(evidence: EvidenceDatabase, paper: str, least: float) -> dict[str, Cell]:
    names: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for predicate, name, sentence, _ in evidence.db.execute(_SAID, (paper, least)):
        names[_MENTIONED.get(predicate, "code")].append((name, sentence))
    return {
        sort: Cell(
            ", ".join(name for name, _ in names[sort][:_NAMES]),
            tuple((paper, sentence) for _, sentence in names[sort][:_NAMES] if sentence),
        )
        for sort in (*_MENTIONED.values(), "code")
    }
