"""The surroundings of a node in the graph, for a drawing and for the table that is equal to it."""

__all__ = ["Drawn", "drawn"]

from collections.abc import Callable
from typing import Any, NamedTuple

from kg.page.known import Known, Named
from kg.page.words import relation

# The other ends of a node's statements, those of most papers first; papers behind everything else that as many support.
_NEIGHBOURS = """
SELECT other, other_label, sum(papers) AS papers FROM (
    SELECT s.object AS other, s.object_label AS other_label, count(DISTINCT e.paper) AS papers
    FROM statement s JOIN evidence e ON e.statement = s.key WHERE s.subject = :iri GROUP BY s.key
    UNION ALL SELECT s.subject, s.subject_label, count(DISTINCT e.paper)
    FROM statement s JOIN evidence e ON e.statement = s.key WHERE s.object = :iri GROUP BY s.key
) WHERE other_label <> 'Result' GROUP BY other ORDER BY papers DESC, other_label = 'Paper', other LIMIT :limit"""
_FROM = "SELECT key, predicate, object FROM statement WHERE subject = ?"
_PAPERS = "SELECT count(DISTINCT paper) FROM evidence WHERE statement = ?"


class Edge(NamedTuple):
    """An edge of the drawing, with its words and how many papers support it."""

    source: Named
    predicate: str
    words: str
    target: Named
    papers: int


class Drawn(NamedTuple):
    """Nodes, the one in the middle first, with their degrees in the whole graph, and the edges among them."""

    nodes: list[tuple[Named, int]]
    edges: list[Edge]

    def data(self, page: Callable[[str], str]) -> dict[str, Any]:
        """Return what the drawing needs, as JSON has it; `page` writes the link to an address."""
        return {
            "nodes": [
                {"id": node.address, "label": node.label, "name": node.name, "degree": degree, "href": page(node.address)}
                for node, degree in self.nodes
            ],
            "edges": [
                {"source": one.source.address, "target": one.target.address, "type": one.predicate, "papers": one.papers}
                for one in self.edges
            ],
        }  # fmt: skip


def drawn(known: Known, iri: str, this: Named, limit: int) -> Drawn:
    """Return a node with at most as many nodes around it, those of most papers first, and all statements among them."""
    nodes = {iri: this}
    for other, label, _ in known.db.execute(_NEIGHBOURS, {"iri": iri, "limit": limit - 1}):
        nodes[other] = _node(known, other, label)
    statements = _among(known, nodes)
    edges = [
        Edge(nodes[subject], predicate, relation(predicate, True).words, nodes[target], papers)
        for subject, predicate, target, papers in sorted(statements, key=lambda one: (-one[3], one[:3]))
    ]
    return Drawn([(node, known.degrees.get(each, 0)) for each, node in nodes.items()], edges)


def _node(known: Known, iri: str, label: str) -> Named:
    if label != "Paper":
        return known.names.get(iri) or Named(label, iri, iri.removeprefix(known.base))
    address = iri.removeprefix(known.base)
    id = known.id_of.get(address)
    return Named(label, known.papers[id].title if id is not None else address, address)


def _among(known: Known, nodes: dict[str, Named]) -> list[tuple[str, str, str, int]]:
    """Return (subject, predicate, object, papers) of the statements whose ends are both among the nodes."""
    found = [
        (key, subject, predicate, target)
        for subject in nodes
        for key, predicate, target in known.db.execute(_FROM, (subject,))
        if target in nodes
    ]
    return [
        (subject, predicate, target, known.db.execute(_PAPERS, (key,)).fetchone()[0])
        for key, subject, predicate, target in found
    ]
