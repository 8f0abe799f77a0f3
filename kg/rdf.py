"""The graph as RDF: one mapping for all stores and exports (docs/adr/0006-rdf-mapping.md)."""

__all__ = ["PREFIXES", "quads"]

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.generated.vocabulary import EDGES, NODE_CLASSES, ONTOLOGY, PROPERTY_IRIS
from kg.ids import paper_iri
from kg.model import Edge, Node, PropertyValue

if TYPE_CHECKING:
    from pyoxigraph import Quad

PREFIXES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "mls": "http://www.w3.org/ns/mls#",
    "oa": "http://www.w3.org/ns/oa#",
    "pg": ONTOLOGY,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class _Terms:
    """The library's terms, made once where they recur."""

    def __init__(self) -> None:
        from pyoxigraph import Literal, NamedNode, Quad

        self.literal, self.quad, self._node = Literal, Quad, NamedNode
        self._known: dict[str, Any] = {}

    def iri(self, iri: str) -> Any:
        """Return the term of an IRI of the vocabulary, kept for the next time."""
        term = self._known.get(iri)
        if term is None:
            term = self._known[iri] = self._node(iri)
        return term

    def name(self, curie: str) -> Any:
        prefix, _, local = curie.partition(":")
        return self.iri(PREFIXES[prefix] + local)

    def value(self, value: PropertyValue, datatype: str) -> Any:
        """Return the literal of a value; text loses lone surrogates and NUL, which RDF cannot hold."""
        if datatype.endswith("#decimal"):
            text = format(Decimal(str(value)), "f")
        elif isinstance(value, bool):
            text = "true" if value else "false"
        elif datatype.endswith("#gYear"):
            text = f"{value:04d}"
        else:
            text = str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")
        return self.literal(text) if datatype.endswith("#string") else self.literal(text, datatype=self.iri(datatype))


def quads(nodes: Iterable[Node], edges: Iterable[Edge], base: str) -> "Iterator[Quad]":
    """Yield the quads of nodes, then of edges, in their order.

    Concepts and repositories, which many papers share, are described in the graph `{base}graph/concepts`; a paper, its results, its
    statements and their evidence in the paper's own graph, `{paper IRI}/graph`. There are no blank nodes.
    """
    terms = _Terms()
    shared = terms.iri(f"{base}graph/concepts")
    for node in nodes:
        if node.label == "Paper":
            graph = terms.iri(f"{node.iri}/graph")
            yield terms.quad(graph, terms.name("rdf:type"), terms.name("prov:Entity"), graph)
            yield terms.quad(graph, terms.name("prov:wasDerivedFrom"), terms.iri(node.iri), graph)
        elif node.label == "Result":
            graph = _graph(terms, str(node.properties["paper"]), base)
        else:
            graph = shared
        yield from _node(terms, node, graph)
    for edge in edges:
        yield from _edge(terms, edge, base)


def _graph(terms: _Terms, paper: str, base: str) -> Any:
    return terms.iri(f"{paper_iri(paper, base)}/graph")


def _node(terms: _Terms, node: Node, graph: Any) -> "Iterator[Quad]":
    subject = terms.iri(node.iri)
    for kind in NODE_CLASSES[node.label]:
        yield terms.quad(subject, terms.name("rdf:type"), terms.iri(kind), graph)
    mapped = PROPERTY_IRIS[node.label]
    for name, value in node.properties.items():
        if name not in mapped or value is None or value == "":
            continue
        predicate, datatype = mapped[name]
        for item in value if isinstance(value, tuple) else (value,):
            yield terms.quad(subject, terms.iri(predicate), terms.value(item, datatype), graph)


def _edge(terms: _Terms, edge: Edge, base: str) -> "Iterator[Quad]":
    """Yield the triple itself, and its evidence as a Web Annotation that selects the sentence and the offsets in the paper."""
    properties = edge.properties
    graph = _graph(terms, str(properties["paper"]), base)
    subject, target = terms.iri(edge.source.iri), terms.iri(edge.target.iri)
    predicate = terms.iri(ONTOLOGY + EDGES[edge.type].local_name)
    yield terms.quad(subject, predicate, target, graph)
    if properties.get("official"):
        yield terms.quad(subject, terms.name("pg:hasOfficialRepository"), target, graph)
    iri = f"{base}evidence/{edge.key}"
    evidence, place, position, quote = (terms.iri(iri + part) for part in ("", "#target", "#position", "#quote"))
    xsd = PREFIXES["xsd"]
    for s, p, o in (
        (evidence, "rdf:type", terms.name("pg:Evidence")),
        (evidence, "rdf:type", terms.name("oa:Annotation")),
        (evidence, "rdf:type", terms.name("rdf:Statement")),
        (evidence, "rdf:subject", subject),
        (evidence, "rdf:predicate", predicate),
        (evidence, "rdf:object", target),
        (evidence, "itsrdf:taConfidence", terms.value(properties["confidence"], f"{xsd}decimal")),
        (evidence, "pg:rule", terms.value(properties["rule"], f"{xsd}string")),
        (evidence, "oa:hasTarget", place),
        (place, "oa:hasSource", terms.iri(paper_iri(str(properties["paper"]), base))),
        (place, "oa:hasSelector", position),
        (place, "oa:hasSelector", quote),
        (position, "rdf:type", terms.name("oa:TextPositionSelector")),
        (position, "oa:start", terms.value(properties["start"], f"{xsd}nonNegativeInteger")),
        (position, "oa:end", terms.value(properties["end"], f"{xsd}nonNegativeInteger")),
        (quote, "rdf:type", terms.name("oa:TextQuoteSelector")),
        (quote, "oa:exact", terms.value(properties["sentence"], f"{xsd}string")),
    ):
        yield terms.quad(s, terms.name(p), o, graph)
