"""The graph as RDF: one mapping for every store and export (docs/adr/0006-rdf-mapping.md)."""

__all__ = ["PREFIXES", "is_base", "prefixed", "quads"]

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from kg.errors import KgError, UsageError
from kg.generated.vocabulary import EDGES, NODE_CLASSES, ONTOLOGY, PROPERTY_IRIS
from kg.ids import is_iri, paper_iri

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from kg.model import Edge, Node, PropertyValue

PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
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
# In ML-Schema these belong to the run that produced a result, so kg's properties cannot be subproperties.
_OF_RUN = {"OF_METHOD": "mls:realizes", "ON_DATASET": "mls:hasInput", "FOR_TASK": "mls:achieves"}

_ADDRESSES = {
    "acl": "https://aclanthology.org/{}",
    "arxiv": "https://arxiv.org/abs/{}",
    "doi": "https://doi.org/{}",
    "openalex": "https://openalex.org/{}",
    "pmid": "https://pubmed.ncbi.nlm.nih.gov/{}/",
    "pmlr": "https://proceedings.mlr.press/{}.html",  # v216/guo23a
}

_Triple = tuple[Any, str, Any]  # subject, predicate as a prefixed name or an IRI, object


def quads(
    nodes: "Iterable[Node]", edges: "Iterable[Edge]", base: str, *, activity: str | None = None
) -> "Iterator[Quad]":
    """Yield the quads of nodes, then of edges, in order, each once and without blank nodes.

    Concepts and repositories, which papers share, are in the default graph; a paper, its results, statements
    and evidence are in the paper's own graph, `{IRI of the paper}#graph`. `activity` is the IRI of what made
    the graphs, such as a model version. None and empty strings are left out. Edges that become a list, those
    of one paper, come one after another.

    Raises UsageError if the base is not an IRI, KgError for any other IRI or text that RDF cannot hold.
    """
    terms = _Terms()
    try:
        terms.iri(base)
    except KgError as error:
        raise UsageError(f"the base IRI {error}") from None
    if activity is not None:
        yield terms.quad(terms.iri(activity), terms.name("rdf:type"), terms.name("prov:Activity"))
    for node in nodes:
        graph, triples = _node(terms, node, base, activity)
        yield from terms.quads(graph, triples)
    for listed, run in groupby(edges, key=lambda edge: edge.type if EDGES[edge.type].listed else ""):
        if listed:
            for paper, same in groupby(run, key=lambda edge: str(edge.properties["paper"])):
                cells = _list(terms, list(same), EDGES[listed].iri)
                yield from terms.quads(_graph(terms, paper, base), cells)
        else:
            for edge in run:
                graph = _graph(terms, str(edge.properties["paper"]), base)
                yield from terms.quads(graph, _edge(terms, edge, base))


def is_base(base: str) -> bool:
    """Return whether a base can be extended to IRIs, by a path and, for a paper's graph, a fragment."""
    return (
        is_iri(f"{base}paper/x#graph")
        and base.startswith(("http://", "https://", "urn:"))
        and base.endswith(("/", ":"))
        and "?" not in base
    )


def prefixed(iri: str) -> str:
    """Return an IRI of a vocabulary with its prefix: pg:uses, cito:cites."""
    starts = [(len(start), prefix) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    return f"{max(starts)[1]}:{iri[max(starts)[0] :]}" if starts else iri


class _Terms:
    """Creates pyoxigraph terms; caches those of the vocabulary."""

    def __init__(self) -> None:
        from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

        self.quad, self._node, self._literal = Quad, NamedNode, Literal
        self.default = DefaultGraph()
        self._known: dict[str, Any] = {}

    def iri(self, iri: str) -> Any:
        try:
            return self._node(iri)
        except ValueError as error:
            raise KgError(f"{iri!r:.200} is not an IRI: {error}") from None

    def name(self, name: str) -> Any:
        """Return the term of a prefixed name, or of an IRI of the vocabulary."""
        term = self._known.get(name)
        if term is None:
            prefix, _, local = name.partition(":")
            term = self._known[name] = self._node(PREFIXES[prefix] + local if prefix in PREFIXES else name)
        return term

    def value(self, value: "PropertyValue", datatype: str) -> Any:
        """Return a value as a literal, or as an IRI if its datatype is Resource."""
        return self.iri(str(value)) if datatype.endswith("#Resource") else self.literal(value, datatype)

    def literal(self, value: "PropertyValue", datatype: str) -> Any:
        text = _lexical(value, datatype)
        try:
            return (
                self._literal(text)
                if datatype.endswith(("#string", ":string"))
                else self._literal(text, datatype=self.name(datatype))
            )
        except ValueError:
            raise KgError(f"RDF cannot hold the text {value!r:.100}") from None

    def quads(self, graph: Any, triples: Iterable[_Triple]) -> "Iterator[Quad]":
        quad, name = self.quad, self.name
        for subject, predicate, target in triples:
            yield quad(subject, name(predicate), target, graph)


def _lexical(value: "PropertyValue", datatype: str) -> str:
    """Return the canonical lexical form (XML Schema Datatypes 1.1, appendix E)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if datatype.endswith("decimal"):
        number = Decimal(repr(value))  # repr: the shortest text that gives the same float
        if not number.is_finite():
            raise KgError(f"{value!r} is not a decimal")
        text = format(number, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    return f"{value:04d}" if datatype.endswith("gYear") else str(value)


def _graph(terms: _Terms, paper: str, base: str) -> Any:
    return terms.iri(f"{paper_iri(paper, base)}#graph")


def _node(terms: _Terms, node: "Node", base: str, activity: str | None) -> tuple[Any, list[_Triple]]:
    """Return the graph that describes a node, and the description."""
    subject, graph = terms.iri(node.iri), terms.default
    triples: list[_Triple] = [(subject, "rdf:type", terms.name(iri)) for iri in NODE_CLASSES[node.label]]
    mapped = PROPERTY_IRIS[node.label]
    for name, value in node.properties.items():
        if name in mapped and value is not None and value != "":
            predicate, datatype = mapped[name]
            triples += [
                (subject, predicate, terms.value(item, datatype))
                for item in (value if isinstance(value, tuple) else (value,))
            ]
    if node.label == "Paper":
        graph = terms.iri(f"{node.iri}#graph")
        triples += [(graph, "rdf:type", terms.name("prov:Entity")), (graph, "prov:wasDerivedFrom", subject)]
        if activity is not None:
            triples.append((graph, "prov:wasGeneratedBy", terms.iri(activity)))
        triples += [(subject, *rest) for rest in _other_ids(terms, node)]
    elif node.label == "Result":
        graph, run = _graph(terms, str(node.properties["paper"]), base), terms.iri(f"{node.iri}#run")
        triples += [(run, "rdf:type", terms.name("mls:Run")), (run, "mls:hasOutput", subject)]
    return graph, triples


def _other_ids(terms: _Terms, node: "Node") -> list[tuple[str, Any]]:
    """Return links to a paper's other ids; one named by its arXiv id is a preprint."""
    own, ids = str(node.properties["id"]), node.properties.get("ids")
    links: list[tuple[str, Any]] = []
    for paper in sorted({own, *(ids if isinstance(ids, tuple) else ())}):
        scheme, _, name = paper.partition(":")
        if scheme == "arxiv":
            links += [("rdf:type", terms.name("fabio:Preprint"))] if paper == own else []
            links.append(("fabio:hasArXivId", terms.literal(name, "xsd:string")))
        if scheme in _ADDRESSES:
            address = _ADDRESSES[scheme].format(quote(name, safe="/:;()", errors="surrogatepass"))
            links.append(("schema:sameAs", terms.iri(address)))
    return links


def _list(terms: _Terms, edges: "list[Edge]", predicate: str) -> Iterator[_Triple]:
    """Yield an ordered list of the sources of edges to one target; its cells have IRIs, as no node is blank."""
    target = edges[0].target.iri
    name = predicate.rpartition("/")[2]
    ordered = sorted(edges, key=lambda edge: int(str(edge.properties["position"])))
    cells = [terms.iri(f"{target}#{name}{edge.properties['position']}") for edge in ordered]
    yield terms.iri(target), predicate, cells[0]
    for edge, cell, rest in zip(ordered, cells, [*cells[1:], terms.name("rdf:nil")], strict=True):
        yield cell, "rdf:first", terms.iri(edge.source.iri)
        yield cell, "rdf:rest", rest


def _edge(terms: _Terms, edge: "Edge", base: str) -> Iterator[_Triple]:
    """Yield the statement, and its evidence: a Web Annotation that selects the span and the sentence."""
    properties = edge.properties
    subject, target = terms.iri(edge.source.iri), terms.iri(edge.target.iri)
    spec = EDGES[edge.type]
    predicate = spec.iri
    yield subject, predicate, target
    if "confidence" not in spec.properties:
        return
    if properties.get("official"):
        yield subject, "pg:hasOfficialRepository", target
    if edge.type in _OF_RUN:
        yield terms.iri(f"{edge.source.iri}#run"), _OF_RUN[edge.type], target
    iri = f"{base}evidence/{edge.key}"
    evidence, place, position, sentence = (
        terms.iri(iri + part) for part in ("", "#target", "#position", "#quote")
    )
    name, literal = terms.name, terms.literal
    yield evidence, "rdf:type", name("pg:Evidence")
    yield evidence, "rdf:type", name("oa:Annotation")
    yield evidence, "rdf:type", name("rdf:Statement")
    yield evidence, "rdf:subject", subject
    yield evidence, "rdf:predicate", name(predicate)
    yield evidence, "rdf:object", target
    yield evidence, "itsrdf:taConfidence", literal(properties["confidence"], "xsd:decimal")
    yield evidence, "pg:rule", literal(properties["rule"], "xsd:string")
    yield evidence, "oa:hasTarget", place
    yield place, "rdf:type", name("oa:SpecificResource")
    yield place, "oa:hasSource", terms.iri(paper_iri(str(properties["paper"]), base))
    yield place, "oa:hasSelector", position
    yield place, "oa:hasSelector", sentence
    yield position, "rdf:type", name("oa:TextPositionSelector")
    yield position, "oa:start", literal(properties["start"], "xsd:nonNegativeInteger")
    yield position, "oa:end", literal(properties["end"], "xsd:nonNegativeInteger")
    yield sentence, "rdf:type", name("oa:TextQuoteSelector")
    yield sentence, "oa:exact", literal(properties["sentence"], "xsd:string")
