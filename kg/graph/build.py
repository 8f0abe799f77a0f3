"""Compute the graph from the log and the concepts, in one transaction."""

__all__ = ["build", "is_current"]

import json
from collections.abc import Mapping

from kg.graph.log import Log
from kg.graph.statements import Said, statements
from kg.ids import DEFAULT_BASE
from kg.model import Resolution
from kg.names import normal_form

_DERIVED = ("concept", "concept_key", "sense", "repository", "result", "statement", "evidence")


def is_current(log: Log, base: str = DEFAULT_BASE) -> bool:
    """Return whether the graph was computed from the log as it now is."""
    return log.meta("graph") == f"{log.generation} {base}"


def build(log: Log, resolution: Resolution, base: str = DEFAULT_BASE) -> None:
    """Replace the derived tables by what the log says of the concepts; a kill leaves them as they were."""
    cursor = log.db.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        for table in _DERIVED:
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - the names above
        for concept in resolution.concepts:
            value = json.dumps([concept.key, concept.keys, concept.aliases, concept.merges], ensure_ascii=False)
            cursor.execute(
                "INSERT INTO concept VALUES (?, ?, ?, ?, ?)", (concept.iri, concept.label, concept.name, value, concept.direction)
            )
            cursor.executemany("INSERT INTO concept_key VALUES (?, ?)", ((key, concept.iri) for key in concept.keys))
        cursor.executemany("INSERT INTO sense VALUES (?, ?, ?, ?)", ((normal_form(sense[0]), *sense) for sense in resolution.disputed))
        for extraction, model in log.extractions():
            refs = {c.key: resolution.concept_of[extraction.id, c.key] for c in extraction.clusters}
            _insert(log, statements(extraction, model, refs, base))
        log.set_meta("graph", f"{log.generation} {base}")
    except BaseException:
        cursor.execute("ROLLBACK")
        raise
    cursor.execute("COMMIT")


def _insert(log: Log, said: Said) -> None:
    for node in said.nodes:
        values = list(node.properties.values())
        if node.label == "Repository":
            log.db.execute("INSERT OR IGNORE INTO repository VALUES (?, ?)", values[:2])
        else:
            log.db.execute("INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _result_row(node.properties))
    log.db.executemany(
        "INSERT OR IGNORE INTO statement VALUES (?, ?, ?, ?, ?, ?)",
        ((e.statement, s.subject.label, s.subject.iri, s.predicate, s.object.label, s.object.iri) for s, e in said.evidence),
    )
    log.db.executemany(
        "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((e.key, e.statement, e.paper, e.sentence, e.start, e.end, e.rule, e.model, e.confidence, e.qualifier) for _, e in said.evidence),
    )


def _result_row(p: Mapping[str, object]) -> tuple[object, ...]:
    columns = ("iri", "paper", "value", "raw", "unit", "kind", "sentence", "start", "end", "confidence", "rule")
    return tuple(p[column] for column in columns)
