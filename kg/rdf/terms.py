"""The terms of RDF: IRIs, literals in their canonical form, and the prefixes of the vocabularies."""

__all__ = ["EVIDENCE", "GRAPH_FORMS", "PREFIXES", "Evidence", "Tally", "Terms", "is_base", "prefixed"]

import re
from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, Literal, Protocol, get_args

from kg.errors import KgError
from kg.generated.vocabulary import ONTOLOGY
from kg.ids import is_iri
from kg.rdf.factories import Factory, Made

if TYPE_CHECKING:
    from kg.model import PropertyValue

PREFIXES = {
    "cito": "http://purl.org/spar/cito/",
    "codemeta": "https://codemeta.github.io/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "dqv": "http://www.w3.org/ns/dqv#",
    "fabio": "http://purl.org/spar/fabio/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "it6": "http://data.europa.eu/it6/",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
    "mls": "http://www.w3.org/ns/mls#",
    "oa": "http://www.w3.org/ns/oa#",
    "pg": ONTOLOGY,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Evidence = Literal["none", "compact", "full"]
EVIDENCE: tuple[Evidence, ...] = get_args(Evidence)
"""What RDF can say of the evidence: nothing, one resource for a statement in a paper, or a Web Annotation for it."""

GRAPH_FORMS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""The media types of triples, by the name that the export in this format has."""

# A host, or the name of a namespace of URNs (RFC 8141), and what ends so that more can follow.
_BASE = re.compile(r"(?:https?://[^/?#]+/|urn:[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]:)(?:[^?#]*[/:])?")
_KEPT = 1 << 12  # terms that come up again and again; more would cost memory and save no time


class Tally(Protocol):
    """Counts of what was written: quads by predicate, as a prefixed name or an IRI, and subjects by class."""

    properties: defaultdict[str, int]
    classes: defaultdict[Any, int]


class Terms(Generic[Made]):
    """Creates terms and quads, and counts them; keeps the terms of the vocabulary, and lately used IRIs."""

    def __init__(self, factory: Factory[Made], tally: Tally | None = None) -> None:
        self._quad, self._node, self._literal = factory.quad, factory.node, factory.literal
        self.default = factory.default
        self._known: dict[str, Any] = {}
        self._iris: dict[str, Any] = {}
        self._literals: dict[tuple[PropertyValue, str], Any] = {}
        self._properties = defaultdict[str, int](int) if tally is None else tally.properties
        self._classes = defaultdict[Any, int](int) if tally is None else tally.classes

    def quad(self, subject: Any, name: str, target: Any, graph: Any) -> Made:
        """Return a quad, whose predicate is a prefixed name or an IRI."""
        self._properties[name] += 1
        if name == "rdf:type":
            self._classes[target] += 1
        return self._quad(subject, self._known.get(name) or self.name(name), target, graph)

    def iri(self, iri: str) -> Any:
        """Return an IRI that is not expected to come again; raise KgError for what is none."""
        try:
            return self._node(iri)
        except ValueError as error:
            raise KgError(f"{iri!r:.200} is not an IRI: {error}") from None

    def node(self, iri: str) -> Any:
        """Return the IRI of something that many quads name."""
        term = self._iris.get(iri)
        if term is None:
            if len(self._iris) >= _KEPT:
                self._iris.clear()
            term = self._iris[iri] = self.iri(iri)
        return term

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

    def literal(self, value: "PropertyValue", datatype: str = "xsd:string") -> Any:
        """Return a value as a literal; raise KgError for what RDF cannot hold."""
        text = _lexical(value, datatype)
        try:
            return (
                self._literal(text)
                if datatype.endswith(("#string", ":string"))
                else self._literal(text, self.name(datatype))
            )
        except ValueError:
            raise KgError(f"RDF cannot hold the text {value!r:.100}") from None

    def common(self, value: "PropertyValue", datatype: str = "xsd:string") -> Any:
        """Return a literal that comes up again and again, such as a confidence or the name of a rule."""
        term = self._literals.get((value, datatype))
        if term is None:
            if len(self._literals) >= _KEPT:
                self._literals.clear()
            term = self._literals[value, datatype] = self.literal(value, datatype)
        return term


def is_base(base: str) -> bool:
    """Return whether a base can be extended to IRIs, by a path and, for a paper's graph, a fragment."""
    return _BASE.fullmatch(base) is not None and is_iri(f"{base}paper/x#graph")


def prefixed(iri: str) -> str:
    """Return an IRI of a vocabulary with its prefix: pg:uses, cito:cites."""
    starts = [(len(start), prefix) for prefix, start in PREFIXES.items() if iri.startswith(start)]
    return f"{max(starts)[1]}:{iri[max(starts)[0] :]}" if starts else iri


def _lexical(value: "PropertyValue", datatype: str) -> str:
    """Return the canonical lexical form (XML Schema Datatypes 1.1, appendix E)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if datatype.endswith("decimal"):
        text = repr(value)  # the shortest that gives the same float
        if "e" in text or "n" in text:  # an exponent, inf or nan
            number = Decimal(text)
            if not number.is_finite():
                raise KgError(f"{value!r} is not a decimal")
            text = format(number, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    return f"{value:04d}" if datatype.endswith("gYear") else str(value)
