"""Look up what a name means, and its statements with sentences, rules and merge history."""

__all__ = ["COLUMNS", "LEAST", "bibliography", "matches", "merges", "senses", "statements_about", "things"]

import json
from collections.abc import Iterable, Iterator

from kg.evidence.database import EvidenceDatabase
from kg.graph.view import links
from kg.ids import fold, paper_iri, title_id
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


_THINGS = """
SELECT iri, label, name FROM concept WHERE iri = :name OR iri IN (SELECT iri FROM concept_key WHERE key = :key)
UNION SELECT iri, 'Repository', url FROM repository WHERE iri = :name OR url = :name
UNION SELECT iri, 'Result', raw FROM result WHERE iri = :name
UNION SELECT key, 'Statement', predicate FROM statement WHERE key = :name
UNION SELECT author, 'Author', name FROM wrote WHERE author = :name OR id = :name OR orcid = :orcid OR (:folded <> '' AND (
    fold(name) = :folded OR fold(family || ' ' || given) = :folded OR fold(family) = :folded))
UNION SELECT venue, 'Venue', name FROM published WHERE venue = :name OR (:folded <> '' AND fold(name) = :folded)"""
_RECORDS = """
SELECT id, source FROM record WHERE title = :name
OR (metadata LIKE '%"keys"%' AND EXISTS (SELECT 1 FROM json_each(metadata, '$.keys') WHERE value = :name))"""
_IN_TITLE = "SELECT id, source FROM record WHERE instr(fold(title), :folded)"
_RECORDED = """
SELECT name, 'WROTE', paper FROM wrote WHERE author = :iri
UNION ALL SELECT name, 'PUBLISHED_IN', paper FROM published WHERE venue = :iri ORDER BY 3, 1"""
_ORCID = "https://orcid.org/"
_SHOWN = 10  # authors
LEAST = 4
"""Characters of a part of a title by which a paper can be found."""


def things(evidence: EvidenceDatabase, name: str, ids: Iterable[str] = ()) -> list[tuple[str, str, str]]:
    """Return (IRI, label, name) of all that a name, IRI, id, citation key, title or key means, by IRI.

    `ids` are those of a paper that the name may be. Where nothing has the name, these are the papers with it in
    their title.
    """
    base, key = evidence.settings.base, fold(name)
    evidence.db.create_function("fold", 1, lambda text: text and fold(text), deterministic=True)
    asked = {"name": name, "key": normal_form(name), "folded": key, "orcid": name.removeprefix(_ORCID)}
    rows = evidence.db.execute(_THINGS, asked).fetchall()
    of_title = evidence.papers.ids_of(set(evidence.db.execute(_RECORDS, {"name": name})))
    papers = {evidence.papers.get(paper) for paper in (name, title_id(name), *ids, *of_title)}
    if not rows and papers <= {None} and len(key) >= LEAST:
        part = evidence.db.execute(_IN_TITLE, {"folded": key})
        papers = {evidence.papers.get(paper) for paper in evidence.papers.ids_of(set(part))}
    found = ((paper_iri(paper.id, base), "Paper", paper.title) for paper in papers if paper is not None)
    return sorted({*rows, *found})


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
    """Yield a row of COLUMNS for each evidence of each statement with this subject, object or key.

    What records say of an author or a venue, without a sentence, follows.
    """
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
    for name, predicate, paper in evidence.db.execute(_RECORDED, {"iri": iri}):
        title = of_paper.get(paper)
        ends = (name, predicate, title) if predicate == "WROTE" else (title, predicate, name)
        yield (*ends, paper, title, *(None,) * 6)


def bibliography(evidence: EvidenceDatabase, iri: str) -> Iterator[str]:
    """Yield lines on a paper: its authors, where and when it was published, its citation keys and other ids."""
    paper = next((p for p in evidence.papers.all() if paper_iri(p.id, evidence.settings.base) == iri), None)
    if paper is None:
        return
    known = paper.metadata
    if known.authors:
        more = len(known.authors) - _SHOWN
        names = ", ".join(author.name for author in known.authors[:_SHOWN])
        yield f"by {names}{f' and {more} more' if more > 0 else ''}"
    if known.venue or paper.year:
        yield ", ".join(filter(None, (known.venue, known.date or str(paper.year or ""))))
    if known.keys:
        yield f"cited as {', '.join(known.keys)}"
    if paper.same_as:
        yield f"also {', '.join(paper.same_as)}"
