"""The graph as compact tables, which the self-contained page carries; columns rather than rows, nodes by number.

A part is loaded when a view needs it: `index` at once, `statements` for a card or the graph, `texts` for sentences, `bibtex`
for an export. Offsets are those of Python: characters of a paper's text, end exclusive.
"""

__all__ = ["KINDS", "Parts", "json_bytes", "parts"]

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from kg.answers.citing import entry
from kg.evidence.database import EvidenceDatabase
from kg.generated.vocabulary import NodeType
from kg.graph import bibliography
from kg.graph.view import concepts, links
from kg.ids import paper_iri
from kg.model import Paper
from kg.page.addresses import of_id
from kg.page.data.results import result_tables
from kg.page.data.statements import statement_tables, text_tables
from kg.page.known import Known
from kg.page.views.lists import largest

KINDS = tuple(str(label) for label in NodeType if label is not NodeType.RESULT)
"""The labels of nodes, in the order of their numbers."""

Parts = dict[str, Any]


def parts(evidence: EvidenceDatabase, title: str, signature: Sequence[tuple[str, str]] = ()) -> Parts:
    """Return the parts of the page's data, by name, each of values that JSON has; title and signature are those of the graph."""
    papers = list(evidence.papers.all())
    nodes = list(_nodes(evidence, papers))
    number = {iri: n for n, (iri, *_) in enumerate(nodes)}
    known = Known(evidence)
    base = len(evidence.settings.base)
    counts = Counter(kind for _, kind, *_ in nodes)
    texts, place = text_tables(evidence, papers, number)
    index = {
        "title": title,
        "signature": signature,
        "base": evidence.settings.base,
        "kinds": KINDS,
        "counts": [counts[kind] for kind in KINDS],
        # behind the label in the IRI
        "local": [iri[base + len(kind) + 1 :] for iri, kind, *_ in nodes],
        "names": [name for _, _, name, _ in nodes],
        "aliases": {n: aliases for n, (*_, aliases) in enumerate(nodes) if aliases},
        "papers": [known.support.get(iri, 0) for iri, *_ in nodes],
        "largest": [[number[iri], count] for iri, count in largest(known)],
        "cite": [known.keys[paper.id] for paper in papers],
        **_paper_columns(evidence, papers, number),
        **result_tables(known, number, place),
    }
    return {
        "index": index,
        "statements": statement_tables(evidence, number, place) | _details(evidence, number),
        "texts": texts,
        "bibtex": [entry(paper, known.keys[paper.id]) for paper in papers],
    }


def _nodes(
    evidence: EvidenceDatabase, papers: list[Paper]
) -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Yield (IRI, label, name, other names) of every node but results, by label."""
    of: dict[str, list[tuple[str, str, str, tuple[str, ...]]]] = {kind: [] for kind in KINDS}
    base = evidence.settings.base
    of["Paper"] = [(paper_iri(paper.id, base), "Paper", paper.title, ()) for paper in papers]
    for concept in concepts(evidence):
        of[concept.label].append((concept.iri, concept.label, concept.name, concept.aliases))
    for iri, url in evidence.db.execute("SELECT iri, url FROM repository ORDER BY iri"):
        of["Repository"].append((iri, "Repository", url.removeprefix("https://"), ()))
    for node in (*bibliography.authors(evidence), *bibliography.venues(evidence)):
        aliases: Any = node.properties["aliases"]
        of[node.label].append((node.iri, node.label, str(node.properties["name"]), tuple(aliases)))
    for kind in KINDS:
        yield from of[kind]


def _paper_columns(evidence: EvidenceDatabase, papers: list[Paper], number: dict[str, int]) -> dict[str, Any]:
    of_paper = {paper.id: n for n, paper in enumerate(papers)}
    wrote: list[list[int]] = [[] for _ in papers]
    for paper, author in evidence.db.execute("SELECT paper, author FROM wrote ORDER BY paper, position"):
        wrote[of_paper[paper]].append(number[author])
    venues: list[int] = [-1] * len(papers)
    for paper, venue in evidence.db.execute("SELECT paper, venue FROM published"):
        venues[of_paper[paper]] = number[venue]
    cites: list[list[int]] = [[] for _ in papers]
    for paper, cited in evidence.db.execute("SELECT paper, cited FROM cites ORDER BY paper, cited"):
        cites[of_paper[paper]].append(of_paper[cited])
    return {
        "years": [paper.year for paper in papers],
        "dates": [paper.metadata.date if paper.metadata.date != str(paper.year) else None for paper in papers],
        "id": [paper.id for paper in papers],
        "ids": [[of_id(id) for id in (paper.id, *paper.same_as)] for paper in papers],
        "urls": [paper.url for paper in papers],
        "citationKeys": [list(paper.metadata.keys) for paper in papers],
        "authors": wrote, "venues": venues, "cites": cites,
    }  # fmt: skip


def _details(evidence: EvidenceDatabase, number: dict[str, int]) -> dict[str, Any]:
    """Return what only the card of a concept shows: how its names were merged, and its links to authorities."""
    merges: dict[int, Any] = {}
    metrics: dict[int, Any] = {}
    for concept in concepts(evidence):
        if concept.merges:
            merges[number[concept.iri]] = concept.merges
        if concept.label == "Metric":
            metrics[number[concept.iri]] = [concept.direction, concept.unit]
    matches: dict[int, Any] = {}
    for link in links(evidence):
        matches.setdefault(number[link.concept], []).append(
            [link.predicate, link.target, link.name, link.reason, link.source]
        )
    return {"merges": merges, "metrics": metrics, "matches": matches}


def json_bytes(value: Any) -> bytes:
    """Return a value as JSON in UTF-8; a lone surrogate is escaped, as UTF-8 has none."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "backslashreplace")
