"""Our terms in OWL 2 DL, and how they stand to those of others."""

__all__ = ["ALIGNED", "alignment", "domain", "foreign", "label_of", "ontology", "own_properties", "target"]

import re
from collections.abc import Iterable
from itertools import chain
from typing import Any

from definition import APART, Schema, Slot, broader
from turtle_text import block, quoted, turtle, union

ALIGNED = {
    "dcat": "the Data Catalog Vocabulary (DCAT)",
    "lpwc": "Linked Papers with Code",
    "cskg": "the Computer Science Knowledge Graph (CS-KG)",
    "mls": "ML-Schema",
}
RESERVED = ("rdf:", "rdfs:", "owl:", "xsd:")  # whose terms OWL 2 knows itself, or forbids to declare
# OWL 2 has no xsd:gYear and no datatypes of others: a reasoner refuses them except in annotations.
NOT_OF_OWL = ("xsd:gYear", "dcterms:W3CDTF")
# What SKOS declares as annotations, and what is said of the ontology itself.
ANNOTATIONS = (
    "skos:prefLabel", "skos:altLabel", "dcterms:title", "dcterms:description", "dcterms:license",
    "vann:preferredNamespacePrefix", "vann:preferredNamespaceUri",
)  # fmt: skip


def ontology(schema: Schema) -> str:
    """Return our terms in OWL, each with its place under and beside the terms of standard vocabularies."""
    head = schema.view.schema
    said = {
        "owl:versionIRI": f"<{head.id}/{head.version}>",
        "owl:versionInfo": quoted(head.version),
        "dcterms:title": f"{quoted(head.title)}@en",
        "dcterms:description": f"{quoted(head.description)}@en",
        "dcterms:license": f"<{head.license}>",
        "vann:preferredNamespacePrefix": quoted(head.default_prefix),
        "vann:preferredNamespaceUri": quoted(schema.prefixes[head.default_prefix]),
    }
    blocks = [block(f"<{head.id}>", "a owl:Ontology", *map(" ".join, said.items()))]
    blocks += [_term(schema, schema.classes[name], "a owl:Class") for name in schema.own]
    alone = " ".join(f"pg:{name}" for name in schema.own if not schema.classes[name].abstract)
    blocks.append(block("[]", "a owl:AllDisjointClasses", f"owl:members ( {alone} )"))
    related, valued = own_properties(schema)
    for kind, slots in (("a owl:DatatypeProperty", valued), ("a owl:ObjectProperty", related)):
        for slot in slots:
            ends = (
                f"rdfs:domain {union(domain(schema, slot))}",
                f"rdfs:range {union(target(schema, slot))}",
            )
            blocks.append(_term(schema, slot, kind, *ends))
    blocks.append(_declared(schema))
    return turtle(schema, blocks)


def label_of(curie: str) -> str:
    """Return what a term of ours is called: hasRepository is has repository."""
    name = curie.removeprefix("pg:")
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: " " + capital[0].lower(), name)


def _declared(schema: Schema) -> str:
    """Return what terms of others are, one a line; OWL 2 DL wants each declared, and ROBOT a label that no other term has."""
    return "".join(
        f"{term} a {kind} ; rdfs:label {quoted(term)} ; rdfs:isDefinedBy <{schema.prefixes[term.partition(':')[0]]}> .\n"
        for term, kind in sorted(foreign(schema).items())
    )


def foreign(schema: Schema) -> dict[str, str]:
    """Return the terms of others that the ontology or the data have, and what each is in OWL."""
    kinds = dict.fromkeys(ANNOTATIONS, "owl:AnnotationProperty")
    for name, element in schema.classes.items():
        if name in schema.instances or name in schema.own:
            kinds |= dict.fromkeys([schema.curie(element), *_named(element)], "owl:Class")
    for slot in (slot for name in schema.instances for slot in schema.said(name)):
        curie, linked = schema.curie(slot), schema.ends(slot) or slot.range == "reference"
        annotates = curie in ANNOTATIONS or (not linked and schema.datatype(slot) in NOT_OF_OWL)
        kinds[curie] = (
            "owl:AnnotationProperty"
            if annotates
            else "owl:ObjectProperty"
            if linked
            else "owl:DatatypeProperty"
        )
    for slot in schema.predicates:
        kinds |= dict.fromkeys([schema.curie(slot), *_named(slot)], "owl:ObjectProperty")
    return {term: kind for term, kind in kinds.items() if not term.startswith(("pg:", *RESERVED, *APART))}


def _named(element: Any) -> list[str]:
    """Return the terms of others beside a term of ours."""
    return [
        str(term) for term in (*element.broad_mappings, *element.close_mappings, *element.related_mappings)
    ]


def _term(schema: Schema, element: Any, kind: str, *limits: str) -> str:
    label = label_of(schema.curie(element))
    facts = [
        kind,
        f"rdfs:label {quoted(label)}@en",
        f"rdfs:comment {quoted(element.description)}@en",
        *limits,
    ]
    parents = [*([f"pg:{element.is_a}"] if element.is_a else []), *broader(element)]
    facts += (
        [f"rdfs:{'subClassOf' if kind == 'a owl:Class' else 'subPropertyOf'} {', '.join(parents)}"]
        if parents
        else []
    )
    others = [str(other) for other in (*element.close_mappings, *element.related_mappings)]
    facts += [f"rdfs:seeAlso {other}" for other in others if not other.startswith(APART)]
    return block(schema.curie(element), *facts, f"rdfs:isDefinedBy <{schema.view.schema.id}>")


def own_properties(schema: Schema) -> tuple[list[Slot], list[Slot]]:
    """Return our properties between things, and those with values."""
    valued = [slot for slot in schema.slots.values() if str(slot.slot_uri).startswith("pg:")]
    return [*filter(schema.is_own, schema.predicates)], valued


def domain(schema: Schema, slot: Slot) -> list[str]:
    """Return the classes of ours that have a property."""
    if slot.domain:
        return [f"pg:{name}" for name in schema.starts(slot)]
    owners = [schema.curie(found) for found in schema.classes.values() if slot.name in found.slots]
    return [owner for owner in dict.fromkeys(owners) if owner.startswith("pg:")]


def target(schema: Schema, slot: Slot) -> list[str]:
    """Return the classes or the datatype of the values of a property."""
    return [f"pg:{name}" for name in schema.ends(slot)] or [schema.datatype(slot)]


def alignment(schema: Schema, prefix: str) -> str:
    """Return how our terms stand to those of another vocabulary, in OWL."""
    head = schema.view.schema
    title = f"papergraph and {ALIGNED[prefix]}"
    blocks = [
        block(
            f"<{head.id.removesuffix('ontology')}alignment/{prefix}>",
            "a owl:Ontology",
            f"dcterms:title {quoted(title)}@en",
            f"dcterms:license <{head.license}>",
            f"rdfs:seeAlso <{head.id}>, <{schema.prefixes[prefix]}>",
        )
    ]
    kinds = {"dcterms:title": "owl:AnnotationProperty", "dcterms:license": "owl:AnnotationProperty"}
    terms = [*((schema.classes[name], "Class", "subClassOf") for name in schema.own)]
    terms += [(slot, "Property", "subPropertyOf") for slot in filter(schema.is_own, schema.predicates)]
    for element, kind, below in terms:
        grades = {
            f"owl:equivalent{kind}": _in(prefix, element.exact_mappings),
            f"rdfs:{below}": _in(prefix, element.broad_mappings),
            "rdfs:seeAlso": _in(prefix, [*element.close_mappings, *element.related_mappings]),
        }
        narrower, others = _in(prefix, element.narrow_mappings), [*chain(*grades.values())]
        facts = [f"{grade} <{schema.iri(other)}>" for grade, found in grades.items() for other in found]
        blocks += [block(schema.curie(element), *facts)] if facts else []
        blocks += [
            block(f"<{schema.iri(other)}>", f"rdfs:{below} {schema.curie(element)}") for other in narrower
        ]
        if others or narrower:
            own = [schema.curie(element), *(f"<{schema.iri(other)}>" for other in (*others, *narrower))]
            kinds |= dict.fromkeys(own, "owl:Class" if kind == "Class" else "owl:ObjectProperty")
    blocks.append("".join(f"{term} a {kind} .\n" for term, kind in kinds.items()))
    return turtle(schema, blocks)


def _in(prefix: str, terms: Iterable[Any]) -> list[str]:
    """Return the terms of one vocabulary."""
    return [str(term) for term in terms if str(term).startswith(f"{prefix}:")]
