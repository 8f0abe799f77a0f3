"""What RDF says of an edge: the statement, and in the wanted detail the evidence for it."""

__all__ = ["Statements"]

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic

from kg.generated.vocabulary import EDGES
from kg.ids import paper_iri
from kg.rdf.factories import Made
from kg.rdf.terms import Evidence, Terms

if TYPE_CHECKING:
    from kg.model import Edge, PropertyValue

# In ML-Schema these belong to the run that produced a result, so kg's properties cannot be subproperties.
_OF_RUN = {"OF_METHOD": "mls:realizes", "ON_DATASET": "mls:hasInput", "FOR_TASK": "mls:achieves"}
_PAPERS = 1 << 12  # whose terms are kept
_AROUND = 32  # characters before and after a quotation, by which it is found again in a text that was changed

_Triple = tuple[Any, str, Any]  # subject, predicate as a prefixed name or an IRI, object
_Properties = Mapping[str, "PropertyValue"]


class Statements(Generic[Made]):
    """Writes edges; `texts` are those of the papers by id, for what stands around a sentence."""

    def __init__(
        self, terms: Terms[Made], base: str, evidence: Evidence, texts: Mapping[str, str], *, named: bool
    ) -> None:
        self._terms, self._base, self._named, self._texts = terms, base, named, texts
        self._evidence = {"none": None, "compact": self._compact, "full": self._full}[evidence]
        self._stated: object = None
        self._paper = lru_cache(_PAPERS)(self._terms_of)

    def quads(self, edge: "Edge") -> Iterator[Made]:
        """Yield the statement, what follows from it, and its evidence."""
        terms, properties = self._terms, edge.properties
        subject, target = terms.node(edge.source.iri), terms.node(edge.target.iri)
        paper, graph = self._paper(str(properties["paper"]))
        spec = EDGES[edge.type]
        quad, name = terms.quad, terms.name
        stated = edge.source.iri, edge.type, edge.target.iri
        if self._named or stated != self._stated:
            yield quad(subject, spec.iri, target, graph)
        self._stated = stated
        if "confidence" not in spec.properties:
            return
        for about, predicate, value in self._following(edge, subject, target):
            yield quad(about, predicate, value, graph)
        if self._evidence is not None:
            iri = f"{self._base}evidence/{edge.key}"
            evidence = terms.iri(iri)
            yield quad(evidence, "rdf:type", name("pg:Evidence"), graph)
            yield quad(evidence, "rdf:subject", subject, graph)
            yield quad(evidence, "rdf:predicate", name(spec.iri), graph)
            yield quad(evidence, "rdf:object", target, graph)
            confidence = terms.common(properties["confidence"], "xsd:decimal")
            yield quad(evidence, "itsrdf:taConfidence", confidence, graph)
            yield quad(evidence, "pg:rule", terms.common(properties["rule"]), graph)
            yield quad(evidence, "dcterms:source", paper, graph)
            for about, predicate, value in self._evidence(evidence, iri, paper, properties):
                yield quad(about, predicate, value, graph)

    def ordered(self, edges: "list[Edge]", predicate: str) -> Iterator[Made]:
        """Yield an ordered list of the sources of edges to one target; its cells have IRIs, as no node is blank."""
        terms, target = self._terms, edges[0].target.iri
        _, graph = self._paper(str(edges[0].properties["paper"]))
        name = predicate.rpartition("/")[2]
        in_order = sorted(edges, key=lambda edge: int(str(edge.properties["position"])))
        cells = [terms.iri(f"{target}#{name}{edge.properties['position']}") for edge in in_order]
        yield terms.quad(terms.node(target), predicate, cells[0], graph)
        for edge, cell, rest in zip(in_order, cells, [*cells[1:], terms.name("rdf:nil")], strict=True):
            yield terms.quad(cell, "rdf:first", terms.node(edge.source.iri), graph)
            yield terms.quad(cell, "rdf:rest", rest, graph)

    def _terms_of(self, paper: str) -> tuple[Any, Any]:
        """Return the IRI of a paper, given by its id, and its graph."""
        terms, iri = self._terms, paper_iri(paper, self._base)
        return terms.iri(iri), terms.iri(f"{iri}#graph") if self._named else terms.default

    def _following(self, edge: "Edge", subject: Any, target: Any) -> Iterator[_Triple]:
        if edge.properties.get("official"):
            yield subject, "pg:hasOfficialRepository", target
            yield target, "codemeta:referencePublication", subject
        if edge.type in _OF_RUN:
            yield self._terms.iri(f"{edge.source.iri}#run"), _OF_RUN[edge.type], target

    def _compact(self, evidence: Any, iri: str, paper: Any, properties: _Properties) -> Iterator[_Triple]:  # noqa: ARG002 - as _full
        """Yield the sentence and the offsets as properties of the evidence itself."""
        terms = self._terms
        yield evidence, "pg:sentence", terms.literal(properties["sentence"])
        yield evidence, "pg:mentionStart", terms.common(properties["start"], "xsd:nonNegativeInteger")
        yield evidence, "pg:mentionEnd", terms.common(properties["end"], "xsd:nonNegativeInteger")

    def _full(self, evidence: Any, iri: str, paper: Any, properties: _Properties) -> Iterator[_Triple]:
        """Yield the same, and a Web Annotation that selects the span and the sentence."""
        yield from self._compact(evidence, iri, paper, properties)
        terms, name = self._terms, self._terms.name
        place, position, sentence = (terms.iri(iri + part) for part in ("#target", "#position", "#quote"))
        yield evidence, "rdf:type", name("oa:Annotation")
        yield evidence, "rdf:type", name("rdf:Statement")
        yield evidence, "oa:hasTarget", place
        yield place, "rdf:type", name("oa:SpecificResource")
        yield place, "oa:hasSource", paper
        yield place, "oa:hasSelector", position
        yield place, "oa:hasSelector", sentence
        yield position, "rdf:type", name("oa:TextPositionSelector")
        yield position, "oa:start", terms.common(properties["start"], "xsd:nonNegativeInteger")
        yield position, "oa:end", terms.common(properties["end"], "xsd:nonNegativeInteger")
        yield sentence, "rdf:type", name("oa:TextQuoteSelector")
        yield sentence, "oa:exact", terms.literal(properties["sentence"])
        for predicate, text in self._around(properties):
            yield sentence, predicate, terms.literal(text)

    def _around(self, properties: _Properties) -> Iterator[tuple[str, str]]:
        """Yield what stands in the text before and after the sentence around a mention."""
        text, sentence = self._texts.get(str(properties["paper"]), ""), str(properties["sentence"])
        start = int(str(properties["start"]))
        at = text.rfind(sentence, 0, start + len(sentence)) if sentence else -1
        if at < 0:
            return
        end = at + len(sentence)
        if at:
            yield "oa:prefix", text[max(at - _AROUND, 0) : at]
        if end < len(text):
            yield "oa:suffix", text[end : end + _AROUND]
