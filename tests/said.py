"""Papers that say one thing is a kind of another, without text worth reading: for tests of what comes after extraction."""

__all__ = ["add", "graph_of", "say"]

from kg.evidence.database import EvidenceDatabase
from kg.graph.view import edges, nodes
from kg.model import Cluster, Edge, Extraction, Mention, MentionRelation, Node, Paper, Relation
from kg.workspace import compute

Said = tuple[Paper, Extraction]


def say(number: object, *relations: tuple[str, str], label: str = "Method", edge: str = "subclassOf") -> Said:
    """Return a paper that says of each (head, tail) that the one is a kind of the other, and its extraction."""
    text = f"Paper {number}\n" + " ".join(f"{head} is a {tail}." for head, tail in relations)
    at, keys = 0, {}
    entities, clusters, stated, pairs = [], [], [], []
    for head, tail in relations:
        spans = []
        for name in (head, tail):
            at = text.index(name, at)
            key = keys.setdefault(name, f"c{len(keys)}")
            spans.append((at, at + len(name)))
            entities.append(Mention(*spans[-1], label, key, 0.9, "test"))
            at += len(name)
        stated.append(Relation(keys[head], edge, keys[tail]))
        pairs.append(MentionRelation(spans[0], edge, spans[1], 0.8, "test"))
    for name, key in keys.items():
        start = text.index(name)
        clusters.append(Cluster(key, label, (name,), "used", start, start + len(name), 0.9, "test"))
    found = Extraction(
        f"p{number}", text, ((0, len(text)),), tuple(entities), tuple(clusters), tuple(stated), tuple(pairs)
    )
    title, _, abstract = text.partition("\n")
    return Paper(f"p{number}", title, abstract, sources=(f"f#{number}",)), found


def add(evidence: EvidenceDatabase, *said: Said) -> None:
    """Put papers and what they say into an evidence database."""
    evidence.papers.add(paper for paper, _ in said)
    evidence.extractions.add((extraction for _, extraction in said), "model")


def graph_of(evidence: EvidenceDatabase) -> tuple[list[Node], list[Edge]]:
    """Return the graph of an evidence database, computed where it is not up to date."""
    compute(evidence, lambda *_: None)
    return list(nodes(evidence)), list(edges(evidence))
