"""The results of the graph, from the derived tables: each with its ends, its paper and its sentence."""

__all__ = ["Result", "concepts_called", "results"]

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from kg.evidence.database import EvidenceDatabase
from kg.names import normal_form

_ENDS = {"OF_METHOD": "method", "ON_DATASET": "dataset", "MEASURED_BY": "metric", "FOR_TASK": "task"}
_ROLE_OF = {"proposed": "PROPOSES", "used": "USES", "compared": "COMPARES"}
_RESULTS = """
SELECT r.iri, r.paper, r.value, r.raw, r.unit, r.kind, r.sentence, r.start, r."end", r.confidence, s.predicate, s.object
FROM result r LEFT JOIN statement s ON s.subject = r.iri
{where} ORDER BY r.iri, s.predicate, s.object"""
_ON = "r.iri IN (SELECT subject FROM statement WHERE object IN ({}))"
_IN_PAPERS = """r.paper IN (
    SELECT e.paper FROM statement a JOIN evidence e ON e.statement = a.key WHERE a.predicate = 'ADDRESSES' AND a.object IN ({}))"""
_ROLES = """
SELECT s.predicate, s.object FROM evidence e JOIN statement s ON s.key = e.statement
WHERE e.paper = ? AND s.predicate IN ('PROPOSES', 'USES', 'COMPARES', 'ADDRESSES')"""
_MOST_VALUES = 900  # parameters of a statement of SQLite


class Result(NamedTuple):
    """A number that a paper reports, with the names of its ends, None where the sentence does not say them.

    `tasks` are those of the result and those that its paper addresses. `role` is that of the method in the paper:
    proposed, used, compared, or "". `start` and `end` are offsets into the text of the paper, within `sentence`.
    `iris` are those of method, dataset and metric, `metric_keys` the normal forms of the names of the metric.
    """

    iri: str
    dataset: str | None
    metric: str | None
    method: str | None
    tasks: tuple[str, ...]
    value: float
    raw: str
    unit: str
    kind: str
    direction: str
    role: str
    paper: str
    title: str
    year: int | None
    confidence: float
    sentence: str
    start: int
    end: int
    iris: tuple[str, str, str]
    metric_keys: tuple[str, ...]


class _Concept(NamedTuple):
    name: str
    keys: tuple[str, ...]
    direction: str


def concepts_called(evidence: EvidenceDatabase, label: str, name: str) -> list[str]:
    """Return the IRIs of the concepts of a type that have a name, in any of its forms."""
    query = "SELECT c.iri FROM concept c JOIN concept_key k ON k.iri = c.iri WHERE k.key = ? AND c.label = ? ORDER BY 1"
    return [iri for (iri,) in evidence.db.execute(query, (normal_form(name), label))]


def results(
    evidence: EvidenceDatabase,
    *,
    task: Collection[str] = (),
    dataset: Collection[str] = (),
    metric: Collection[str] = (),
    method: Collection[str] = (),
    papers: Collection[str] = (),
    kind: str = "absolute",
) -> Iterator[Result]:
    """Yield the results of a kind that have one of the concepts of each sort that is given, by IRI of the result.

    Concepts are given by IRI, papers by id. A result is for the tasks that it names and for those that its paper
    addresses.
    """
    wanted = [(_ON, ends) for ends in (dataset, metric, method) if ends]
    wanted += [(f"({_ON} OR {_IN_PAPERS})", task)] if task else []
    wanted += [("r.paper IN ({})", papers)] if papers else []
    clauses, values = ["r.kind = ?"], [kind]
    for clause, ends in wanted:
        marks = ", ".join("?" * len(ends))
        clauses.append(clause.format(*(marks,) * clause.count("{}")))
        values += [*ends] * clause.count("{}")
    rows = evidence.db.execute(_RESULTS.format(where=f"WHERE {' AND '.join(clauses)}"), values)
    yield from _Rows(evidence).read(rows)


class _Rows:
    """Reads rows into results; papers, their roles and concepts are looked up once each."""

    def __init__(self, evidence: EvidenceDatabase) -> None:
        self._evidence = evidence
        self._concepts: dict[str, _Concept] = {}
        self._papers: dict[str, tuple[str, int | None, dict[str, set[str]]]] = {}

    def read(self, rows: Iterable[tuple[object, ...]]) -> Iterator[Result]:
        current: tuple[object, ...] = ()
        ends: dict[str, list[str]] = defaultdict(list)
        for *fields, predicate, target in rows:
            if current and current[0] != fields[0]:
                yield self._result(current, ends)
                ends = defaultdict(list)
            current = tuple(fields)
            if predicate in _ENDS:
                ends[_ENDS[str(predicate)]].append(str(target))
        if current:
            yield self._result(current, ends)

    def _result(self, fields: tuple[object, ...], ends: dict[str, list[str]]) -> Result:
        iri, paper, value, raw, unit, kind, sentence, start, end, confidence = fields
        title, year, roles = self._paper(str(paper))
        method, dataset, metric = (next(iter(ends[name]), "") for name in ("method", "dataset", "metric"))
        measured = self._concept(metric)
        tasks = {self._concept(task).name for task in (*ends["task"], *roles["ADDRESSES"])}
        role = next((role for role, edge in _ROLE_OF.items() if method in roles[edge]), "")
        return Result(
            str(iri), self._concept(dataset).name or None, measured.name or None, self._concept(method).name or None,
            tuple(sorted(filter(None, tasks))), float(str(value)), str(raw), str(unit), str(kind), measured.direction or "higher", role,
            str(paper), title, year, float(str(confidence)), str(sentence), int(str(start)), int(str(end)),
            (method, dataset, metric), measured.keys,
        )  # fmt: skip

    def _concept(self, iri: str) -> _Concept:
        if iri not in self._concepts:
            row = self._evidence.db.execute(
                "SELECT name, value, direction FROM concept WHERE iri = ?", (iri,)
            ).fetchone()
            self._concepts[iri] = (
                _Concept(row[0], tuple(json.loads(row[1])[1]), row[2]) if row else _Concept("", (), "")
            )
        return self._concepts[iri]

    def _paper(self, id: str) -> tuple[str, int | None, dict[str, set[str]]]:
        if id not in self._papers:
            paper = self._evidence.papers.get(id)
            roles: dict[str, set[str]] = defaultdict(set)
            for predicate, target in self._evidence.db.execute(_ROLES, (id,)):
                roles[predicate].add(target)
            self._papers[id] = (paper.title, paper.year, roles) if paper else ("", None, roles)
        return self._papers[id]
