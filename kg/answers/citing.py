"""How the papers of an answer are cited: their citation keys, and their BibTeX."""

__all__ = ["bibtex", "citation_keys", "entry"]

import io
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kg.evidence.database import EvidenceDatabase
from kg.export import bibtex as format
from kg.ids import paper_iri
from kg.model import Edge, Node, NodeRef, Paper


def citation_keys(evidence: EvidenceDatabase, papers: Iterable[str]) -> dict[str, str]:
    """Return the citation key of each paper, by id: its own, or one made of author, year and title.

    It is unique in the graph, and that of `kg export bibtex`.
    """
    every = list(evidence.papers.all())
    named = format.keys(
        (_node(paper).properties, [author._asdict() for author in paper.metadata.authors]) for paper in every
    )
    wanted = set(papers)
    return {paper.id: key for paper, key in zip(every, named, strict=True) if paper.id in wanted}


def bibtex(evidence: EvidenceDatabase, papers: Iterable[str]) -> str:
    """Return the entries of papers, by id, with the keys that `citation_keys` gives them."""
    key_of = citation_keys(evidence, papers := list(papers))
    return "".join(entry(paper, key_of[paper.id]) for paper in _papers(evidence, papers))


def entry(paper: Paper, key: str) -> str:
    """Return the entry of a paper with a key; its other citation keys stand in `ids`."""
    known = replace(paper.metadata, keys=(key, *(other for other in paper.metadata.keys if other != key)))
    node = _node(replace(paper, metadata=known))
    this = NodeRef("Paper", node.iri)
    nodes, edges = [node], []
    for position, author in enumerate(known.authors, start=1):
        ref = NodeRef("Author", f"{node.iri}#{position}")
        nodes.append(Node("Author", ref.iri, author._asdict()))
        edges.append(Edge("WROTE", ref.iri, ref, this, {"position": position}))
    if known.venue:
        venue = NodeRef("Venue", f"{node.iri}#venue")
        nodes.append(Node("Venue", venue.iri, {"name": known.venue}))
        edges.append(Edge("PUBLISHED_IN", venue.iri, this, venue))
    stream = io.BytesIO()
    format.export(nodes, edges, stream)
    return stream.getvalue().decode("utf-8", "surrogatepass")


def _papers(evidence: EvidenceDatabase, ids: Iterable[str]) -> Iterator[Paper]:
    found = (evidence.papers.get(id) for id in sorted(set(ids)))
    return (paper for paper in found if paper is not None)


def _node(paper: Paper) -> Node:
    known = paper.metadata
    return Node("Paper", paper_iri(paper.id), {
        "id": paper.id, "title": paper.title, "year": paper.year, "date": known.date, "url": paper.url,
        "publicationType": known.type, "keywords": known.keywords, "citationKeys": known.keys, "ids": (paper.id, *paper.same_as),
    })  # fmt: skip
