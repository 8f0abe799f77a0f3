"""The one decision per span: which candidates become mentions."""

__all__ = ["by_rules", "decide", "settle"]

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import fsum

from kg.extract.candidates import Candidate
from kg.model import Span


def decide(candidates: Iterable[Candidate], taken: Iterable[tuple[int, int]] = ()) -> list[Candidate]:
    """Return the candidates to keep, in order of appearance and without overlap: the longest first, then the surest."""
    return _disjoint(
        sorted(candidates, key=lambda c: (c.start - c.end, -c.confidence, c.start, c.label, c.rule)), taken
    )


def by_rules(
    text: str,
    candidates: Iterable[Candidate],
    taken: Sequence[Span] = (),
    abbreviations: Iterable[tuple[Span, Span]] = (),
) -> list[Candidate]:
    """Decide without a model; give both sides of an abbreviation one type, and mark what is a mention in one place in every place."""
    kept = _one_type(text, decide(candidates, taken))
    label_at = {(c.start, c.end): c for c in kept}
    expanded: list[Candidate] = []
    for short, long in abbreviations:
        named = label_at.get(long) or label_at.get(short)
        if (
            named is None or named.rule == "name"
        ):  # a long form that no rule knows takes its type from its head, a Method at worst
            named = next((c for c in kept if long[0] <= c.start and c.end == long[1]), named)
        if named is not None:
            expanded += [
                Candidate(*span, named.label, named.confidence, "abbreviation") for span in (short, long)
            ]
    spans = {(c.start, c.end) for c in expanded}
    kept = decide([*expanded, *(c for c in kept if (c.start, c.end) not in spans)], taken)
    first: dict[str, Candidate] = {}
    for c in kept:
        first.setdefault(text[c.start : c.end], c)
    repeated = (
        Candidate(*place, c.label, c.confidence, c.rule)
        for form, c in first.items()
        for place in _places(text, form)
    )
    return decide([*kept, *repeated], taken)


def _one_type(text: str, kept: list[Candidate]) -> list[Candidate]:
    """Give a name that only its spelling told the type that it has where the words around it tell more."""
    best: dict[str, Candidate] = {}
    for c in kept:
        form = text[c.start : c.end]
        if form not in best or c.confidence > best[form].confidence:
            best[form] = c
    surest = ((c, best[text[c.start : c.end]]) for c in kept)
    return [
        replace(c, label=b.label, confidence=b.confidence, rule=b.rule) if c.rule == "name" else c
        for c, b in surest
    ]


def settle(
    text: str,
    candidates: Iterable[Candidate],
    least: float,
    taken: Iterable[tuple[int, int]] = (),
    abbreviations: Iterable[tuple[Span, Span]] = (),
) -> list[Candidate]:
    """Return one decision per form of words for the whole text, in order of appearance and without overlap: the surest first.

    A form's confidence is halfway between that of its surest place and the mean over all its places; a form
    that is sure enough is a mention wherever it stands as whole words. Forms that differ in capitals alone,
    and both sides of an abbreviation (short, long), have one label, that of the surest; where one of them
    reaches `least`, little more than half of it is enough for the others. A candidate that is not sure and
    ends with a long form begins with it.
    """
    by_form: dict[str, dict[str, list[Candidate]]] = {}
    long_forms = {end: start for _, (start, end) in abbreviations}
    for c in candidates:
        start = c.start if c.confidence >= _SURE else min(c.start, long_forms.get(c.end, c.start))
        by_form.setdefault(text[start : c.end], {}).setdefault(c.label, []).append(c)
    places = {form: list(_places(text, form)) for form in by_form}
    confidences = {
        form: {
            label: (max(c.confidence for c in cs) + fsum(c.confidence for c in cs) / len(places[form])) / 2
            for label, cs in by_label.items()
        }
        for form, by_label in by_form.items()
        if places[form]
    }
    mentions: list[Candidate] = []
    for group in _groups(text, confidences, abbreviations):
        highest, label = max(
            (confidence, label) for form in group for label, confidence in confidences[form].items()
        )
        for form in group:
            confidence = max(confidences[form].values())
            if highest >= least and confidence >= least * _COMPANY:
                rule = max((c.confidence, c.rule) for cs in by_form[form].values() for c in cs)[1]
                mentions += [Candidate(start, end, label, confidence, rule) for start, end in places[form]]
    return _disjoint(
        sorted(mentions, key=lambda c: (-c.confidence, c.start - c.end, c.start, c.label)), taken
    )


_SURE = 0.8  # the confidence from which a candidate keeps its bounds
_COMPANY = 0.57  # the share of `least` that is enough beside a sure form


def _groups(
    text: str, forms: Iterable[str], abbreviations: Iterable[tuple[Span, Span]]
) -> Iterable[list[str]]:
    """Return the forms that mean one thing together, in order of first appearance among `forms`."""
    group_of: dict[str, list[str]] = {}
    for form in forms:
        group_of.setdefault(form.casefold(), []).append(form)
    for short, long in abbreviations:
        a, b = (text[start:end].casefold() for start, end in (short, long))
        if a in group_of and b in group_of and group_of[a] is not group_of[b]:
            group_of[a].extend(group_of[b])
            joined = group_of[a]
            for form in joined:
                group_of[form.casefold()] = joined
    return {id(group): group for group in group_of.values()}.values()


def _places(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where a form stands as whole words, in order."""
    start = text.find(form)
    while start >= 0:
        end = start + len(form)
        if not (start and _is_word(text[start - 1])) and not (end < len(text) and _is_word(text[end])):
            yield start, end
            start = text.find(form, end)
        else:
            start = text.find(form, start + 1)


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _disjoint(candidates: Iterable[Candidate], taken: Iterable[tuple[int, int]]) -> list[Candidate]:
    """Return, in order of appearance, the candidates that overlap no earlier one of the list and nothing taken."""
    kept: list[Candidate] = []
    covered: set[int] = set()
    for start, end in taken:
        covered.update(range(start, end))
    for candidate in candidates:
        span = range(candidate.start, candidate.end)
        if covered.isdisjoint(span):
            covered.update(span)
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)
