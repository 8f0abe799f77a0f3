"""Concepts across papers, and their links to authorities."""

__all__ = ["AuthorityEntry", "Concept", "Decision", "Link", "NameRelation", "Resolution"]

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.model.graph import NodeRef


@dataclass(frozen=True, slots=True)
class Concept:
    """A Task, Method, Dataset or Metric across papers.

    `key` is the normal form in the IRI, `keys` are all normal forms of the concept, `aliases` all surface
    forms except the preferred one, `merges` the reason for each merged normal form: (normal form, reason);
    all sorted. For a Metric, `direction` says whether "higher" or "lower" is better and `unit` is the most
    frequent unit; otherwise both are empty.
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


class Decision(NamedTuple):
    """A person's decision on two normal forms: "merge" for one concept, "split" for two."""

    kind: str
    name: str
    other: str


class NameRelation(NamedTuple):
    """A concept that is a variant or a subclass of another according to its name; `edge` is the edge type.

    `paper` and `cluster` are an occurrence of the narrower name.
    """

    paper: str
    cluster: str
    narrower: NodeRef
    edge: str
    broader: NodeRef
    rule: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """The concepts, sorted by IRI, and the concept of every (paper id, cluster key) except generic ones.

    `disputed` lists ambiguous abbreviations: (abbreviation, long form, papers), for each abbreviation the
    most frequent first; `name_relations` are the relations between concepts that follow from their names.
    """

    concepts: tuple[Concept, ...]
    concept_of: Mapping[tuple[str, str], NodeRef]
    disputed: tuple[tuple[str, str, int], ...] = ()
    name_relations: tuple[NameRelation, ...] = ()


class AuthorityEntry(NamedTuple):
    """An entry of an authority file, with name and aliases; `label` is its type there, if any.

    An SSSOM mapping has a `predicate` ("exactMatch" or "closeMatch") with its `score`, from the IRI
    `subject`, whose label is `of`.
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
    """A concept that is the same ("exactMatch") or nearly the same ("closeMatch") as an entry called `name`.

    `stated` says whether the authority file itself contains the mapping.
    """

    concept: str
    predicate: str
    target: str
    name: str
    score: float
    reason: str
    source: str
    stated: bool = False
