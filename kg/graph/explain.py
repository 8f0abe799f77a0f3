"""Look up what a name means, and its statements with sentences, rules and merge history."""

__all__ = ["COLUMNS", "matches", "merges", "senses", "statements_about", "things"]

import json
from collections.abc import Iterator

from kg.evidence.database import EvidenceDatabase
from kg.graph.view import links
from kg.ids import paper_iri, title_id
from kg.model import Link
from kg.names import normal_form

COLUMNS = (
    "subject",
    "predicate",
    "object",
    "paper",
    "title",
    "sentence",
    "start",
    "end",
    "rule",
    "model",
    "confidence",
)

_NAMES = """
WITH name(iri, name) AS (
    SELECT iri, name FROM concept UNION ALL SELECT iri, url FROM repository
    UNION ALL SELECT iri, raw || CASE unit WHEN '' THEN '' ELSE ' ' || unit END FROM result
)
"""
_ABOUT = (
    _NAMES
    + """
SELECT coalesce(a.name, s.subject), s.predicate, coalesce(b.name, s.object), e.paper, e.sentence,
    e.start, e."end", e.rule, e.model, e.confidence
FROM statement s JOIN evidence e ON e.statement = s.key
LEFT JOIN name a ON a.iri = s.subject LEFT JOIN name b ON b.iri = s.object
WHERE s.subject = :iri OR s.object = :iri OR s.key = :iri
ORDER BY s.predicate, s.subject, s.object, e.paper, e.start, e.rule
"""
)


def things(evidence: EvidenceDatabase, name: str) -> list[tuple[str, str, str]]:
    """Return (IRI, label, name) of all that a name, IRI, paper id, title or key means, by IRI."""
    base = evidence.settings.base
    rows = evidence.db.execute(
        "SELECT iri, label, name FROM concept WHERE iri = :name "
        "OR iri IN (SELECT iri FROM concept_key WHERE key = :key) "
        "UNION SELECT iri, 'Repository', url FROM repository WHERE iri = :name OR url = :name "
        "UNION SELECT iri, 'Result', raw FROM result WHERE iri = :name "
        "UNION SELECT key, 'Statement', predicate FROM statement WHERE key = :name",
        {"name": name, "key": normal_form(name)},
    ).fetchall()
    of_title = evidence.papers.ids_of(
        set(evidence.db.execute("SELECT id, source FROM record WHERE title = ?", (name,)))
    )
    for paper_id in (name, title_id(name), *of_title):
        paper = evidence.papers.get(paper_id)
        if paper is not None:
            rows.append((paper_iri(paper.id, base), "Paper", paper.title))
    return sorted(set(rows))


def merges(evidence: EvidenceDatabase, iri: str) -> list[tuple[str, str]]:
    """Return (normal form, reason) of every name that was merged into a concept."""
    row = evidence.db.execute("SELECT value FROM concept WHERE iri = ?", (iri,)).fetchone()
    return [] if row is None else [(form, reason) for form, reason in json.loads(row[0])[3]]


def senses(evidence: EvidenceDatabase, name: str) -> list[tuple[str, str, int]]:
    """Return (abbreviation, long form, papers) if papers disagree, the most used sense first."""
    query = "SELECT short, long, papers FROM sense WHERE key = ? ORDER BY papers DESC, long"
    return [(short, long, papers) for short, long, papers in evidence.db.execute(query, (normal_form(name),))]


def matches(evidence: EvidenceDatabase, iri: str) -> list[Link]:
    """Return the links of a concept to authorities, the best first."""
    return sorted(links(evidence, iri), key=lambda link: (-link.score, link.target, link.source))


def statements_about(evidence: EvidenceDatabase, iri: str) -> Iterator[tuple[object, ...]]:
    """Yield a row of COLUMNS for each evidence of each statement with this subject, object or key."""
    titles = {paper_iri(paper.id, evidence.settings.base): paper.title for paper in evidence.papers.all()}
    of_paper = {paper.id: paper.title for paper in evidence.papers.all()}
    for subject, predicate, target, paper, *rest in evidence.db.execute(_ABOUT, {"iri": iri}):
        yield (
            titles.get(subject, subject),
            predicate,
            titles.get(target, target),
            paper,
            of_paper.get(paper),
            *rest,
        )
