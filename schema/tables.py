"""The tables of the program: node and edge types, their properties, domains, ranges and IRIs, as Python."""

__all__ = ["vocabulary"]

from typing import Any

from definition import HEADER, Schema, Slot, broader, cypher, note
from turtle_text import quoted

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
    parts = (
        quoted(slot.name),
        quoted(schema.iri(schema.curie(slot))),
        _python(schema.pairs(slot)),
        properties,
    )
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
        return quoted(value)
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
