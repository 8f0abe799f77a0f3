"""Write kg/generated/ from schema/papergraph.yaml, the same bytes every time; `--check` only compares.

LinkML reads the schema; the files are written here, since its own generators know no edges
(docs/adr/0002-schema-in-linkml.md). Everything keeps the order of the schema.
"""

__all__ = ["generate", "main"]

import argparse
import base64
import hashlib
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from linkml_runtime.utils.schemaview import SchemaView  # type: ignore[import-untyped]
from rdflib import RDF, Graph, URIRef

SCHEMA = Path(__file__).resolve().parent / "papergraph.yaml"
TARGET = SCHEMA.parents[1] / "kg" / "generated"
ALIGNED = {
    "dcat": "the Data Catalog Vocabulary (DCAT)",
    "lpwc": "Linked Papers with Code",
    "cskg": "the Computer Science Knowledge Graph (CS-KG)",
    "mls": "ML-Schema",
}
APART = ("dcat:", "lpwc:", "cskg:")  # whose terms no node or edge has
RESERVED = ("rdf:", "rdfs:", "owl:", "xsd:")  # whose terms OWL 2 knows itself, or forbids to declare
# OWL 2 has no xsd:gYear and no datatypes of others: a reasoner refuses them except in annotations.
NOT_OF_OWL = ("xsd:gYear", "dcterms:W3CDTF")
# What SKOS declares as annotations, and what is said of the ontology itself.
ANNOTATIONS = (
    "skos:prefLabel", "skos:altLabel", "dcterms:title", "dcterms:description", "dcterms:license",
    "vann:preferredNamespacePrefix", "vann:preferredNamespaceUri",
)  # fmt: skip
PROFILES = {"none": "shapes-none.ttl", "compact": "shapes.ttl", "full": "shapes-full.ttl"}
EXAMPLE = SCHEMA.parent / "examples" / "valid" / "every-edge.ttl"
DOWNLOADS = (
    ("Ontology", (("ontology.ttl", "Turtle", "owl"),)),
    ("Shapes", (("shapes.ttl", "SHACL", "shacl"), ("shapes-none.ttl", "without evidence", "shacl-none"), ("shapes-full.ttl", "with full evidence", "shacl-full"))),
    ("JSON-LD", (("context.jsonld", "context", "context"),)),
    ("Alignments", tuple((f"alignment-{prefix}.ttl", f"with {name}", f"align-{prefix}") for prefix, name in ALIGNED.items())),
)  # fmt: skip
HEADER = "Generated from schema/papergraph.yaml by `make schema`; do not edit."
WIDTH = 140
EDGE_SPEC = '''
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
'''
CONCEPT_SPEC = '''
@dataclass(frozen=True, slots=True)
class ConceptSpec:
    """A node type that is extracted: the letter of its cluster keys, the confidence of a name from its lexicon, its roles in a paper."""

    prefix: str
    confidence: float
    roles: tuple[str, ...]
'''

Slot = Any  # a SlotDefinition, which answers some of what it knows as plain values and some as values of LinkML's own


class Schema:
    """The schema as the writers want it; `nodes`, `instances` and `own` are names of classes, `predicates` and `edges` slots."""

    def __init__(self, path: Path) -> None:
        self.view = SchemaView(str(path))
        self.prefixes = {
            name: str(prefix.prefix_reference) for name, prefix in sorted(self.view.schema.prefixes.items())
        }
        self.classes = dict(self.view.all_classes())
        self.slots = dict(self.view.all_slots())
        self.enums: dict[str, tuple[str, ...]] = {
            name: tuple(map(str, enum.permissible_values)) for name, enum in self.view.all_enums().items()
        }
        self.instances = [name for name, found in self.classes.items() if not found.abstract]
        self.nodes = [
            name for name in self.instances if any(slot.identifier for slot in self.properties(name))
        ]
        self.concepts = [name for name in self.nodes if note(self.classes[name], "extracted") != "False"]
        self.own = [name for name, found in self.classes.items() if self.curie(found) == f"pg:{name}"]
        self.predicates = [slot for slot in self.slots.values() if slot.domain]
        self.edges = [slot for slot in self.predicates if not note(slot, "flag")]
        self.said_by_texts = [slot for slot in self.edges if not note(slot, "record")]

    def properties(self, name: str) -> list[Slot]:
        """Return the slots of a class, those of its ancestors first."""
        return [
            self.slots[slot]
            for ancestor in reversed(self.view.class_ancestors(name))
            for slot in self.classes[ancestor].slots
        ]

    def said(self, name: str) -> list[Slot]:
        """Return the slots that RDF says of an instance: of a class of ours, none that is implied."""
        return [
            slot
            for slot in self.properties(name)
            if not slot.identifier and not (self.is_own(self.classes[name]) and "implied" in slot.in_subset)
        ]

    def type(self, slot: Slot) -> str:
        """Return the type of a property in the property graph."""
        if slot.multivalued:
            return "strings"
        return (
            "string" if slot.range in self.enums else str(self.view.get_type(slot.range).typeof or slot.range)
        )

    def datatype(self, slot: Slot) -> str:
        """Return the CURIE of the datatype of a slot that holds values."""
        return "xsd:string" if slot.range in self.enums else str(self.view.get_type(slot.range).uri)

    def ends(self, slot: Slot) -> list[str]:
        """Return the classes in the range of a slot, none where it holds values."""
        return [str(choice.range) for choice in (*slot.any_of, slot) if choice.range in self.classes]

    def starts(self, slot: Slot) -> list[str]:
        """Return the classes in the domain of an edge."""
        return self.ends(slot) if note(slot, "alike") else [str(slot.domain)]

    def pairs(self, slot: Slot) -> tuple[tuple[str, str], ...]:
        """Return the pairs of classes that an edge may join."""
        ends = self.ends(slot)
        return (
            tuple((end, end) for end in ends)
            if note(slot, "alike")
            else tuple((str(slot.domain), end) for end in ends)
        )

    def curie(self, element: Any) -> str:
        """Return the CURIE of a class or slot."""
        return str(self.view.get_uri(element.name))

    def is_own(self, element: Any) -> bool:
        """Return whether a class or slot is a term of ours."""
        return self.curie(element).startswith("pg:")

    def iri(self, curie: str) -> str:
        """Return the IRI of a CURIE."""
        return str(self.view.expand_curie(curie))


def note(element: Any, tag: str) -> str:
    """Return an annotation of a class or slot, or nothing."""
    return str(element.annotations[tag].value) if tag in element.annotations else ""


def broader(element: Any) -> list[str]:
    """Return the broader terms that what we write has too."""
    return [str(term) for term in element.broad_mappings if not str(term).startswith(APART)]


def cypher(slot: Slot) -> str:
    """Return the type of an edge in Cypher: usedFor is USED_FOR."""
    return re.sub(r"(?=[A-Z])", "_", slot.name).upper()


def vocabulary(schema: Schema) -> str:
    """Return the tables of the program."""

    def types(name: str) -> dict[str, str]:
        return {
            slot.alias or slot.name: schema.type(slot)
            for slot in schema.properties(name)
            if "derived" not in slot.in_subset
        }

    def iris(name: str) -> dict[str, tuple[str, str]]:
        slots = [slot for slot in schema.said(name) if "derived" not in slot.in_subset]
        return {
            slot.alias or slot.name: (schema.iri(schema.curie(slot)), schema.iri(schema.datatype(slot)))
            for slot in slots
        }

    def classes(name: str) -> tuple[str, ...]:
        return tuple(map(schema.iri, (schema.curie(schema.classes[name]), *broader(schema.classes[name]))))

    roles = [
        (label, note(slot, "role"), slot)
        for label in schema.nodes
        for slot in schema.edges
        if label in schema.ends(slot)
    ]
    relations = [
        slot
        for slot in schema.edges
        if "Concept" in schema.view.class_ancestors(slot.domain) and not note(slot, "alike")
    ]
    joining: dict[tuple[str, str], tuple[str, ...]] = {}
    for slot in relations:
        for pair in schema.pairs(slot):
            joining[pair] = (*joining.get(pair, ()), slot.name)
    results = {
        end: cypher(slot) for slot in schema.edges if slot.domain == "Result" for end in schema.ends(slot)
    }
    return "\n".join([
        f'"""Node and edge types, their properties, domains, ranges and IRIs. {HEADER}"""\n',
        '__all__ = [\n    "CONCEPTS", "EDGES", "NODE_CLASSES", "NODE_PROPERTIES", "ONTOLOGY", "PROPERTY_IRIS", "RELATIONS", "RELATION_EDGES",',
        '    "RESULT_EDGES", "ROLE_EDGES", "ConceptSpec", "EdgeSpec", "NodeType",\n]  # fmt: skip\n',
        "from dataclasses import dataclass\nfrom enum import StrEnum\n",
        f'ONTOLOGY = "{schema.prefixes["pg"]}"\n\n\nclass NodeType(StrEnum):\n    """The labels of nodes."""\n',
        *(f'    {label.upper()} = "{label}"' for label in schema.nodes),
        f"\n{EDGE_SPEC}\n{CONCEPT_SPEC}\n",
        "# Types of properties: string, integer, decimal, boolean, strings (a list of strings).",
        _table("NODE_PROPERTIES: dict[str, dict[str, str]]", {name: types(name) for name in schema.nodes}),
        "# Label -> the classes of a node in RDF, ours first.",
        _table("NODE_CLASSES: dict[str, tuple[str, ...]]", {name: classes(name) for name in schema.nodes}),
        "# Label -> property -> (predicate, datatype) in RDF, for the properties that RDF says of the node itself.",
        _table("PROPERTY_IRIS: dict[str, dict[str, tuple[str, str]]]", {name: iris(name) for name in schema.nodes}),
        _table("_EVIDENCE", types("Edge")),
        "EDGES: dict[str, EdgeSpec] = {",
        *(f'    "{cypher(slot)}": {_edge(schema, slot)},' for slot in schema.edges),
        "}\n\n# (label of the concept, role in the paper) -> edge type from the paper.",
        _table("ROLE_EDGES: dict[tuple[str, str], str]", {(label, role): cypher(slot) for label, role, slot in roles if role}),
        "# Relation between two concepts in a paper -> edge type.",
        _table("RELATION_EDGES: dict[str, str]", {slot.name: cypher(slot) for slot in relations}),
        "# (label of the head, label of the tail) -> the relations that may hold.",
        _table("RELATIONS: dict[tuple[str, str], tuple[str, ...]]", joining),
        "# Label of a concept that a result may belong to -> edge type from the result.",
        _table("RESULT_EDGES: dict[str, str]", results),
        "# The types of concepts that texts name.\nCONCEPTS: dict[str, ConceptSpec] = {",
        *(f'    "{name}": {_concept(schema, name, [role for label, role, _ in roles if label == name and role])},' for name in schema.concepts),
        "}\n",
    ])  # fmt: skip


def _edge(schema: Schema, slot: Slot) -> str:
    """Return what the program knows of an edge; one that records state carries no evidence."""
    flags = {note(child, "flag"): "boolean" for child in schema.predicates if child.is_a == slot.name}
    if known := note(slot, "record"):
        own = {} if known == "True" else {known: schema.type(schema.slots[known])}
        properties = _python({"key": "string", "paper": "string", **own})
    else:
        more = "".join(f", {_python(name)}: {_python(type_)}" for name, type_ in flags.items())
        properties = f"{{**_EVIDENCE{more}}}" if more else "_EVIDENCE"
    parts = (_text(slot.name), _text(schema.iri(schema.curie(slot))), _python(schema.pairs(slot)), properties)
    return f"EdgeSpec({', '.join(parts)}{', listed=True' if note(slot, 'listed') else ''})"


def _concept(schema: Schema, name: str, roles: list[str]) -> str:
    """Return what the extraction is told of a node type; ValueError where the schema does not say it."""
    prefix, confidence = (note(schema.classes[name], tag) for tag in ("cluster", "lexicon"))
    others = {note(schema.classes[other], "cluster") for other in schema.concepts if other != name}
    if not (len(prefix) == 1 and confidence and roles) or prefix in others:
        raise ValueError(
            f"{name} needs annotations (a `cluster` letter of its own, and `lexicon`) and a role, or `extracted: false`"
        )
    return f'ConceptSpec("{prefix}", {confidence}, {_python(tuple(roles))})'


def _table(name: str, value: dict[Any, Any]) -> str:
    return f"{name} = {_python(value, taken=len(name) + 3)}\n"


def _python(value: Any, indent: int = 0, taken: int = 0) -> str:
    """Return a literal: on one line where that fits behind `taken` characters, otherwise one item a line."""
    if isinstance(value, str):
        return _text(value)
    left, right = ("{", "}") if isinstance(value, dict) else ("(", ",)" if len(value) == 1 else ")")
    items = (
        [(f"{_python(key)}: ", item) for key, item in value.items()]
        if isinstance(value, dict)
        else [("", item) for item in value]
    )
    flat = f"{left}{', '.join(key + _python(item) for key, item in items)}{right}"
    if len(flat) + taken < WIDTH:
        return flat
    lines = [
        f"{' ' * (indent + 4)}{key}{_python(item, indent + 4, indent + 4 + len(key))}," for key, item in items
    ]
    return "\n".join([left, *lines, " " * indent + right[-1]])


def shapes(schema: Schema, profile: str = "compact") -> str:
    """Return the SHACL shapes of a profile: one for each class, and one for the ends of each predicate.

    No shape is closed, so that data may be read together with an ontology and what follows from it.
    """
    blocks = []
    for name in schema.instances:
        if note(schema.classes[name], "profile") not in ("", profile):
            continue
        facts = [f"sh:targetClass {schema.curie(schema.classes[name])}", "sh:nodeKind sh:IRI"]
        facts += [
            f"sh:property [ {shape} ]" for slot in schema.said(name) for shape in _property(schema, slot)
        ]
        facts += [f"sh:property [ {shape} ]" for shape in _standing_edges(schema, name)]
        blocks.append(_block(f"shapes:{name}", "a sh:NodeShape", *facts))
    for slot in filter(schema.is_own, schema.predicates):
        own, subject, ends = (
            schema.curie(slot),
            " or a ".join(schema.starts(slot)),
            " or a ".join(schema.ends(slot)),
        )
        facts = [
            f"sh:targetSubjectsOf {own}",
            _starts(schema, slot),
            f'sh:message "the subject of {own} must be a {subject}"',
        ]
        facts += [
            f'sh:property [ sh:path {own} ; {_range(schema, slot)} ; sh:message "the object of {own} must be a {ends}" ]'
        ]
        facts += [] if slot.multivalued else [f"sh:property [ sh:path {own} ; sh:maxCount 1 ]"]
        blocks.append(_block(f"shapes:{slot.name}", "a sh:NodeShape", *facts))
    return _turtle(schema, blocks)


def _standing_edges(schema: Schema, name: str) -> Iterator[str]:
    """Yield the shapes of the edges of a class whose predicates are terms of others, which others use differently."""
    for slot in schema.predicates:
        if schema.is_own(slot):
            continue
        if note(slot, "listed") and name in schema.ends(slot):
            path = f"( {schema.curie(slot)} [ sh:zeroOrMorePath rdf:rest ] rdf:first )"
            yield f"sh:path {path} ; sh:class pg:{slot.domain}"
        elif name == slot.domain and not note(slot, "listed"):
            most = "" if slot.multivalued else " ; sh:maxCount 1"
            yield f"sh:path {schema.curie(slot)} ; {_range(schema, slot)}{most}"


def _starts(schema: Schema, slot: Slot) -> str:
    """Return what a shape asks of the subjects of an edge; where both ends must be alike, of subject and object together."""
    if not note(slot, "alike"):
        return f"sh:class pg:{slot.domain}"
    own = schema.curie(slot)
    alike = (
        f"[ sh:class pg:{end} ; sh:property [ sh:path {own} ; sh:class pg:{end} ] ]"
        for end in schema.ends(slot)
    )
    return f"sh:or ( {' '.join(alike)} )"


def _property(schema: Schema, slot: Slot) -> list[str]:
    """Return the shapes of a property; the values to choose from are one of their own, so that its message names them in order."""
    path = f"sh:path {schema.curie(slot)}"
    parts = [path, _range(schema, slot)]
    least = slot.minimum_cardinality or int(bool(slot.required))
    parts += [f"sh:minCount {least}"] if least else []
    parts += [] if slot.multivalued else ["sh:maxCount 1"]
    limits = {"sh:minInclusive": slot.minimum_value, "sh:maxInclusive": slot.maximum_value}
    parts += [f"{limit} {value}" for limit, value in limits.items() if value is not None]
    parts += (
        [f"sh:lessThanOrEquals {schema.curie(schema.slots[note(slot, 'at_most')])}"]
        if note(slot, "at_most")
        else []
    )
    choices = schema.enums.get(slot.range, ())
    terms = (
        [schema.curie(edge) for edge in schema.said_by_texts]
        if slot.name == "predicate"
        else [_text(choice) for choice in choices]
    )
    message = _text(f"must be one of {', '.join(choices or terms)}")
    return [
        " ; ".join(parts),
        *([f"{path} ; sh:in ( {' '.join(terms)} ) ; sh:message {message}"] if terms else []),
    ]


def _range(schema: Schema, slot: Slot) -> str:
    """Return what a shape asks of the values of a slot."""
    ends = [f"sh:class {schema.curie(schema.classes[name])}" for name in schema.ends(slot)]
    if ends:
        return ends[0] if len(ends) == 1 else f"sh:or ( {' '.join(f'[ {end} ]' for end in ends)} )"
    return "sh:nodeKind sh:IRI" if slot.range == "reference" else f"sh:datatype {schema.datatype(slot)}"


def ontology(schema: Schema) -> str:
    """Return our terms in OWL, each with its place under and beside the terms of standard vocabularies."""
    head = schema.view.schema
    said = {
        "owl:versionIRI": f"<{head.id}/{head.version}>",
        "owl:versionInfo": _text(head.version),
        "dcterms:title": f"{_text(head.title)}@en",
        "dcterms:description": f"{_text(head.description)}@en",
        "dcterms:license": f"<{head.license}>",
        "vann:preferredNamespacePrefix": _text(head.default_prefix),
        "vann:preferredNamespaceUri": _text(schema.prefixes[head.default_prefix]),
    }
    blocks = [_block(f"<{head.id}>", "a owl:Ontology", *map(" ".join, said.items()))]
    blocks += [_term(schema, schema.classes[name], "a owl:Class") for name in schema.own]
    alone = " ".join(f"pg:{name}" for name in schema.own if not schema.classes[name].abstract)
    blocks.append(_block("[]", "a owl:AllDisjointClasses", f"owl:members ( {alone} )"))
    related, valued = _properties(schema)
    for kind, slots in (("a owl:DatatypeProperty", valued), ("a owl:ObjectProperty", related)):
        for slot in slots:
            ends = (
                f"rdfs:domain {_union(_domain(schema, slot))}",
                f"rdfs:range {_union(_target(schema, slot))}",
            )
            blocks.append(_term(schema, slot, kind, *ends))
    blocks.append(_declared(schema))
    return _turtle(schema, blocks)


def _label(curie: str) -> str:
    """Return what a term of ours is called: hasRepository is has repository."""
    name = curie.removeprefix("pg:")
    return re.sub(r"(?<=[a-z])[A-Z]", lambda capital: " " + capital[0].lower(), name)


def _declared(schema: Schema) -> str:
    """Return what terms of others are, one a line; OWL 2 DL wants each declared, and ROBOT a label that no other term has."""
    return "".join(
        f"{term} a {kind} ; rdfs:label {_text(term)} ; rdfs:isDefinedBy <{schema.prefixes[term.partition(':')[0]]}> .\n"
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
    label = _label(schema.curie(element))
    facts = [kind, f"rdfs:label {_text(label)}@en", f"rdfs:comment {_text(element.description)}@en", *limits]
    parents = [*([f"pg:{element.is_a}"] if element.is_a else []), *broader(element)]
    facts += (
        [f"rdfs:{'subClassOf' if kind == 'a owl:Class' else 'subPropertyOf'} {', '.join(parents)}"]
        if parents
        else []
    )
    others = [str(other) for other in (*element.close_mappings, *element.related_mappings)]
    facts += [f"rdfs:seeAlso {other}" for other in others if not other.startswith(APART)]
    return _block(schema.curie(element), *facts, f"rdfs:isDefinedBy <{schema.view.schema.id}>")


def documentation(schema: Schema) -> str:
    """Return the ontology as a page for people; each term has its local name as its anchor."""
    head = schema.view.schema
    style = (SCHEMA.parent / "ontology.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    own = [schema.classes[name] for name in schema.own]
    related, valued = _properties(schema)
    sections = [("classes", "Classes", own), ("relations", "Properties between things", related), ("values", "Properties with values", valued)]  # fmt: skip
    examples = _examples(head.id.removesuffix("ontology"), schema.prefixes["pg"])
    others: dict[str, list[tuple[str, str]]] = {}
    for term in sorted(foreign(schema)):
        others.setdefault(term.partition(":")[0], []).append(_link(schema, term))
    environment = Environment(
        loader=FileSystemLoader(SCHEMA.parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("ontology.html").render(
        head=head, namespace=schema.prefixes["pg"], style=style, downloads=DOWNLOADS,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        sections=[{"id": id, "title": title, "terms": [_shown(schema, term, examples) for term in terms]} for id, title, terms in sections],
        others=[(prefix, schema.prefixes[prefix], links) for prefix, links in others.items()],
    )  # fmt: skip


def _shown(schema: Schema, element: Any, examples: dict[str, str]) -> dict[str, Any]:
    """Return a term as the page shows it."""
    curie = schema.curie(element)
    is_class = element.name in schema.classes
    others = schema.classes.values() if is_class else schema.predicates
    facts = {
        "Narrower than": [*([f"pg:{element.is_a}"] if element.is_a else []), *element.broad_mappings],
        "Wider than": [
            *(schema.curie(other) for other in others if other.is_a == element.name),
            *element.narrow_mappings,
        ],
        **({} if is_class else {"From": _domain(schema, element), "To": _target(schema, element)}),
        "Properties": _uses(schema, element.name, _domain) if is_class else [],
        "Referred to by": _uses(schema, element.name, _target) if is_class else [],
        "See also": [*element.close_mappings, *element.related_mappings],
    }
    name = curie.removeprefix("pg:")
    return {
        "name": name, "label": _label(curie), "comment": element.description, "example": examples.get(name, ""),
        "facts": [(title, [_link(schema, str(term)) for term in terms]) for title, terms in facts.items() if terms],
    }  # fmt: skip


def _properties(schema: Schema) -> tuple[list[Slot], list[Slot]]:
    """Return our properties between things, and those with values."""
    valued = [slot for slot in schema.slots.values() if str(slot.slot_uri).startswith("pg:")]
    return [*filter(schema.is_own, schema.predicates)], valued


def _domain(schema: Schema, slot: Slot) -> list[str]:
    """Return the classes of ours that have a property."""
    if slot.domain:
        return [f"pg:{name}" for name in schema.starts(slot)]
    owners = [schema.curie(found) for found in schema.classes.values() if slot.name in found.slots]
    return [owner for owner in dict.fromkeys(owners) if owner.startswith("pg:")]


def _target(schema: Schema, slot: Slot) -> list[str]:
    """Return the classes or the datatype of the values of a property."""
    return [f"pg:{name}" for name in schema.ends(slot)] or [schema.datatype(slot)]


def _uses(schema: Schema, name: str, end: Callable[[Schema, Slot], list[str]]) -> list[str]:
    """Return the properties of ours that a class has at one end."""
    slots = [slot for slots in _properties(schema) for slot in slots]
    return [schema.curie(slot) for slot in slots if f"pg:{name}" in end(schema, slot)]


def _link(schema: Schema, curie: str) -> tuple[str, str]:
    """Return a term by its name, and where it is explained."""
    own = curie.startswith("pg:")
    return (curie.removeprefix("pg:"), f"#{curie.removeprefix('pg:')}") if own else (curie, schema.iri(curie))


def _examples(base: str, ontology: str) -> dict[str, str]:
    """Return triples with each term of ours: of an instance of a class all, of a property one, each time the shortest."""
    graph = Graph().parse(EXAMPLE)
    graph.bind("schema", "https://schema.org/", replace=True)

    def text(node: Any) -> str:
        written = str(node.n3(graph.namespace_manager))
        return (
            f"<{node.removeprefix(base)}>"
            if isinstance(node, URIRef) and written.startswith("<")
            else written
        )

    def whole(subject: Any) -> str:
        types = sorted(
            graph.objects(subject, RDF.type), key=lambda kind: (not kind.startswith(ontology), kind)
        )
        facts = sorted((p, o) for p, o in graph.predicate_objects(subject) if p != RDF.type)
        lines = [f"a {', '.join(map(text, types))}", *(f"{text(p)} {text(o)}" for p, o in facts)]
        return _block(text(subject), *lines).rstrip()

    found: dict[str, list[str]] = {}
    for subject, predicate, target in graph:
        if predicate == RDF.type and target.startswith(ontology):
            found.setdefault(target.removeprefix(ontology), []).append(whole(subject))
        elif predicate.startswith(ontology):
            triple = f"{text(subject)} {text(predicate)} {text(target)} ."
            found.setdefault(predicate.removeprefix(ontology), []).append(triple)
    return {name: min(texts, key=lambda text: (len(text), text)) for name, texts in found.items()}


def alignment(schema: Schema, prefix: str) -> str:
    """Return how our terms stand to those of another vocabulary, in OWL."""
    head = schema.view.schema
    title = f"papergraph and {ALIGNED[prefix]}"
    blocks = [
        _block(
            f"<{head.id.removesuffix('ontology')}alignment/{prefix}>",
            "a owl:Ontology",
            f"dcterms:title {_text(title)}@en",
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
        blocks += [_block(schema.curie(element), *facts)] if facts else []
        blocks += [
            _block(f"<{schema.iri(other)}>", f"rdfs:{below} {schema.curie(element)}") for other in narrower
        ]
        if others or narrower:
            own = [schema.curie(element), *(f"<{schema.iri(other)}>" for other in (*others, *narrower))]
            kinds |= dict.fromkeys(own, "owl:Class" if kind == "Class" else "owl:ObjectProperty")
    blocks.append("".join(f"{term} a {kind} .\n" for term, kind in kinds.items()))
    return _turtle(schema, blocks)


def _in(prefix: str, terms: Iterable[Any]) -> list[str]:
    """Return the terms of one vocabulary."""
    return [str(term) for term in terms if str(term).startswith(f"{prefix}:")]


def _union(terms: list[str]) -> str:
    return terms[0] if len(terms) == 1 else f"[ a owl:Class ; owl:unionOf ( {' '.join(terms)} ) ]"


def _text(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False)


def _block(subject: str, *facts: str) -> str:
    return f"{subject} " + " ;\n    ".join(facts) + " .\n"


def _turtle(schema: Schema, blocks: list[str]) -> str:
    body = "\n".join(blocks)
    used = [
        f"@prefix {name}: <{iri}> ."
        for name, iri in schema.prefixes.items()
        if re.search(rf"\b{name}:", body)
    ]
    return "\n".join([f"# {HEADER}", *used, "", body])


def context(schema: Schema) -> str:
    """Return the JSON-LD context: a term for every class, property and edge."""
    terms: dict[str, Any] = {"@version": 1.1, **schema.prefixes, "iri": "@id", "type": "@type"}
    terms |= {
        name: schema.curie(schema.classes[name]) for name in dict.fromkeys([*schema.own, *schema.instances])
    }
    for slot in [*(slot for name in schema.instances for slot in schema.said(name)), *schema.predicates]:
        kind = "@id" if schema.ends(slot) or slot.range == "reference" else schema.datatype(slot)
        name = (
            slot.name
            if schema.is_own(slot) or slot not in schema.edges
            else schema.curie(slot).partition(":")[2]
        )
        terms[name] = (
            {"@id": schema.curie(slot), "@type": kind} if kind != "xsd:string" else schema.curie(slot)
        )
        if note(slot, "inverse"):
            terms[note(slot, "inverse")] = {"@reverse": schema.curie(slot), "@type": "@id"}
    return json.dumps({"@context": terms}, ensure_ascii=False, indent=2) + "\n"


def constraints(schema: Schema) -> str:
    """Return the constraints and the indexes of Neo4j, one a line."""
    edges = [cypher(slot) for slot in schema.edges]
    known = {name: [slot.alias or slot.name for slot in schema.properties(name)] for name in schema.nodes}
    indexed = [
        (n, p)
        for p in ("name", "id", "year")
        for n, properties in known.items()
        if p in properties and n != "Repository"
    ]
    texts = [n for n, properties in known.items() if {"name", "title"} & {*properties} and n != "Repository"]
    return "\n".join([
        f"// {HEADER}",
        *(f"CREATE CONSTRAINT {n.lower()}_iri IF NOT EXISTS FOR (n:{n}) REQUIRE n.iri IS UNIQUE;" for n in schema.nodes),
        *(f"CREATE CONSTRAINT {e.lower()}_key IF NOT EXISTS FOR ()-[r:{e}]-() REQUIRE r.key IS UNIQUE;" for e in edges),
        *(f"CREATE INDEX {n.lower()}_{p} IF NOT EXISTS FOR (n:{n}) ON (n.{p});" for n, p in indexed),
        f"CREATE FULLTEXT INDEX names_and_texts IF NOT EXISTS FOR (n:{'|'.join(texts)}) "
        "ON EACH [n.name, n.aliases, n.title, n.abstract];\n",
    ])  # fmt: skip


WRITERS: dict[str, Callable[[Schema], str]] = {
    "constraints.cypher": constraints, "context.jsonld": context, "ontology.html": documentation, "ontology.ttl": ontology, "vocabulary.py": vocabulary,
    **{name: partial(shapes, profile=profile) for profile, name in PROFILES.items()},
    **{f"alignment-{prefix}.ttl": partial(alignment, prefix=prefix) for prefix in ALIGNED},
}  # fmt: skip


def generate() -> dict[str, str]:
    """Return what the files say, by name."""
    schema = Schema(SCHEMA)
    return {name: write(schema) for name, write in WRITERS.items()}


def main(arguments: list[str] | None = None, target: Path = TARGET) -> int:
    """Write the files into a folder or compare them with what is there; return the exit code."""
    parser = argparse.ArgumentParser(description="Write kg/generated/ from schema/papergraph.yaml.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 where a file differs from what the schema gives",
    )
    check = parser.parse_args(arguments).check
    differing = []
    for name, text in generate().items():
        path, made = target / name, text.encode()
        if not check:
            path.write_bytes(made)
        elif not path.is_file() or path.read_bytes() != made:
            differing.append(name)
    if differing:
        print(
            f"kg/generated differs from the schema: {', '.join(differing)}; run make schema", file=sys.stderr
        )
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
