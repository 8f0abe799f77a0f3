"""Who wrote the papers, where they were published and which of each other they cite, computed from their records."""

__all__ = ["authors", "build", "edges", "venues"]

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from kg.evidence.database import EvidenceDatabase
from kg.ids import author_iri, concept_iri, content_key, fold, paper_iri
from kg.model import Author, Edge, Node, NodeRef, Paper

# An author is who has an ORCID; else who has the id of a source, or the one ORCID that goes with this id; else no other.
_IDENTIFY = """
UPDATE wrote SET author = author_iri(coalesce(
    orcid, (SELECT min(o.orcid) FROM temp.orcid_of o WHERE o.id = wrote.id HAVING count(*) = 1), id,
    paper || '#' || position
))"""
# Two names in one paper are two people, whatever their ids.
_APART = """
UPDATE wrote SET author = author_iri(paper || '#' || position), orcid = NULL, id = NULL
WHERE (paper, author) IN (SELECT paper, author FROM wrote GROUP BY 1, 2 HAVING count(DISTINCT name) > 1)"""
_CITE = """
INSERT OR IGNORE INTO cites SELECT r.paper, k.paper FROM temp.reference r JOIN known_as k ON k.id = r.id
WHERE k.paper <> r.paper"""
_TEMPORARY = """
CREATE TEMP TABLE IF NOT EXISTS orcid_of (id TEXT, orcid TEXT, PRIMARY KEY (id, orcid)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS reference (paper TEXT, id TEXT);
"""
# of several names the one that most papers have, then the fullest
_NAMES = """
SELECT {iri}, name, {rest}, count(*) AS papers FROM {table} GROUP BY 1, 2
ORDER BY 1, papers DESC, length(name) DESC, name"""


def build(evidence: EvidenceDatabase) -> None:
    """Fill the emptied tables of authors, venues and citations, within the caller's transaction."""
    db, base = evidence.db, evidence.settings.base
    for statement in filter(str.strip, _TEMPORARY.split(";")):
        db.execute(statement)
    for paper in evidence.papers.all():
        known = paper.metadata
        if known.authors:
            db.executemany("INSERT INTO wrote VALUES (?, ?, '', ?, ?, ?, ?, ?)", _authors(paper))
        if known.venue:
            row = (paper.id, concept_iri("Venue", fold(known.venue) or known.venue, base), known.venue)
            db.execute("INSERT INTO published VALUES (?, ?, ?)", row)
        if known.references:
            db.executemany(
                "INSERT INTO temp.reference VALUES (?, ?)", ((paper.id, id) for id in known.references)
            )
    db.create_function("author_iri", 1, lambda identity: author_iri(identity, base), deterministic=True)
    db.execute(
        "INSERT INTO temp.orcid_of SELECT DISTINCT id, orcid FROM wrote WHERE id <> '' AND orcid <> ''"
    )
    db.execute(_IDENTIFY)
    db.execute(_APART)
    db.execute(_CITE)
    db.execute("DELETE FROM temp.orcid_of")
    db.execute("DELETE FROM temp.reference")


def _authors(paper: Paper) -> Iterator[tuple[str | int | None, ...]]:
    author: Author
    for position, author in enumerate(paper.metadata.authors, start=1):
        yield paper.id, position, *author


def authors(evidence: EvidenceDatabase) -> Iterator[Node]:
    """Yield the authors by IRI; their name is the one that most papers have, the others are aliases."""
    rest = "max(json_array(family, given)), max(orcid), json_group_array(DISTINCT id)"
    query = _NAMES.format(iri="author", rest=rest, table="wrote")
    for iri, same in groupby(evidence.db.execute(query), key=lambda row: str(row[0])):
        rows = list(same)
        (_, name, parts, *_), *others = rows
        family, given = json.loads(parts)
        orcid = next((row[3] for row in rows if row[3]), None)
        ids = sorted({id for row in rows for id in json.loads(row[4]) if id})
        names = [
            name,
            *(row[1] for row in others),
            *(" ".join(filter(None, json.loads(row[2]))) for row in rows),
        ]
        properties = {
            "iri": iri, "name": name, "keys": _keys(*names, orcid, *ids),
            "aliases": tuple(sorted(row[1] for row in others)), "family": family, "given": given,
            "orcid": orcid and f"https://orcid.org/{orcid}", "ids": tuple(ids),
        }  # fmt: skip
        yield Node("Author", iri, properties)


def venues(evidence: EvidenceDatabase) -> Iterator[Node]:
    """Yield the venues by IRI; they are one if their names differ in case and punctuation only."""
    query = _NAMES.format(iri="venue", rest="NULL", table="published")
    for iri, rows in groupby(evidence.db.execute(query), key=lambda row: str(row[0])):
        name, *others = (str(row[1]) for row in rows)
        keys = _keys(name, *others)
        yield Node("Venue", iri, {"iri": iri, "name": name, "keys": keys, "aliases": tuple(sorted(others))})


def _keys(*names: str | None) -> tuple[str, ...]:
    """Return what a name is looked up by: the folded forms of names and ids."""
    return tuple(sorted({fold(name) or name for name in names if name}))


def edges(evidence: EvidenceDatabase) -> Iterator[Edge]:
    """Yield WROTE by paper and position, then PUBLISHED_IN and CITES by paper."""
    base = evidence.settings.base

    def edge(type_: str, source: NodeRef, target: NodeRef, paper: str, *more: tuple[str, Any]) -> Edge:
        key = content_key("edge", type_, source.iri, target.iri, *(str(value) for _, value in more))
        return Edge(type_, key, source, target, {"key": key, "paper": paper, **dict(more)})

    def of(paper: str) -> NodeRef:
        return NodeRef("Paper", paper_iri(paper, base))

    for paper, position, author in evidence.db.execute(
        "SELECT paper, position, author FROM wrote ORDER BY 1, 2"
    ):
        yield edge("WROTE", NodeRef("Author", author), of(paper), paper, ("position", position))
    for paper, venue in evidence.db.execute("SELECT paper, venue FROM published ORDER BY 1"):
        yield edge("PUBLISHED_IN", of(paper), NodeRef("Venue", venue), paper)
    for paper, cited in evidence.db.execute("SELECT paper, cited FROM cites ORDER BY 1, 2"):
        yield edge("CITES", of(paper), of(cited), paper)
