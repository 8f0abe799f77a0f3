"""The graph as nodes and edges, read from the derived tables: the source of every store and export."""

__all__ = ["concepts", "edges", "is_name", "links", "networkx", "nodes"]

import json
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.evidence.database import EvidenceDatabase
from kg.graph import bibliography
from kg.ids import as_address, content_key, paper_iri
from kg.model import Concept, Edge, Link, Node, NodeRef, PropertyValue

if TYPE_CHECKING:
    from networkx import MultiDiGraph

# One edge per statement and paper, with its strongest evidence, the earliest on a tie. The table is stored in
# this order.
_EDGES = """
SELECT s.predicate, s.subject_label, s.subject, s.object_label, s.object, s.key, e.paper, e.confidence, \
e.sentence, e.start, e."end",
       e.rule, e.qualifier
FROM evidence e NOT INDEXED CROSS JOIN statement s ON s.key = e.statement
ORDER BY e.statement, e.paper, e.confidence DESC, e.start, e."end", e.rule, e.key
"""
_REFS = 1 << 12
_LINKS = "SELECT concept, predicate, target, name, score, reason, source, stated FROM link"
_RESULTS = """
SELECT iri, value, raw, unit, kind, paper, sentence, start, "end", confidence, rule FROM result ORDER BY iri
"""


def concepts(evidence: EvidenceDatabase) -> Iterator[Concept]:
    """Yield the concepts by IRI."""
    for iri, label, name, value, *rest in evidence.db.execute(
        "SELECT iri, label, name, value, direction, unit FROM concept ORDER BY iri"
    ):
        key, keys, aliases, merges = json.loads(value)
        yield Concept(
            iri,
            label,
            name,
            key,
            tuple(keys),
            tuple(aliases),
            tuple((form, reason) for form, reason in merges),
            *rest,
        )


def is_name(evidence: EvidenceDatabase, form: str) -> bool:
    """Return whether a normal form belongs to a concept."""
    return evidence.db.execute("SELECT 1 FROM concept_key WHERE key = ?", (form,)).fetchone() is not None


def links(evidence: EvidenceDatabase, concept: str | None = None) -> Iterator[Link]:
    """Yield the links of all concepts, or of the one with an IRI, by concept and target."""
    where, values = ("", ()) if concept is None else (" WHERE concept = ?", (concept,))
    query = f"{_LINKS}{where} ORDER BY concept, target, source"
    return map(Link._make, evidence.db.execute(query, values))


def nodes(evidence: EvidenceDatabase) -> Iterator[Node]:
    """Yield every node: papers by id, then concepts, repositories, results, authors and venues by IRI."""
    base = evidence.settings.base
    for paper in evidence.papers.all():
        iri = paper_iri(paper.id, base)
        known = paper.metadata
        yield Node(
            "Paper",
            iri,
            {
                "iri": iri, "id": paper.id, "title": paper.title, "abstract": paper.abstract, "year": paper.year,
                "date": known.date, "url": paper.url and as_address(paper.url), "pdf": known.pdf, "language": known.language,
                "publicationType": known.type, "keywords": known.keywords, "citationKeys": known.keys,
                "citationCount": known.citations, "sources": paper.sources, "ids": (paper.id, *paper.same_as),
            },
        )  # fmt: skip
    matches: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in links(evidence):
        matches[link.concept, link.predicate].add(link.target)
    for concept in concepts(evidence):
        exact = matches.get((concept.iri, "exactMatch"), set())
        close = matches.get((concept.iri, "closeMatch"), set()) - exact
        properties: dict[str, PropertyValue] = {
            "iri": concept.iri, "name": concept.name, "key": concept.key, "keys": concept.keys,
            "aliases": concept.aliases, "exactMatch": tuple(sorted(exact)),
            "closeMatch": tuple(sorted(close)),
        }  # fmt: skip
        if concept.label == "Metric":
            properties |= {"direction": concept.direction, "unit": concept.unit}
        yield Node(concept.label, concept.iri, properties)
    for iri, url in evidence.db.execute("SELECT iri, url FROM repository ORDER BY iri"):
        host, _, path = url.removeprefix("https://").partition("/")
        yield Node("Repository", iri, {"iri": iri, "url": url, "host": host, "name": path or host})
    rows = evidence.db.execute(_RESULTS)
    columns = [column[0] for column in rows.description]
    for row in rows:
        yield Node("Result", row[0], dict(zip(columns, row, strict=True)))
    yield from bibliography.authors(evidence)
    yield from bibliography.venues(evidence)


def edges(evidence: EvidenceDatabase) -> Iterator[Edge]:
    """Yield one edge per statement and paper, in this order, with its strongest evidence, then those of the bibliography."""
    previous = None
    ref = lru_cache(_REFS)(NodeRef)  # few nodes occur in many edges
    for (
        predicate,
        subject_label,
        subject,
        object_label,
        target,
        statement,
        paper,
        *rest,
    ) in evidence.db.execute(_EDGES):
        if (statement, paper) == previous:
            continue
        previous = statement, paper
        confidence, sentence, start, end, rule, qualifier = rest
        key = content_key("edge", statement, paper)
        properties: dict[str, PropertyValue] = {
            "key": key, "paper": paper, "confidence": confidence, "sentence": sentence, "start": start,
            "end": end, "rule": rule,
        }  # fmt: skip
        if predicate == "HAS_REPOSITORY":
            properties["official"] = qualifier == "official"
        yield Edge(predicate, key, ref(subject_label, subject), ref(object_label, target), properties)
    yield from bibliography.edges(evidence)


def networkx(evidence: EvidenceDatabase) -> "MultiDiGraph[str]":
    """Return the graph as a networkx MultiDiGraph: node ids are IRIs, `label` and `type` attributes."""
    from networkx import MultiDiGraph

    graph: MultiDiGraph[str] = MultiDiGraph()
    for node in nodes(evidence):
        graph.add_node(node.iri, label=node.label, **node.properties)
    for edge in edges(evidence):
        graph.add_edge(
            edge.source.iri,
            edge.target.iri,
            key=edge.key,
            type=edge.type,
            **{k: v for k, v in edge.properties.items() if k != "key"},
        )
    return graph
