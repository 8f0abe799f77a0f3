"""The values that flow through the stages: frozen, small, without behaviour beyond their own consistency.

Offsets are Python character offsets into `Paper.text`, end exclusive.
"""

__all__ = [
    "TOO_LONG",
    "Cluster",
    "Concept",
    "Edge",
    "Entry",
    "Evidence",
    "Extraction",
    "Given",
    "Judgement",
    "Kin",
    "Link",
    "Mention",
    "MentionRelation",
    "Node",
    "NodeRef",
    "Paper",
    "PropertyValue",
    "Rejected",
    "Relation",
    "RepositoryMention",
    "Resolution",
    "ResultMention",
    "Span",
    "Statement",
]  # fmt: skip

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.ids import content_key

Span = tuple[int, int]
PropertyValue = str | int | float | bool | tuple[str, ...] | None


class Given(NamedTuple):
    """What a source itself states of a paper, beside its text: a repository by its address, or a dataset by its name.

    `kind` is "repository" or "Dataset"; `role` is the role that the source gives it ("official", "used", …).
    """

    kind: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as read: `abstract` is None only where the input gave one line of text and no abstract.

    `sources` names every place that the paper was read from (`file name#entry number`), `same_as` its other ids, `given` what its
    sources state of it; all three sorted.
    """

    id: str
    title: str
    abstract: str | None
    year: int | None = None
    url: str | None = None
    sources: tuple[str, ...] = ()
    same_as: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def text(self) -> str:
        """The text that every offset points into."""
        return self.title if self.abstract is None else f"{self.title}\n{self.abstract}"

    @property
    def content_hash(self) -> str:
        """A key of the text alone: the same text need not be extracted again."""
        return content_key("text", self.text)


TOO_LONG = "too-long"
"""The code of a Rejected for a paper that was stopped after its time: it is no fault of the paper's, which stays pending."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be used: where it stood, a short code, the reason, and the record itself, cut to 2,000 characters.

    `offset` is the byte at which the record starts in its file, after expansion; None where that is not known.
    """

    source: str
    code: str
    reason: str
    record: str = ""
    offset: int | None = None

    @property
    def key(self) -> str:
        """A content key, so that the same rejection counts once."""
        return content_key("rejected", self.source, self.code, self.reason, self.record)


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of text that names an entity; `cluster` is the key of its cluster in the paper."""

    start: int
    end: int
    label: str
    cluster: str
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The mentions of one concept in one paper, with the role it plays there.

    `mentions` are the distinct surface forms in order of appearance; `start`, `end` is the mention that decided the role.
    """

    key: str
    label: str
    mentions: tuple[str, ...]
    role: str
    start: int
    end: int
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class MentionRelation:
    """A relation as read from a pair of mentions."""

    head: Span
    label: str
    tail: Span
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation between two clusters of a paper, by their keys."""

    head: str
    label: str
    tail: str


@dataclass(frozen=True, slots=True)
class ResultMention:
    """A number reported as an outcome; the slots are cluster keys or None, `start`, `end` the number in the text."""

    value: str
    unit: str
    kind: str
    method: str | None
    dataset: str | None
    task: str | None
    metric: str | None
    start: int
    end: int
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class RepositoryMention:
    """An address of code, data or a project page; `of` are the keys of the clusters that it holds."""

    url_as_written: str
    canonical: str
    role: str
    of: tuple[str, ...]
    start: int
    end: int
    confidence: float
    rule: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one paper says. `sentences` are spans in order that cover the text's words."""

    id: str
    text: str
    sentences: tuple[Span, ...] = ()
    entities: tuple[Mention, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    relations: tuple[Relation, ...] = ()
    mention_relations: tuple[MentionRelation, ...] = ()
    results: tuple[ResultMention, ...] = ()
    repositories: tuple[RepositoryMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A Task, Method, Dataset or Metric across papers.

    `key` is the normal form behind the IRI, `keys` every normal form that leads here, `aliases` every surface form
    but the preferred one, `merges` how each further normal form came in: (normal form, reason), all sorted. `direction`
    says whether "higher" or "lower" is better, for a Metric, `unit` what its values mostly are in; otherwise they are empty.
    """

    iri: str
    label: str
    name: str
    key: str
    keys: tuple[str, ...]
    aliases: tuple[str, ...]
    merges: tuple[tuple[str, str], ...] = ()
    direction: str = ""
    unit: str = ""


class Judgement(NamedTuple):
    """What a person decided on two names, as normal forms: that they mean one concept ("merge") or never the same one ("split")."""

    kind: str
    name: str
    other: str


@dataclass(frozen=True, slots=True)
class NodeRef:
    """The label and IRI of a node."""

    label: str
    iri: str


class Kin(NamedTuple):
    """That a concept is a variant or a kind of another one, as its name says: `edge` is the type of the edge between them.

    `paper` and `cluster` name a place where the narrower name is used.
    """

    paper: str
    cluster: str
    narrower: NodeRef
    edge: str
    broader: NodeRef
    rule: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The concepts, sorted by IRI; the concept of every (paper id, cluster key) but those that say nothing in particular.

    `disputed` has the abbreviations that mean several things: (abbreviation, long form, number of papers), the most frequent first for
    each abbreviation; `kin` how concepts hang together by their names.
    """

    concepts: tuple[Concept, ...]
    concept_of: Mapping[tuple[str, str], NodeRef]
    disputed: tuple[tuple[str, str, int], ...] = ()
    kin: tuple[Kin, ...] = ()


class Entry(NamedTuple):
    """A thing as an authority file has it, under its name and aliases; `label` is its type there, where one is given.

    A mapping that the file states itself has a `predicate` ("exactMatch" or "closeMatch") with its `score`, from the IRI `subject`, which
    the file calls `of`.
    """

    iri: str
    name: str
    aliases: tuple[str, ...]
    label: str = ""
    of: str = ""
    subject: str = ""
    predicate: str = ""
    score: float = 0.0


class Link(NamedTuple):
    """That a concept is the same ("exactMatch") or nearly the same ("closeMatch") as what an authority calls `name`.

    `stated` says whether the authority states it itself.
    """

    concept: str
    predicate: str
    target: str
    name: str
    score: float
    reason: str
    source: str
    stated: bool = False


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
    """Why a statement is believed: one place in one paper.

    `start`, `end` are offsets into the paper's text, and lie within the sentence given; `qualifier` says how the
    paper makes the statement where that matters ("official" for a repository).
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
        place = (self.statement, self.paper, str(self.start), str(self.end))
        return content_key("evidence", *place, self.rule, self.model, self.qualifier)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the property graph; `properties` has every property that the schema declares for the label."""

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
