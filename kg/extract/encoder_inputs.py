"""What the heads of an encoder look at: word pieces of words, mentions, concepts, pairs and numbers, as arrays of indexes."""

__all__ = [
    "BETWEEN",
    "BUCKETS",
    "FEATURES",
    "LABELS",
    "ConceptInputs",
    "MentionInputs",
    "Pieces",
    "concept_inputs",
    "concepts",
    "mention_inputs",
    "same_concept",
]

from collections.abc import Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.extract.annotated import MarkedText
from kg.extract.numbers import CandidateNumber
from kg.extract.relation_features import nearest
from kg.generated.vocabulary import RELATIONS, RESULT_EDGES
from kg.model import Span

Indexes = npt.NDArray[np.int64]

LABELS = ("Task", "Method", "Dataset", "Metric")
"""The types that the encoder has learnt, in the order of its outputs; it scores no others."""

BETWEEN = 24  # word pieces between the mentions of a pair that are looked at: half from each end
BUCKETS = 12  # how far the mentions of a pair stand apart: by sentences, then by characters
FEATURES = 5  # numbers that tell how two names, or a number and a concept, stand to each other


class Pieces:
    """The word pieces of a text by their offsets, (start, end) each; those of no width are marks of the tokenizer."""

    def __init__(self, offsets: Sequence[Span]) -> None:
        self.count = len(offsets)
        own = [(i, start, end) for i, (start, end) in enumerate(offsets) if start < end]
        self._index = np.array([i for i, _, _ in own], np.int64)
        self._starts = np.array([start for _, start, _ in own], np.int64)
        self._ends = np.array([end for _, _, end in own], np.int64)

    def first(self, offset: int) -> int:
        """Return the piece in which the character at an offset stands; -1 where no piece holds it."""
        i = int(np.searchsorted(self._ends, offset, side="right"))
        return int(self._index[i]) if i < len(self._index) and self._starts[i] <= offset else -1

    def last(self, end: int) -> int:
        """Return the piece in which the character before `end` stands, or the one before."""
        i = int(np.searchsorted(self._starts, end, side="left")) - 1
        return int(self._index[max(i, 0)])


class MentionInputs(NamedTuple):
    """The arrays of ConceptInputs that say where concepts are mentioned."""

    first: Indexes
    last: Indexes
    members: Indexes


class ConceptInputs(NamedTuple):
    """The arrays for one text; counts: N mentions, C concepts, P pairs, M numbers, Q pairs of a number and a concept.

    `first`, `last` (N): the pieces at the ends of mentions. `members` (C, most): mentions of a concept, the
    first repeated. `label` (C). `pair` (P, 4): head, tail, and their nearest mentions; `pair_bucket` (P);
    `between` (P, BETWEEN): pieces. `number` (M, 2): the pieces at the ends. `slot` (Q, 3): number, concept, its
    nearest mention; `slot_bucket` (Q); `slot_features` (Q, FEATURES).
    """

    first: Indexes
    last: Indexes
    members: Indexes
    label: Indexes
    pair: Indexes
    pair_bucket: Indexes
    between: Indexes
    number: Indexes
    slot: Indexes
    slot_bucket: Indexes
    slot_features: npt.NDArray[np.float32]


def concepts(marked: MarkedText) -> list[str]:
    """Return the keys of the clusters that the encoder can judge, in order of appearance."""
    return [key for key in marked.concepts if marked.label(key) in LABELS]


def mention_inputs(marked: MarkedText, pieces: Pieces) -> MentionInputs:
    """Return the pieces at the ends of all mentions, and the mentions of each of `concepts`."""
    keys = concepts(marked)
    most = max((len(marked.clusters[key]) for key in keys), default=1)
    members = [[*of, *[of[0]] * (most - len(of))] for of in (marked.clusters[key] for key in keys)]
    return MentionInputs(
        _array([max(pieces.first(m.start), 0) for m in marked.mentions]),
        _array([pieces.last(m.end) for m in marked.mentions]),
        _array(members, (len(keys), most)),
    )


def concept_inputs(marked: MarkedText, numbers: Sequence[CandidateNumber], pieces: Pieces) -> ConceptInputs:
    """Return the arrays for a marked text and its numbers; concepts stand in the order of `concepts`."""
    mentions = mention_inputs(marked, pieces)
    first, last = mentions.first.tolist(), mentions.last.tolist()
    keys = concepts(marked)
    index = {key: i for i, key in enumerate(keys)}
    pairs = [
        (index[head], index[tail], *nearest(marked, head, tail))
        for head in index
        for tail in index
        if head != tail and (marked.label(head), marked.label(tail)) in RELATIONS
    ]
    slots = [
        (n, index[key], _nearest_to(marked, candidate, key))
        for n, candidate in enumerate(numbers)
        for key in index
        if marked.label(key) in RESULT_EDGES
    ]
    return ConceptInputs(
        *mentions,
        label=_array([LABELS.index(marked.label(key)) for key in index]),
        pair=_array(pairs, (len(pairs), 4)),
        pair_bucket=_array([_bucket(marked, a, b) for _, _, a, b in pairs]),
        between=_array([_between(first, last, a, b) for _, _, a, b in pairs], (len(pairs), BETWEEN)),
        number=_array(
            [(max(pieces.first(c.number.start), 0), pieces.last(c.number.end)) for c in numbers],
            (len(numbers), 2),
        ),
        slot=_array(slots, (len(slots), 3)),
        slot_bucket=_array([_number_bucket(marked, numbers[n], m) for n, _, m in slots]),
        slot_features=np.array(
            [_slot_features(marked, numbers[n], keys[c], m) for n, c, m in slots], np.float32
        ).reshape(len(slots), FEATURES),
    )


def _array(values: Any, form: tuple[int, ...] | None = None) -> Indexes:
    array = np.array(values, np.int64)
    return array if form is None else array.reshape(form)


def _bucket(marked: MarkedText, a: int, b: int) -> int:
    apart = abs(marked.sentence[a] - marked.sentence[b])
    return _steps(apart, abs(marked.mentions[a].start - marked.mentions[b].start))


def _steps(sentences: int, characters: int) -> int:
    return 3 * min(sentences, 3) + (0 if characters < 40 else 1 if characters < 120 else 2)


def _between(first: Sequence[int], last: Sequence[int], a: int, b: int) -> list[int]:
    left, right = sorted(((first[a], last[a]), (first[b], last[b])))
    own = list(range(left[1] + 1, right[0])) or [left[1]]
    if len(own) > BETWEEN:
        own = [*own[: BETWEEN // 2], *own[-(BETWEEN // 2) :]]
    return [*own, *[own[-1]] * (BETWEEN - len(own))]


def _nearest_to(marked: MarkedText, candidate: CandidateNumber, key: str) -> int:
    """Return the mention of a concept that is nearest to a number: the fewest sentences apart, then the fewest characters."""
    start = candidate.number.start
    return min(
        marked.clusters[key],
        key=lambda i: (abs(marked.sentence[i] - candidate.sentence), abs(marked.mentions[i].start - start)),
    )


def _number_bucket(marked: MarkedText, candidate: CandidateNumber, mention: int) -> int:
    apart = abs(marked.sentence[mention] - candidate.sentence)
    return _steps(apart, abs(marked.mentions[mention].start - candidate.number.start))


def _slot_features(
    marked: MarkedText, candidate: CandidateNumber, key: str, mention: int
) -> tuple[float, ...]:
    """Return whether the mention stands before the number, at its place in the list, alone, near, and whether the title names it."""
    label, number = marked.label(key), candidate.number
    here = [i for i in marked.in_sentence.get(candidate.sentence, ()) if marked.mentions[i].label == label]
    before = marked.mentions[mention].start < number.start
    if mention not in here:
        return (float(before), 0.0, 0.0, 0.0, float(marked.in_title(key)))
    low, high = sorted((marked.mentions[mention].start, number.start))
    passed = sum(low < marked.mentions[i].start < high for i in here)
    aligned = len(here) == len(candidate.numbers) and here.index(mention) == candidate.position
    return (
        float(before),
        float(aligned),
        float(len(here) == 1),
        1 / (1 + passed),
        float(marked.in_title(key)),
    )


def same_concept(forms: Sequence[str], others: Sequence[str]) -> tuple[float, ...]:
    """Return how alike two concepts are by their names: words shared, one within the other, head, first word, initials."""
    a, b = _words(forms), _words(others)
    every, other = set(chain(*a)), set(chain(*b))
    return (
        len(every & other) / max(len(every | other), 1),
        float(every <= other or other <= every),
        float(bool({w[-1] for w in a if w} & {w[-1] for w in b if w})),
        float(bool({w[0] for w in a if w} & {w[0] for w in b if w})),
        float(_initials(a, b) or _initials(b, a)),
    )


def _words(forms: Sequence[str]) -> list[list[str]]:
    return [form.lower().replace("-", " ").split() for form in forms]


def _initials(short: list[list[str]], long: list[list[str]]) -> bool:
    written = {"".join(words).removesuffix("s") for words in short}
    return any("".join(word[0] for word in words) in written for words in long if len(words) > 1)
