"""Which mentions of a paper mean one concept: equal normal forms, abbreviations, and pairs that a model finds to be the same."""

__all__ = ["group", "join"]

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.generated.vocabulary import CONCEPTS
from kg.model import Span
from kg.names import normal_form

_Name = TypeVar("_Name", bound=Hashable)


def group(
    text: str, mentions: Sequence[Candidate], abbreviations: Iterable[tuple[Span, Span]]
) -> dict[Span, str]:
    """Return the cluster key of every mention, by its span; keys count from 1 per type in order of appearance.

    `abbreviations` are (short form, long form) spans; a pair joins two clusters of the same type.
    """
    form_of = {(c.start, c.end): (c.label, normal_form(text[c.start : c.end])) for c in mentions}
    pairs = (
        (form_of[short], form_of[long]) for short, long in abbreviations if {short, long} <= form_of.keys()
    )
    return _keys(mentions, form_of, ((a, b) for a, b in pairs if a[0] == b[0]))


def join(marked: MarkedText, same: Iterable[tuple[str, str]]) -> dict[Span, str]:
    """Return the cluster key of every mention once the clusters of each pair are one, numbered anew."""
    return _keys(marked.mentions, marked.key_of, same)


def _keys(
    mentions: Sequence[Candidate], name_of: Mapping[Span, _Name], same: Iterable[tuple[_Name, _Name]]
) -> dict[Span, str]:
    """Return a key for every mention: the letter of its type, and the number of its concept in order of appearance.

    Mentions with one name mean one concept, and so do those whose names are joined by `same`.
    """
    joined: dict[_Name, _Name] = {}

    def root(name: _Name) -> _Name:
        while name in joined:
            name = joined[name]
        return name

    for a, b in same:
        if root(a) != root(b):
            joined[root(a)] = root(b)
    concept_of = {span: root(name) for span, name in name_of.items()}
    keys: dict[_Name, str] = {}
    count: dict[str, int] = {}
    for mention in mentions:
        concept = concept_of[mention.start, mention.end]
        if concept not in keys:
            count[mention.label] = count.get(mention.label, 0) + 1
            keys[concept] = f"{CONCEPTS[mention.label].prefix}{count[mention.label]}"
    return {span: keys[concept] for span, concept in concept_of.items()}
