"""What RDF says of a node: its classes, its properties, and what they lead to elsewhere."""

__all__ = ["Nodes"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic

from kg.generated.vocabulary import NODE_CLASSES, PROPERTY_IRIS
from kg.ids import paper_iri, web_address
from kg.rdf.factories import Made
from kg.rdf.matches import match_term
from kg.rdf.terms import PREFIXES, Terms

if TYPE_CHECKING:
    from kg.model import Node

_CONCEPT = f"{PREFIXES['skos']}Concept"
_MATCHES = ("exactMatch", "closeMatch")
# What the tools of other vocabularies look for as the name of a node.
_NAMED_BY = {"Author": ("foaf:name",), "Dataset": ("dcterms:title", "rdfs:label")}
_SCHEME_TITLE = "Tasks, methods and metrics"


class Nodes(Generic[Made]):
    """Describes nodes; `texts` holds those of the papers by id, where they are to be kept."""

    def __init__(
        self, terms: Terms[Made], base: str, activity: str | None, *, named: bool, keep_texts: bool
    ) -> None:
        self.texts: dict[str, str] = {}
        self._terms, self._base, self._named, self._keep_texts = terms, base, named, keep_texts
        self._activity = None if activity is None else terms.iri(activity)
        self._scheme: Any = None

    def quads(self, node: "Node") -> Iterator[Made]:
        """Yield the description of a node; before that of the first concept, that of the scheme of all concepts."""
        terms, subject = self._terms, self._terms.node(node.iri)
        more: list[tuple[Any, str, Any]] = []
        graph = terms.default
        if node.label == "Paper":
            graph, more = self._paper(subject, node)
        elif node.label == "Result":
            graph = self._graph(paper_iri(str(node.properties["paper"]), self._base))
            run = terms.iri(f"{node.iri}#run")
            more = [(run, "rdf:type", terms.name("mls:Run")), (run, "mls:hasOutput", subject)]
        elif node.label in _NAMED_BY and node.properties.get("name"):
            name = terms.literal(node.properties["name"])
            more = [(subject, term, name) for term in _NAMED_BY[node.label]]
        elif _CONCEPT in NODE_CLASSES[node.label]:
            yield from self._new_scheme()
            more = [(subject, "skos:inScheme", self._scheme)]
        for predicate, target in self._properties(node):
            yield terms.quad(subject, predicate, target, graph)
        for about, predicate, target in more:
            yield terms.quad(about, predicate, target, graph)

    def _properties(self, node: "Node") -> Iterator[tuple[str, Any]]:
        """Yield the classes and the properties, as predicates and objects."""
        terms = self._terms
        for iri in NODE_CLASSES[node.label]:
            yield "rdf:type", terms.name(iri)
        mapped = PROPERTY_IRIS[node.label]
        for name, value in node.properties.items():
            if name in mapped and value is not None and value != "":
                iri, datatype = mapped[name]
                for item in value if isinstance(value, tuple) else (value,):
                    term = match_term(node.label, name, str(item), self._base) if name in _MATCHES else iri
                    yield term, terms.value(item, datatype)

    def _paper(self, subject: Any, node: "Node") -> tuple[Any, list[tuple[Any, str, Any]]]:
        terms, graph = self._terms, self._graph(node.iri)
        more = []
        if self._named:
            more = [(graph, "rdf:type", terms.name("prov:Entity")), (graph, "prov:wasDerivedFrom", subject)]
            if self._activity is not None:
                more.append((graph, "prov:wasGeneratedBy", self._activity))
        if self._keep_texts:
            title, abstract = node.properties.get("title"), node.properties.get("abstract")
            self.texts[str(node.properties["id"])] = "\n".join(map(str, filter(None, (title, abstract))))
        return graph, [*more, *((subject, *rest) for rest in self._other_ids(node))]

    def _graph(self, paper: str) -> Any:
        """Return the graph of a paper, given by its IRI."""
        return self._terms.node(f"{paper}#graph") if self._named else self._terms.default

    def _other_ids(self, node: "Node") -> list[tuple[str, Any]]:
        """Return links to a paper's other ids; one named by its arXiv id is a preprint."""
        terms = self._terms
        own, ids = str(node.properties["id"]), node.properties.get("ids")
        links: list[tuple[str, Any]] = []
        for paper in sorted({own, *(ids if isinstance(ids, tuple) else ())}):
            scheme, _, name = paper.partition(":")
            if scheme == "arxiv":
                links += [("rdf:type", terms.name("fabio:Preprint"))] if paper == own else []
                links.append(("fabio:hasArXivId", terms.literal(name)))
            if (address := web_address(paper)) is not None:
                links.append(("schema:sameAs", terms.iri(address)))
        return links

    def _new_scheme(self) -> Iterator[Made]:
        if self._scheme is None:
            terms = self._terms
            self._scheme = terms.iri(f"{self._base}concepts")
            for predicate, target in (
                ("rdf:type", terms.name("skos:ConceptScheme")),
                ("dcterms:title", terms.literal(_SCHEME_TITLE)),
            ):
                yield terms.quad(self._scheme, predicate, target, terms.default)
