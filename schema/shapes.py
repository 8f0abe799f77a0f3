"""The SHACL shapes of what is exported."""

__all__ = ["PROFILES", "shapes"]

from collections.abc import Iterator

from definition import Schema, Slot, note
from turtle_text import block, quoted, turtle

PROFILES = {"none": "shapes-none.ttl", "compact": "shapes.ttl", "full": "shapes-full.ttl"}


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
        blocks.append(block(f"shapes:{name}", "a sh:NodeShape", *facts))
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
        blocks.append(block(f"shapes:{slot.name}", "a sh:NodeShape", *facts))
    return turtle(schema, blocks)


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
        else [quoted(choice) for choice in choices]
    )
    message = quoted(f"must be one of {', '.join(choices or terms)}")
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
