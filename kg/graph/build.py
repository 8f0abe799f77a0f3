"""Compute the graph from the evidence and the concepts, in one transaction."""

__all__ = ["build", "is_current", "wanted"]

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from sqlite3 import Cursor

from kg.bugs import GRAPH_BUG, bug
from kg.evidence import versions
from kg.evidence.database import EvidenceDatabase
from kg.evidence.schema import DERIVED
from kg.evidence.versions import GraphVersion, to_json
from kg.graph import bibliography
from kg.graph.statements import PaperStatements, statements
from kg.model import Link, NameRelation, Resolution
from kg.names import normal_form

_UNITS = """
SELECT s.object, r.unit, count(*) FROM statement s JOIN result r ON r.iri = s.subject
WHERE s.predicate = 'MEASURED_BY' AND r.kind = 'absolute' AND r.unit <> '' GROUP BY s.object, r.unit
"""
_SUPPORT = """
SELECT s.key, s.subject, s.object FROM statement s JOIN evidence e ON e.statement = s.key \
WHERE s.predicate = ? GROUP BY s.key
ORDER BY count(DISTINCT e.paper) DESC, max(e.confidence) DESC, s.key
"""
_ONE_WAY = ("PART_OF", "SUBCLASS_OF", "SUBTASK_OF")  # edges that must not form a cycle


def wanted(evidence: EvidenceDatabase) -> GraphVersion:
    """Return the version that a graph computed now would have."""
    return GraphVersion(evidence.generation, evidence.settings.base, versions.resolution(), versions.graph())


def is_current(evidence: EvidenceDatabase) -> bool:
    """Return whether the graph was computed from the present evidence by the present code and tables."""
    return evidence.graph_version == wanted(evidence)


def build(evidence: EvidenceDatabase, resolution: Resolution, links: Iterable[Link] = ()) -> None:
    """Rebuild the derived tables from the evidence and the concepts.

    A kill or an error leaves them unchanged.

    Of statements that form a cycle of subclasses or parts, those that fewer papers support are left out.
    """
    base = evidence.settings.base
    name_relations: dict[str, list[NameRelation]] = defaultdict(list)
    for each in resolution.name_relations:
        name_relations[each.paper].append(each)
    cursor = evidence.db.cursor()
    with evidence.transaction(counts=False):
        for table in DERIVED:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
        for concept in resolution.concepts:
            value = json.dumps(
                [concept.key, concept.keys, concept.aliases, concept.merges], ensure_ascii=False
            )
            cursor.execute(
                "INSERT INTO concept VALUES (?, ?, ?, ?, ?, '')",
                (concept.iri, concept.label, concept.name, value, concept.direction),
            )
            cursor.executemany(
                "INSERT INTO concept_key VALUES (?, ?)", ((key, concept.iri) for key in concept.keys)
            )
        cursor.executemany(
            "INSERT INTO sense VALUES (?, ?, ?, ?)",
            ((normal_form(sense[0]), *sense) for sense in resolution.disputed),
        )
        cursor.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?)", links)
        evidence.rejects.clear(GRAPH_BUG)
        for extraction, model in evidence.extractions.all():
            pairs = ((c.key, resolution.concept_of.get((extraction.id, c.key))) for c in extraction.clusters)
            refs = {key: ref for key, ref in pairs if ref is not None}
            try:
                collected = statements(extraction, model, refs, base, name_relations.get(extraction.id, ()))
            except Exception as error:  # one paper must not fail the others
                evidence.rejects.add([bug(extraction.id, error, GRAPH_BUG)])
                continue
            _insert(evidence, collected)
        bibliography.build(evidence)
        for predicate in _ONE_WAY:
            _break_cycles(cursor, predicate)
        _set_units(cursor)
        evidence.set_meta("graph", to_json(wanted(evidence)))


def _insert(evidence: EvidenceDatabase, paper: PaperStatements) -> None:
    for node in paper.nodes:
        values = list(node.properties.values())
        if node.label == "Repository":
            evidence.db.execute("INSERT OR IGNORE INTO repository VALUES (?, ?)", values[:2])
        else:
            evidence.db.execute(
                "INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _result_row(node.properties),
            )
    evidence.db.executemany(
        "INSERT OR IGNORE INTO statement VALUES (?, ?, ?, ?, ?, ?)",
        (
            (e.statement, s.subject.label, s.subject.iri, s.predicate, s.object.label, s.object.iri)
            for s, e in paper.evidence
        ),
    )
    evidence.db.executemany(
        "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                e.key,
                e.statement,
                e.paper,
                e.sentence,
                e.start,
                e.end,
                e.rule,
                e.model,
                e.confidence,
                e.qualifier,
            )
            for _, e in paper.evidence
        ),
    )


def _break_cycles(cursor: Cursor, predicate: str) -> None:
    """Remove the statements that close a cycle with better supported ones (a greedy feedback arc set)."""
    above: dict[str, set[str]] = defaultdict(set)
    closing = []
    for key, subject, target in cursor.execute(_SUPPORT, (predicate,)).fetchall():
        seen, waiting = {target}, [target]
        while waiting and subject not in seen:
            more = above[waiting.pop()] - seen
            seen |= more
            waiting += more
        if subject in seen:
            closing.append((key,))
        else:
            above[subject].add(target)
    cursor.executemany("DELETE FROM statement WHERE key = ?", closing)
    cursor.executemany("DELETE FROM evidence WHERE statement = ?", closing)


def _set_units(cursor: Cursor) -> None:
    """Give each metric the most frequent unit of its results, the first by alphabet on a tie."""
    units: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for metric, unit, results in cursor.execute(_UNITS):
        units[metric].append((-results, unit))
    cursor.executemany(
        "UPDATE concept SET unit = ? WHERE iri = ?",
        ((min(counts)[1], metric) for metric, counts in units.items()),
    )


def _result_row(p: Mapping[str, object]) -> tuple[object, ...]:
    columns = (
        "iri",
        "paper",
        "value",
        "raw",
        "unit",
        "kind",
        "sentence",
        "start",
        "end",
        "confidence",
        "rule",
    )
    return tuple(p[column] for column in columns)
