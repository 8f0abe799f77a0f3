"""Which groups of mentions mean one concept though their names differ: pairs of groups, weighed by a trained model."""

__all__ = ["features", "pairs", "same"]

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from kg.extract.annotated import MarkedText
from kg.extract.known_abbreviations import is_known
from kg.extract.weights import Weights, log_odds, probability_of
from kg.generated.vocabulary import CONCEPTS
from kg.names import normal_form

if TYPE_CHECKING:
    from kg.extract.encoder import Encoded

_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_FAR = 4  # sentences apart that count as far as any


def pairs(marked: MarkedText) -> Iterator[tuple[str, str]]:
    """Yield the pairs of clusters of one type, both in order of appearance.

    Names that share a word but not their numbers are variants: "GPT-4" of "GPT", "top-1 accuracy" of "accuracy".
    """
    words = {key: {word for form in _forms(marked, key) for word in form.split()} for key in marked.concepts}
    numbers = {key: set(_NUMBER.findall(" ".join(words[key]))) for key in words}
    for a, b in combinations(words, 2):
        if marked.label(a) == marked.label(b) and (
            numbers[a] == numbers[b] or not _shared(words[a], words[b])
        ):
            yield a, b


def _shared(a: Iterable[str], b: Iterable[str]) -> bool:
    """Return whether two names have a word in common, or one with other numbers."""
    return not {_NUMBER.sub("", word) for word in a}.isdisjoint(_NUMBER.sub("", word) for word in b)


def features(marked: MarkedText, a: str, b: str) -> list[str]:
    """Return what can be seen of two clusters, `a` the one that appears first; each once, in a fixed order, with their type."""
    forms_a, forms_b = _forms(marked, a), _forms(marked, b)
    words_a, words_b = [form.split() for form in forms_a], [form.split() for form in forms_b]
    all_a, all_b = {w for ws in words_a for w in ws}, {w for ws in words_b for w in ws}
    shared = all_a & all_b
    names = [
        "bias", f"shared={min(len(shared), 3)}", f"jaccard={4 * len(shared) // max(len(all_a | all_b), 1)}",
        f"within={_within(words_a, words_b)}", *_ends(words_a, words_b), *_initials(words_a, words_b),
        f"count={min(len(marked.clusters[a]), 3)}{min(len(marked.clusters[b]), 3)}",
        f"title={int(marked.in_title(a))}{int(marked.in_title(b))}", *_distance(marked, a, b),
    ]  # fmt: skip
    names += [f"known={is_known(x, y)}" for x in forms_a for y in forms_b if is_known(x, y)]
    if shared and (all_a < all_b or all_b < all_a):
        longer = all_b - all_a or all_a - all_b
        names += [f"more={word}" for word in sorted(longer)]
        names.append(f"more={min(len(longer), 3)} of {len(shared)}")
    elif shared:
        names += [f"else={word}" for word in sorted(all_a ^ all_b)]
    kind = CONCEPTS[marked.label(a)].prefix.upper()
    return list(dict.fromkeys([f"{kind}|{name}" for name in names] + names))


def _forms(marked: MarkedText, key: str) -> list[str]:
    """Return the different normal forms of a cluster, in order of appearance."""
    return list(dict.fromkeys(map(normal_form, marked.surfaces[key])))


def _within(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> str:
    """Return where the words of one form stand within those of another: at its start, at its end, inside, or nowhere."""
    for short, long in ((x, y) for x in a for y in b):
        few, many = sorted((short, long), key=len)
        size = len(few)
        if many[:size] == few:
            return "start"
        if many[-size:] == few:
            return "end"
        if any(many[i : i + size] == few for i in range(len(many) - size + 1)):
            return "inside"
    return ""


def _ends(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> Iterator[str]:
    if any(x[-1:] == y[-1:] for x in a for y in b):
        yield "head"
    if any(x[:1] == y[:1] for x in a for y in b):
        yield "first"
    if any(x[0][:4] == y[0][:4] for x in a for y in b if x and y):
        yield "begins"


def _initials(a: Sequence[Sequence[str]], b: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield whether a form of one word holds the first letters of the other's words."""
    for few, many in (*((x, y) for x in a for y in b), *((y, x) for x in a for y in b)):
        if len(few) == 1 and len(many) > 1:
            initials = "".join(word[0] for word in many)
            if few[0] == initials:
                yield "initials"
            elif few[0].startswith(initials[:2]) or initials.startswith(few[0]):
                yield "initials in part"
            elif few[0] in many:
                yield "one of its words"


def _distance(marked: MarkedText, a: str, b: str) -> Iterator[str]:
    together = marked.sentences_of[a] & marked.sentences_of[b]
    yield f"together={min(len(together), 2)}"
    near = min(
        abs(marked.sentence[i] - marked.sentence[j]) for i in marked.clusters[a] for j in marked.clusters[b]
    )
    yield f"apart={min(near, _FAR)}"
    for i in marked.clusters[a]:
        for j in (i - 1, i + 1):
            if j in marked.clusters[b] and marked.sentence[i] == marked.sentence[j]:
                left, right = sorted((i, j))
                gap = marked.text[marked.mentions[left].end : marked.mentions[right].start]
                if len(gap) <= 16:
                    yield f"gap={' '.join(gap.lower().split())}"


def same(
    marked: MarkedText, weights: Weights, least: float, encoded: "Encoded | None" = None
) -> list[tuple[str, str]]:
    """Return the pairs that mean one concept with at least this probability; the scores of an encoder, where given, are added."""
    candidates = list(pairs(marked))
    if not candidates:
        return []
    table = weights.probabilities(features(marked, a, b) for a, b in candidates)
    own = table[:, weights.classes.index("yes")].tolist()
    if encoded is not None:
        own = [
            probability_of(odds + more)
            for odds, more in zip(log_odds(own).tolist(), encoded.same(marked, candidates), strict=True)
        ]
    return [pair for pair, probability in zip(candidates, own, strict=True) if probability >= least]
