"""Compute the graph from the log and the concepts, in one transaction."""

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
from kg.graph.statements import PaperStatements, statements
from kg.model import Link, NameRelation, Resolution
from kg.names import normal_form

_UNITS = """
SELECT s.object, r.unit, count(*) FROM statement s JOIN result r ON r.iri = s.subject
WHERE s.predicate = 'MEASURED_BY' AND r.kind = 'absolute' AND r.unit <> '' GROUP BY s.object, r.unit
"""
_SUPPORT = """
SELECT s.key, s.subject, s.object FROM statement s JOIN evidence e ON e.statement = s.key WHERE s.predicate = ? GROUP BY s.key
ORDER BY count(DISTINCT e.paper) DESC, max(e.confidence) DESC, s.key
"""
_ONE_WAY = ("PART_OF", "SUBCLASS_OF", "SUBTASK_OF")  # edges that never lead in a circle


def wanted(evidence: EvidenceDatabase) -> GraphVersion:
    """Return the version that a graph computed now would have."""
    return GraphVersion(evidence.generation, evidence.settings.base, versions.resolution(), versions.graph())


def is_current(evidence: EvidenceDatabase) -> bool:
    """Return whether the graph was computed from the evidence as it now is, by the present code and tables."""
    return evidence.graph_version == wanted(evidence)


def build(evidence: EvidenceDatabase, resolution: Resolution, links: Iterable[Link] = ()) -> None:
    """Replace the derived tables by what the evidence says of the concepts; a kill or an error leaves them as they were.

    Of statements that would lead in a circle of kinds or parts, those that fewer papers support are left out.
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
            value = json.dumps([concept.key, concept.keys, concept.aliases, concept.merges], ensure_ascii=False)
            cursor.execute(
                "INSERT INTO concept VALUES (?, ?, ?, ?, ?, '')", (concept.iri, concept.label, concept.name, value, concept.direction)
            )
            cursor.executemany("INSERT INTO concept_key VALUES (?, ?)", ((key, concept.iri) for key in concept.keys))
        cursor.executemany("INSERT INTO sense VALUES (?, ?, ?, ?)", ((normal_form(sense[0]), *sense) for sense in resolution.disputed))
        cursor.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?, ?, ?, ?)", links)
        evidence.rejects.clear(GRAPH_BUG)
        for extraction, model in evidence.extractions.all():
            places = ((c.key, resolution.concept_of.get((extraction.id, c.key))) for c in extraction.clusters)
            refs = {key: ref for key, ref in places if ref is not None}
            try:
                stated = statements(extraction, model, refs, base, name_relations.get(extraction.id, ()))
            except Exception as error:  # whatever it is, the other papers must not suffer
                evidence.rejects.add([bug(extraction.id, error, GRAPH_BUG)])
                continue
            _insert(evidence, stated)
        for predicate in _ONE_WAY:
            _break_circles(cursor, predicate)
        _set_units(cursor)
        evidence.set_meta("graph", to_json(wanted(evidence)))


def _insert(evidence: EvidenceDatabase, stated: PaperStatements) -> None:
    for node in stated.nodes:
        values = list(node.properties.values())
        if node.label == "Repository":
            evidence.db.execute("INSERT OR IGNORE INTO repository VALUES (?, ?)", values[:2])
        else:
            evidence.db.execute("INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _result_row(node.properties))
    evidence.db.executemany(
        "INSERT OR IGNORE INTO statement VALUES (?, ?, ?, ?, ?, ?)",
        ((e.statement, s.subject.label, s.subject.iri, s.predicate, s.object.label, s.object.iri) for s, e in stated.evidence),
    )
    evidence.db.executemany(
        "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((e.key, e.statement, e.paper, e.sentence, e.start, e.end, e.rule, e.model, e.confidence, e.qualifier) for _, e in stated.evidence),
    )


def _break_circles(cursor: Cursor, predicate: str) -> None:
    """Remove the statements that close a circle with better supported ones, best first (a greedy feedback arc set)."""
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
    """Give each metric the unit that most of its results with a unit have, by alphabet on a tie."""
    units: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for metric, unit, results in cursor.execute(_UNITS):
        units[metric].append((-results, unit))
    cursor.executemany("UPDATE concept SET unit = ? WHERE iri = ?", ((min(found)[1], metric) for metric, found in units.items()))


def _result_row(p: Mapping[str, object]) -> tuple[object, ...]:
    columns = ("iri", "paper", "value", "raw", "unit", "kind", "sentence", "start", "end", "confidence", "rule")
    return tuple(p[column] for column in columns)
