"""The graph: nodes and edges, statements and the evidence for them."""

__all__ = ["Edge", "Evidence", "Node", "NodeRef", "PropertyValue", "Statement"]

from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.ids import content_key

PropertyValue = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class NodeRef:
    """The label and IRI of a node."""

    label: str
    iri: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A subject, an edge type and an object; its key is a hash of the three."""

    subject: NodeRef
    predicate: str
    object: NodeRef

    @property
    def key(self) -> str:
        """The content key."""
        return content_key("statement", self.subject.iri, self.predicate, self.object.iri)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for a statement: one span in one paper.

    `start`, `end` are offsets into the paper's text, within `sentence`; `qualifier` says how the paper makes
    the statement, such as "official" for a repository.
    """

    statement: str
    paper: str
    sentence: str
    start: int
    end: int
    rule: str
    model: str
    confidence: float
    qualifier: str = ""

    @property
    def key(self) -> str:
        """The content key."""
        span = (str(self.start), str(self.end))
        return content_key(
            "evidence", self.statement, self.paper, *span, self.rule, self.model, self.qualifier
        )


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the property graph.

    `properties` has all properties that the schema declares for the label.
    """

    label: str
    iri: str
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge of the property graph: one statement in one paper; `key` is unique in the graph."""

    type: str
    key: str
    source: NodeRef
    target: NodeRef
    properties: Mapping[str, PropertyValue] = field(default_factory=dict)
