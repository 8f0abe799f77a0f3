"""Node and edge types, their properties, domains, ranges and IRIs. Generated from schema/papergraph.yaml by `make schema`; do not edit."""

__all__ = [
    "CONCEPTS", "EDGES", "NODE_CLASSES", "NODE_PROPERTIES", "ONTOLOGY", "PROPERTY_IRIS", "RELATIONS", "RELATION_EDGES",
    "RESULT_EDGES", "ROLE_EDGES", "ConceptSpec", "EdgeSpec", "NodeType",
]  # fmt: skip

from dataclasses import dataclass
from enum import StrEnum

ONTOLOGY = "https://w3id.org/papergraph/ontology#"


class NodeType(StrEnum):
    """The labels of nodes."""

    PAPER = "Paper"
    AUTHOR = "Author"
    VENUE = "Venue"
    TASK = "Task"
    METHOD = "Method"
    DATASET = "Dataset"
    METRIC = "Metric"
    REPOSITORY = "Repository"
    RESULT = "Result"


@dataclass(frozen=True, slots=True)
class EdgeSpec:
    """An edge type: its name in the schema, its IRI in RDF, the (source label, target label) pairs it may join, its properties with their types.

    In RDF a `listed` one goes the other way, to an ordered list.
    """

    local_name: str
    iri: str
    pairs: tuple[tuple[str, str], ...]
    properties: dict[str, str]
    listed: bool = False


@dataclass(frozen=True, slots=True)
class ConceptSpec:
    """A node type that is extracted: the letter of its cluster keys, the confidence of a name from its lexicon, its roles in a paper."""

    prefix: str
    confidence: float
    roles: tuple[str, ...]


# Types of properties: string, integer, decimal, boolean, strings (a list of strings).
NODE_PROPERTIES: dict[str, dict[str, str]] = {
    "Paper": {
        "iri": "string",
        "id": "string",
        "title": "string",
        "abstract": "string",
        "year": "integer",
        "date": "string",
        "url": "string",
        "pdf": "string",
        "language": "string",
        "publicationType": "string",
        "keywords": "strings",
        "citationKeys": "strings",
        "citationCount": "integer",
        "sources": "strings",
        "ids": "strings",
    },
    "Author": {
        "iri": "string",
        "name": "string",
        "keys": "strings",
        "aliases": "strings",
        "family": "string",
        "given": "string",
        "orcid": "string",
        "ids": "strings",
    },
    "Venue": {"iri": "string", "name": "string", "keys": "strings", "aliases": "strings"},
    "Task": {
        "iri": "string",
        "name": "string",
        "key": "string",
        "keys": "strings",
        "aliases": "strings",
        "exactMatch": "strings",
        "closeMatch": "strings",
    },
    "Method": {
        "iri": "string",
        "name": "string",
        "key": "string",
        "keys": "strings",
        "aliases": "strings",
        "exactMatch": "strings",
        "closeMatch": "strings",
    },
    "Dataset": {
        "iri": "string",
        "name": "string",
        "key": "string",
        "keys": "strings",
        "aliases": "strings",
        "exactMatch": "strings",
        "closeMatch": "strings",
    },
    "Metric": {
        "iri": "string",
        "name": "string",
        "key": "string",
        "keys": "strings",
        "aliases": "strings",
        "exactMatch": "strings",
        "closeMatch": "strings",
        "direction": "string",
        "unit": "string",
    },
    "Repository": {"iri": "string", "url": "string", "host": "string", "name": "string"},
    "Result": {
        "iri": "string",
        "value": "decimal",
        "raw": "string",
        "unit": "string",
        "kind": "string",
        "paper": "string",
        "sentence": "string",
        "start": "integer",
        "end": "integer",
        "confidence": "decimal",
        "rule": "string",
    },
}

# Label -> the classes of a node in RDF, ours first.
NODE_CLASSES: dict[str, tuple[str, ...]] = {
    "Paper": (
        "https://w3id.org/papergraph/ontology#Paper",
        "https://schema.org/ScholarlyArticle",
        "http://purl.org/spar/fabio/ResearchPaper",
    ),
    "Author": ("https://w3id.org/papergraph/ontology#Author", "http://xmlns.com/foaf/0.1/Agent"),
    "Venue": ("https://w3id.org/papergraph/ontology#Venue", "https://schema.org/CreativeWork"),
    "Task": ("https://w3id.org/papergraph/ontology#Task", "http://www.w3.org/ns/mls#Task", "http://www.w3.org/2004/02/skos/core#Concept"),
    "Method": (
        "https://w3id.org/papergraph/ontology#Method",
        "http://www.w3.org/ns/mls#Algorithm",
        "http://www.w3.org/2004/02/skos/core#Concept",
    ),
    "Dataset": ("https://w3id.org/papergraph/ontology#Dataset", "https://schema.org/Dataset", "http://www.w3.org/ns/mls#Dataset"),
    "Metric": (
        "https://w3id.org/papergraph/ontology#Metric",
        "http://www.w3.org/ns/mls#EvaluationMeasure",
        "http://www.w3.org/2004/02/skos/core#Concept",
    ),
    "Repository": ("https://w3id.org/papergraph/ontology#Repository", "https://schema.org/SoftwareSourceCode"),
    "Result": ("https://w3id.org/papergraph/ontology#Result", "http://www.w3.org/ns/mls#ModelEvaluation"),
}

# Label -> property -> (predicate, datatype) in RDF, for the properties that RDF says of the node itself.
PROPERTY_IRIS: dict[str, dict[str, tuple[str, str]]] = {
    "Paper": {
        "id": ("http://purl.org/dc/terms/identifier", "http://www.w3.org/2001/XMLSchema#string"),
        "title": ("http://purl.org/dc/terms/title", "http://www.w3.org/2001/XMLSchema#string"),
        "abstract": ("http://purl.org/dc/terms/abstract", "http://www.w3.org/2001/XMLSchema#string"),
        "year": ("https://schema.org/datePublished", "http://www.w3.org/2001/XMLSchema#gYear"),
        "date": ("http://purl.org/dc/terms/issued", "http://purl.org/dc/terms/W3CDTF"),
        "url": ("https://schema.org/url", "http://www.w3.org/2001/XMLSchema#anyURI"),
        "pdf": ("https://w3id.org/papergraph/ontology#pdf", "http://www.w3.org/2001/XMLSchema#anyURI"),
        "language": ("https://schema.org/inLanguage", "http://www.w3.org/2001/XMLSchema#string"),
        "publicationType": ("https://w3id.org/papergraph/ontology#publicationType", "http://www.w3.org/2001/XMLSchema#string"),
        "keywords": ("https://schema.org/keywords", "http://www.w3.org/2001/XMLSchema#string"),
        "citationKeys": ("https://w3id.org/papergraph/ontology#citationKey", "http://www.w3.org/2001/XMLSchema#string"),
        "citationCount": ("https://w3id.org/papergraph/ontology#citationCount", "http://www.w3.org/2001/XMLSchema#integer"),
        "sources": ("https://w3id.org/papergraph/ontology#source", "http://www.w3.org/2001/XMLSchema#string"),
        "ids": ("https://w3id.org/papergraph/ontology#identifier", "http://www.w3.org/2001/XMLSchema#string"),
    },
    "Author": {
        "name": ("https://schema.org/name", "http://www.w3.org/2001/XMLSchema#string"),
        "keys": ("https://w3id.org/papergraph/ontology#key", "http://www.w3.org/2001/XMLSchema#string"),
        "aliases": ("https://schema.org/alternateName", "http://www.w3.org/2001/XMLSchema#string"),
        "family": ("https://schema.org/familyName", "http://www.w3.org/2001/XMLSchema#string"),
        "given": ("https://schema.org/givenName", "http://www.w3.org/2001/XMLSchema#string"),
        "orcid": ("https://schema.org/sameAs", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "ids": ("https://w3id.org/papergraph/ontology#identifier", "http://www.w3.org/2001/XMLSchema#string"),
    },
    "Venue": {
        "name": ("https://schema.org/name", "http://www.w3.org/2001/XMLSchema#string"),
        "keys": ("https://w3id.org/papergraph/ontology#key", "http://www.w3.org/2001/XMLSchema#string"),
        "aliases": ("https://schema.org/alternateName", "http://www.w3.org/2001/XMLSchema#string"),
    },
    "Task": {
        "name": ("http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "keys": ("https://w3id.org/papergraph/ontology#key", "http://www.w3.org/2001/XMLSchema#string"),
        "aliases": ("http://www.w3.org/2004/02/skos/core#altLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "exactMatch": ("http://www.w3.org/2004/02/skos/core#exactMatch", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "closeMatch": ("http://www.w3.org/2004/02/skos/core#closeMatch", "http://www.w3.org/2000/01/rdf-schema#Resource"),
    },
    "Method": {
        "name": ("http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "keys": ("https://w3id.org/papergraph/ontology#key", "http://www.w3.org/2001/XMLSchema#string"),
        "aliases": ("http://www.w3.org/2004/02/skos/core#altLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "exactMatch": ("http://www.w3.org/2004/02/skos/core#exactMatch", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "closeMatch": ("http://www.w3.org/2004/02/skos/core#closeMatch", "http://www.w3.org/2000/01/rdf-schema#Resource"),
    },
    "Dataset": {
        "name": ("http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "keys": ("https://w3id.org/papergraph/ontology#key", "http://www.w3.org/2001/XMLSchema#string"),
        "aliases": ("http://www.w3.org/2004/02/skos/core#altLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "exactMatch": ("https://schema.org/sameAs", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "closeMatch": ("http://www.w3.org/2000/01/rdf-schema#seeAlso", "http://www.w3.org/2000/01/rdf-schema#Resource"),
    },
    "Metric": {
        "name": ("http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "keys": ("https://w3id.org/papergraph/ontology#key", "http://www.w3.org/2001/XMLSchema#string"),
        "aliases": ("http://www.w3.org/2004/02/skos/core#altLabel", "http://www.w3.org/2001/XMLSchema#string"),
        "exactMatch": ("http://www.w3.org/2004/02/skos/core#exactMatch", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "closeMatch": ("http://www.w3.org/2004/02/skos/core#closeMatch", "http://www.w3.org/2000/01/rdf-schema#Resource"),
        "direction": ("https://w3id.org/papergraph/ontology#direction", "http://www.w3.org/2001/XMLSchema#string"),
        "unit": ("https://schema.org/unitText", "http://www.w3.org/2001/XMLSchema#string"),
    },
    "Repository": {
        "url": ("https://schema.org/codeRepository", "http://www.w3.org/2001/XMLSchema#anyURI"),
        "host": ("https://w3id.org/papergraph/ontology#host", "http://www.w3.org/2001/XMLSchema#string"),
        "name": ("https://schema.org/name", "http://www.w3.org/2001/XMLSchema#string"),
    },
    "Result": {
        "value": ("http://www.w3.org/ns/mls#hasValue", "http://www.w3.org/2001/XMLSchema#decimal"),
        "raw": ("https://w3id.org/papergraph/ontology#raw", "http://www.w3.org/2001/XMLSchema#string"),
        "unit": ("https://schema.org/unitText", "http://www.w3.org/2001/XMLSchema#string"),
        "kind": ("https://w3id.org/papergraph/ontology#kind", "http://www.w3.org/2001/XMLSchema#string"),
        "sentence": ("https://w3id.org/papergraph/ontology#sentence", "http://www.w3.org/2001/XMLSchema#string"),
        "confidence": ("http://www.w3.org/2005/11/its/rdf#taConfidence", "http://www.w3.org/2001/XMLSchema#decimal"),
        "rule": ("https://w3id.org/papergraph/ontology#rule", "http://www.w3.org/2001/XMLSchema#string"),
    },
}

_EVIDENCE = {
    "key": "string",
    "paper": "string",
    "confidence": "decimal",
    "sentence": "string",
    "start": "integer",
    "end": "integer",
    "rule": "string",
}

EDGES: dict[str, EdgeSpec] = {
    "PROPOSES": EdgeSpec("proposes", "https://w3id.org/papergraph/ontology#proposes", (("Paper", "Method"),), _EVIDENCE),
    "COMPARES": EdgeSpec("compares", "https://w3id.org/papergraph/ontology#compares", (("Paper", "Method"),), _EVIDENCE),
    "INTRODUCES": EdgeSpec("introduces", "https://w3id.org/papergraph/ontology#introduces", (("Paper", "Dataset"),), _EVIDENCE),
    "USES": EdgeSpec("uses", "https://w3id.org/papergraph/ontology#uses", (("Paper", "Method"), ("Paper", "Dataset")), _EVIDENCE),
    "MENTIONS": EdgeSpec("mentions", "https://w3id.org/papergraph/ontology#mentions", (("Paper", "Method"), ("Paper", "Dataset"), ("Paper", "Task")), _EVIDENCE),
    "ADDRESSES": EdgeSpec("addresses", "https://w3id.org/papergraph/ontology#addresses", (("Paper", "Task"),), _EVIDENCE),
    "MEASURES": EdgeSpec("measures", "https://w3id.org/papergraph/ontology#measures", (("Paper", "Metric"),), _EVIDENCE),
    "REPORTS": EdgeSpec("reports", "https://w3id.org/papergraph/ontology#reports", (("Paper", "Result"),), _EVIDENCE),
    "WROTE": EdgeSpec("wrote", "https://schema.org/author", (("Author", "Paper"),), {"key": "string", "paper": "string", "position": "integer"}, listed=True),
    "PUBLISHED_IN": EdgeSpec("publishedIn", "https://schema.org/isPartOf", (("Paper", "Venue"),), {"key": "string", "paper": "string"}),
    "CITES": EdgeSpec("cites", "http://purl.org/spar/cito/cites", (("Paper", "Paper"),), {"key": "string", "paper": "string"}),
    "OF_METHOD": EdgeSpec("ofMethod", "https://w3id.org/papergraph/ontology#ofMethod", (("Result", "Method"),), _EVIDENCE),
    "ON_DATASET": EdgeSpec("onDataset", "https://w3id.org/papergraph/ontology#onDataset", (("Result", "Dataset"),), _EVIDENCE),
    "FOR_TASK": EdgeSpec("forTask", "https://w3id.org/papergraph/ontology#forTask", (("Result", "Task"),), _EVIDENCE),
    "MEASURED_BY": EdgeSpec("measuredBy", "https://w3id.org/papergraph/ontology#measuredBy", (("Result", "Metric"),), _EVIDENCE),
    "HAS_REPOSITORY": EdgeSpec("hasRepository", "https://w3id.org/papergraph/ontology#hasRepository", (("Paper", "Repository"),), {**_EVIDENCE, "official": "boolean"}),
    "IMPLEMENTS": EdgeSpec("implements", "https://w3id.org/papergraph/ontology#implements", (("Repository", "Method"), ("Repository", "Dataset")), _EVIDENCE),
    "USED_FOR": EdgeSpec("usedFor", "https://w3id.org/papergraph/ontology#usedFor", (("Method", "Task"),), _EVIDENCE),
    "EVALUATED_WITH": EdgeSpec("evaluatedWith", "https://w3id.org/papergraph/ontology#evaluatedWith", (("Method", "Dataset"),), _EVIDENCE),
    "TRAINED_WITH": EdgeSpec("trainedWith", "https://w3id.org/papergraph/ontology#trainedWith", (("Method", "Dataset"),), _EVIDENCE),
    "BENCHMARK_FOR": EdgeSpec("benchmarkFor", "https://w3id.org/papergraph/ontology#benchmarkFor", (("Dataset", "Task"),), _EVIDENCE),
    "PART_OF": EdgeSpec("partOf", "https://w3id.org/papergraph/ontology#partOf", (("Method", "Method"),), _EVIDENCE),
    "SUBCLASS_OF": EdgeSpec("subclassOf", "https://w3id.org/papergraph/ontology#subclassOf", (("Method", "Method"),), _EVIDENCE),
    "SUBTASK_OF": EdgeSpec("subtaskOf", "https://w3id.org/papergraph/ontology#subtaskOf", (("Task", "Task"),), _EVIDENCE),
    "COMPARED_WITH": EdgeSpec("comparedWith", "https://w3id.org/papergraph/ontology#comparedWith", (("Method", "Method"),), _EVIDENCE),
    "VARIANT_OF": EdgeSpec("variantOf", "https://w3id.org/papergraph/ontology#variantOf", (("Method", "Method"), ("Dataset", "Dataset"), ("Metric", "Metric")), _EVIDENCE),
}

# (label of the concept, role in the paper) -> edge type from the paper.
ROLE_EDGES: dict[tuple[str, str], str] = {
    ("Task", "mentioned"): "MENTIONS",
    ("Task", "addressed"): "ADDRESSES",
    ("Method", "proposed"): "PROPOSES",
    ("Method", "compared"): "COMPARES",
    ("Method", "used"): "USES",
    ("Method", "mentioned"): "MENTIONS",
    ("Dataset", "introduced"): "INTRODUCES",
    ("Dataset", "used"): "USES",
    ("Dataset", "mentioned"): "MENTIONS",
    ("Metric", "reported"): "MEASURES",
}

# Relation between two concepts in a paper -> edge type.
RELATION_EDGES: dict[str, str] = {
    "usedFor": "USED_FOR",
    "evaluatedWith": "EVALUATED_WITH",
    "trainedWith": "TRAINED_WITH",
    "benchmarkFor": "BENCHMARK_FOR",
    "partOf": "PART_OF",
    "subclassOf": "SUBCLASS_OF",
    "subtaskOf": "SUBTASK_OF",
    "comparedWith": "COMPARED_WITH",
}

# (label of the head, label of the tail) -> the relations that may hold.
RELATIONS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Method", "Task"): ("usedFor",),
    ("Method", "Dataset"): ("evaluatedWith", "trainedWith"),
    ("Dataset", "Task"): ("benchmarkFor",),
    ("Method", "Method"): ("partOf", "subclassOf", "comparedWith"),
    ("Task", "Task"): ("subtaskOf",),
}

# Label of a concept that a result may belong to -> edge type from the result.
RESULT_EDGES: dict[str, str] = {"Method": "OF_METHOD", "Dataset": "ON_DATASET", "Task": "FOR_TASK", "Metric": "MEASURED_BY"}

# The types of concepts that texts name.
CONCEPTS: dict[str, ConceptSpec] = {
    "Task": ConceptSpec("t", 0.7, ("mentioned", "addressed")),
    "Method": ConceptSpec("m", 0.75, ("proposed", "compared", "used", "mentioned")),
    "Dataset": ConceptSpec("d", 0.85, ("introduced", "used", "mentioned")),
    "Metric": ConceptSpec("k", 0.8, ("reported",)),
}
