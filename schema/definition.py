"""The schema as the writers want it, read by LinkML."""

__all__ = ["APART", "FILE", "HEADER", "Schema", "Slot", "broader", "cypher", "note"]

import re
from pathlib import Path
from typing import Any

from linkml_runtime.utils.schemaview import SchemaView  # type: ignore[import-untyped]

FILE = Path(__file__).resolve().parent / "papergraph.yaml"
APART = ("dcat:", "lpwc:", "cskg:")
"""Beginnings of terms that no node or edge has."""

HEADER = "Generated from schema/papergraph.yaml by `make schema`; do not edit."
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
