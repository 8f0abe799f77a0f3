"""Which names are one concept across papers, and what authorities call them."""

__all__ = ["AuthorityEntry", "Concept", "Decision", "Link", "NameRelation", "Resolution"]

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from kg.model.graph import NodeRef


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


class Decision(NamedTuple):
    """What a person decided on two names, as normal forms: that they mean one concept ("merge") or never the same one ("split")."""

    kind: str
    name: str
    other: str


class NameRelation(NamedTuple):
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
    each abbreviation; `name_relations` how concepts hang together by their names.
    """

    concepts: tuple[Concept, ...]
    concept_of: Mapping[tuple[str, str], NodeRef]
    disputed: tuple[tuple[str, str, int], ...] = ()
    name_relations: tuple[NameRelation, ...] = ()


class AuthorityEntry(NamedTuple):
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
