"""Leaderboards, the list of them, and conflicts: the rows of kg.answers with their links and sentences."""

__all__ = ["Group", "Shown", "boards_of", "conflicts_of", "leaderboard_of", "shown"]

from itertools import groupby
from typing import NamedTuple

from kg.answers.leaderboard import Row, leaderboard
from kg.page.known import Known, Named
from kg.page.views.sentences import Said, Sentence, sentence
from kg.page.views.view import View


class Shown(NamedTuple):
    """A row with its ends as links and its sentence; `conflict` is the number of the conflict that it is in."""

    row: Row
    method: Named | None
    dataset: Named | None
    metric: Named | None
    sentence: Sentence
    conflict: int | None
    kind: str

    @property
    def key(self) -> str:
        """The key of the result, unique in a page."""
        return self.row.result.rpartition("/")[2]

    @property
    def rescaled(self) -> bool:
        """Whether the value that is compared is not the one that is written."""
        return self.row.score != self.row.value


class Group(NamedTuple):
    """Rows that are compared with each other, best first."""

    dataset: str
    metric: str
    conditions: tuple[str, ...]
    direction: str
    rows: list[Shown]


def shown(known: Known, row: Row) -> Shown:
    """Return a row as a page shows it."""
    result = known.result[row.result]
    method, dataset, metric = (known.names.get(iri) for iri in result.iris)
    place = Said(row.paper, row.sentence, row.start, row.end, row.confidence)
    said = sentence(known, place, [("Result", row.result)])
    return Shown(row, method, dataset, metric, said, known.conflict_of.get(row.result), result.kind)


def leaderboard_of(known: Known, iri: str) -> View | None:
    """Return the leaderboard of a dataset or task, or None where no paper reports a value."""
    this = known.names.get(iri)
    if this is None or iri not in known.ranked:
        return None
    rows = (
        leaderboard(known.evidence, task=[iri])
        if this.label == "Task"
        else leaderboard(known.evidence, dataset=[iri])
    )
    groups = [
        _group(known, list(same)) for _, same in groupby((row for row in rows if not row.doubt), key=lambda row: row.group)
    ]  # fmt: skip
    data = {
        "this": this,
        "groups": groups,
        "doubtful": [shown(known, row) for row in rows if row.doubt],
        "compared": iri in known.compared,
    }
    return View("leaderboard.html", f"{this.name} · leaderboard", data)


def _group(known: Known, rows: list[Row]) -> Group:
    first = rows[0]
    direction = known.result[first.result].direction
    return Group(
        first.dataset or "",
        first.metric or "",
        first.conditions,
        direction,
        [shown(known, row) for row in rows],
    )


def boards_of(known: Known) -> View:
    """Return the list of the leaderboards."""
    found = [(board, known.called(board.label, board.name)) for board in known.boards]
    listed = {
        label: [(board, known.names[iri]) for board, iri in found if board.label == label and iri is not None]
        for label in ("Dataset", "Task")
    }
    return View("leaderboards.html", "Leaderboards", {"datasets": listed["Dataset"], "tasks": listed["Task"]})


def conflicts_of(known: Known) -> View:
    """Return all conflicts with their sentences."""
    data = [
        (number, conflict, [shown(known, row) for row in conflict.rows])
        for number, conflict in enumerate(known.conflicts, 1)
    ]
    return View("conflicts.html", "Conflicts", {"conflicts": data})
