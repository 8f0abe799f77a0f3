"""Which mentions of a paper mean one concept: equal normal forms, abbreviations, and pairs told to be the same."""

__all__ = ["group", "join"]

from collections.abc import Hashable, Iterable, Mapping, Sequence

from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.generated.vocabulary import CONCEPTS
from kg.model import Span
from kg.names import normal_form


def group(
    text: str, mentions: Sequence[Candidate], abbreviations: Iterable[tuple[Span, Span]]
) -> dict[Span, str]:
    """Return the cluster key of every mention, by its span; keys count from 1 per type in order of appearance.

    `abbreviations` are (short form, long form) spans; a pair joins two clusters of the same type.
    """
    form_of = {(c.start, c.end): (c.label, normal_form(text[c.start : c.end])) for c in mentions}
    merged: dict[tuple[str, str], tuple[str, str]] = {}

    def root(form: tuple[str, str]) -> tuple[str, str]:
        while form in merged:
            form = merged[form]
        return form

    for short, long in abbreviations:
        if short in form_of and long in form_of:
            a, b = root(form_of[short]), root(form_of[long])
            if a != b and a[0] == b[0]:
                merged[a] = b
    return _keys(mentions, {span: root(form) for span, form in form_of.items()})


def join(marked: MarkedText, same: Iterable[tuple[str, str]]) -> dict[Span, str]:
    """Return the cluster key of every mention once the clusters of each pair are one, numbered anew."""
    merged: dict[str, str] = {}

    def root(key: str) -> str:
        while key in merged:
            key = merged[key]
        return key

    for a, b in same:
        if root(a) != root(b):
            merged[root(b)] = root(a)
    return _keys(marked.mentions, {span: root(key) for span, key in marked.key_of.items()})


def _keys(mentions: Sequence[Candidate], concept_of: Mapping[Span, Hashable]) -> dict[Span, str]:
    """Return a key for every mention: the letter of its type, and the number of its concept in order of appearance."""
    keys: dict[Hashable, str] = {}
    count: dict[str, int] = {}
    for mention in mentions:
        concept = concept_of[mention.start, mention.end]
        if concept not in keys:
            count[mention.label] = count.get(mention.label, 0) + 1
            keys[concept] = f"{CONCEPTS[mention.label].prefix}{count[mention.label]}"
    return {span: keys[concept] for span, concept in concept_of.items()}
