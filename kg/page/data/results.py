"""The results of the graph as columns for the self-contained page: rows, leaderboards and conflicts, all computed here."""

__all__ = ["result_tables"]

from collections import defaultdict
from typing import Any

from kg.answers.leaderboard import Row, ranked
from kg.answers.results import Result
from kg.page.data.statements import Place, Words
from kg.page.known import Known

_TASKS = """
SELECT s.subject, s.object FROM statement s WHERE s.predicate = 'FOR_TASK'
UNION SELECT r.iri, a.object FROM result r JOIN evidence e ON e.paper = r.paper
JOIN statement a ON a.key = e.statement AND a.predicate = 'ADDRESSES' ORDER BY 1, 2"""
_Found = tuple[Result, Row, str]  # with what speaks against the row, on its own or beside others
_Ranked = dict[int, list[tuple[Row, str]]]


def result_tables(known: Known, number: dict[str, int], place: Place) -> dict[str, Any]:
    """Return all results as columns, the leaderboards as lists of rows with their ranks, and the conflicts.

    A leaderboard has the rows of `kg leaderboard` in their order: [row, rank], with a third value where the doubt is
    another than that of the row itself.
    """
    tasks: dict[str, list[int]] = defaultdict(list)
    for result_iri, task in known.db.execute(_TASKS):
        tasks[result_iri].append(number[task])
    found = [(result, one, known.behind.get(one.result, one.doubt)) for one, result in known.rows]
    of_result = {result.iri: n for n, (result, *_) in enumerate(found)}
    boards: _Ranked = defaultdict(list)
    for result, one, _ in found:
        if result.kind == "absolute":
            for end in (*filter(None, (number.get(result.iris[1]),)), *tasks[result.iri]):
                boards[end].append((one, result.direction))
    return {
        "results": _columns(found, number, place, tasks),
        "boards": {
            end: [_placed(one, found, of_result) for one in ranked(same)]
            for end, same in sorted(boards.items())
        },
        "conflicts": [[one.apart, [of_result[each.result] for each in one.rows]] for one in known.conflicts],
    }


def _placed(one: Row, found: list[_Found], of_result: dict[str, int]) -> list[Any]:
    n = of_result[one.result]
    return [n, one.rank or 0, *([one.doubt] if one.doubt != found[n][2] else [])]


def _columns(
    found: list[_Found], number: dict[str, int], place: Place, tasks: dict[str, list[int]]
) -> dict[str, Any]:
    rows = []
    doubts = Words()
    for result, one, doubt in found:
        method, dataset, metric = (number.get(iri, -1) for iri in result.iris)
        paper, sentence = place(one.paper, one.sentence, one.start)
        rows.append({
            "method": method, "dataset": dataset, "metric": metric, "tasks": tasks[result.iri], "kind": result.kind,
            "score": one.score, "raw": one.raw, "unit": one.unit, "written": one.written, "lower": int(result.direction == "lower"),
            "conditions": list(one.conditions), "rival": int(one.claim == "rival"), "doubt": doubts[doubt],
            "comparable": int(one.comparable), "paper": paper, "sentence": sentence, "start": one.start, "end": one.end,
            "confidence": round(one.confidence, 2), "local": result.iri.rpartition("/")[2],
        })  # fmt: skip
    columns = {name: [one[name] for one in rows] for name in (rows[0] if rows else ())}
    return columns | {"doubts": doubts.list()}
