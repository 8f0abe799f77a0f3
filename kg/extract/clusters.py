"""Which mentions of a paper mean one concept: equal normal forms, abbreviations, and the head name of the title."""

__all__ = ["group"]

from collections.abc import Iterable, Sequence

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
    keys: dict[tuple[str, str], str] = {}
    count: dict[str, int] = {}
    for mention in mentions:
        form = root(form_of[mention.start, mention.end])
        if form not in keys:
            count[mention.label] = count.get(mention.label, 0) + 1
            keys[form] = f"{CONCEPTS[mention.label].prefix}{count[mention.label]}"
    return {span: keys[root(form)] for span, form in form_of.items()}
