"""The extraction of one paper. Offsets are Python character offsets into `Paper.text`, end exclusive."""

__all__ = [
    "Cluster",
    "Extraction",
    "Mention",
    "MentionRelation",
    "Relation",
    "RepositoryMention",
    "ResultMention",
    "Span",
]

from dataclasses import dataclass

Span = tuple[int, int]


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

    `mentions` are the distinct surface forms in order of appearance; `start`, `end` is the mention that
    decided the role.
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
    """A relation between a pair of mentions."""

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
    """A reported result; the slots are cluster keys or None, and `start`, `end` the span of the number."""

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
    """A URL of code, data or a project page; `of` holds the keys of the clusters that it implements."""

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
    """The extraction of one paper. `sentences` are spans, in order, that cover all words of the text."""

    id: str
    text: str
    sentences: tuple[Span, ...] = ()
    entities: tuple[Mention, ...] = ()
    clusters: tuple[Cluster, ...] = ()
    relations: tuple[Relation, ...] = ()
    mention_relations: tuple[MentionRelation, ...] = ()
    results: tuple[ResultMention, ...] = ()
    repositories: tuple[RepositoryMention, ...] = ()
