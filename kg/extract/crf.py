"""A linear-chain conditional random field: from the features of words to the probability of every span.

Source: Lafferty, McCallum and Pereira, "Conditional random fields" (ICML 2001); spans are written in BILOU
tags (Ratinov and Roth, CoNLL 2009), and the probability of a span is the sum over all tag sequences that hold
it (Culotta and McCallum, HLT-NAACL 2004).
"""

__all__ = ["Chain", "SpanProbability"]

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kg.extract.elementary import exp, times, total
from kg.extract.weights import Weights


class SpanProbability(NamedTuple):
    """Words `first` to `last` (inclusive) are one mention of `label`, with this probability."""

    first: int
    last: int
    label: str
    probability: float


class _Sums(NamedTuple):
    """Of every word: its scores, the sums over all that stands before and after it, (words, tags), and its scale."""

    local: Any
    forward: Any
    backward: Any
    scale: Any


@dataclass(frozen=True)
class Chain:
    """A trained model: the classes of `state` are the tags, O and B-, I-, L-, U- of every label; `transition` is (tags, tags)."""

    state: Weights
    transition: Any

    @classmethod
    def load(cls, path: Any) -> tuple["Chain", dict[str, Any]]:
        """Read what `save` wrote: the model, and the further arrays by name; `path` may be a package resource."""
        state, more = Weights.load(path)
        return cls(state, more.pop("transition")), more

    def save(self, path: Path, **more: Any) -> None:
        """Write the model, and further arrays with it."""
        self.state.save(path, transition=self.transition, **more)

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The tags, in the order of columns."""
        return self.state.classes

    @cached_property
    def step(self) -> Any:
        """Exp of the transition weights, zero where a tag may not follow another, (tags, tags)."""
        legal = np.array([[_follows(a, b) for b in self.tags] for a in self.tags])
        return np.where(legal, exp(self.transition), 0.0)

    @cached_property
    def edges(self) -> tuple[Any, Any]:
        """The scores of tags for standing at the first and at the last word of a sentence: none, or minus infinity."""
        opening, closing = (
            np.array([-np.inf if tag[0] in sides else 0.0 for tag in self.tags]) for sides in ("IL", "BI")
        )
        return opening, closing

    @cached_property
    def columns(self) -> dict[str, tuple[int, ...]]:
        """The columns of B-, I-, L- and U- by label, labels sorted."""
        labels = sorted({tag[2:] for tag in self.tags if tag != "O"})
        return {label: tuple(self.tags.index(f"{side}-{label}") for side in "BILU") for label in labels}

    def spans(
        self,
        sentences: Sequence[Sequence[Sequence[str]]],
        least: float = 0.05,
        longest: int = 12,
        beside: Sequence[Any] | None = None,
    ) -> list[list[SpanProbability]]:
        """Return the spans of each sentence that are at least so probable, by first word, label and last word.

        A sentence is the features of its words. Its spans are the same to the last bit whatever stands beside
        it. `beside`, where given, are further scores of each sentence, (words, tags).
        """
        if not any(sentences):
            return [[] for _ in sentences]
        order = sorted(range(len(sentences)), key=lambda i: -len(sentences[i]))
        ranked = [sentences[i] for i in order]
        starts = _starts(list(map(len, ranked)))
        rows = [starts[: len(sentence)] + rank for rank, sentence in enumerate(ranked)]
        mirrored = np.empty(starts[-1], np.intp)
        for own in rows:
            mirrored[own] = own[::-1]
        further = None
        if beside is not None:
            further = np.empty((starts[-1], len(self.tags)))
            for i, own in zip(order, rows, strict=True):
                further[own] = beside[i]
        sums = self._sums(self._scores(ranked, starts, further), starts, mirrored)
        spans: list[list[SpanProbability]] = [[] for _ in sentences]
        for i, own in zip(order, rows, strict=True):
            spans[i] = list(self._spans(_Sums(*(part[own] for part in sums)), least, longest))
        return spans

    def _spans(self, sums: "_Sums", least: float, longest: int) -> Iterator[SpanProbability]:
        """Yield the spans of one sentence."""
        local, forward, backward, scale = sums
        step = self.step
        marginal = forward * backward
        for first, likely in enumerate((marginal >= least).tolist()):
            for label, (b, i, last, unit) in self.columns.items():
                if likely[unit]:
                    yield SpanProbability(first, first, label, float(marginal[first, unit]))
                if not likely[b]:
                    continue
                inside, state = float(forward[first, b]), b
                for word in range(first + 1, min(len(local), first + longest)):
                    whole = (
                        inside * step[state, last] * local[word, last] / scale[word] * backward[word, last]
                    )
                    if whole >= least:
                        yield SpanProbability(first, word, label, float(whole))
                    inside *= float(step[state, i] * local[word, i] / scale[word])
                    state = i
                    if inside * backward[word, i] < least:
                        break

    def _scores(self, ranked: Sequence[Sequence[Sequence[str]]], starts: Any, further: Any) -> Any:
        """Return exp of the summed weights of each word's features and further scores, (words, tags), each row scaled to at most one."""
        counts = np.diff(starts).tolist()
        sums = self.state.sums(
            ranked[rank][place] for place, count in enumerate(counts) for rank in range(count)
        )
        if further is not None:
            sums = sums + further
        opening, closing = self.edges
        sums[: starts[1]] += opening
        sums[[starts[len(sentence) - 1] + rank for rank, sentence in enumerate(ranked) if sentence]] += (
            closing
        )
        return exp(sums - sums.max(axis=1, keepdims=True))

    def _sums(self, local: Any, starts: Any, mirrored: Any) -> "_Sums":
        """Return the forward and backward sums and the scales (Rabiner 1989, section V A).

        The backward sums are the forward sums of the mirrored sentences over the transposed steps, so that
        one pass makes both.
        """
        steps = np.stack([self.step, self.step.T], axis=1)
        both = np.stack([local, local[mirrored]], axis=1)
        before, through, scales = [np.ones_like(both[: starts[1]])], list[Any](), list[Any]()
        for start, stop in pairwise(starts.tolist()):
            if start:
                before.append(times(through[-1][: stop - start], steps))
            reached = both[start:stop] * before[-1]
            scales.append(total(reached))
            through.append(reached / scales[-1])
        forward, backward = np.concatenate(through)[:, 0], np.concatenate(before)[mirrored, 1]
        return _Sums(local, forward, backward / total(forward * backward), np.concatenate(scales)[:, 0, 0])


def _starts(lengths: Sequence[int]) -> Any:
    """Return where the words at each place start in a table of all first words, then all second words, and so on, and where it ends.

    Sentences stand there by rank, the longest first, so that those that reach a place are always the first
    ones: word t of the sentence of rank r is row `starts[t] + r`. One step then takes all sentences, and
    needs no padding.
    """
    reach = len(lengths) - np.cumsum(np.bincount(lengths))  # how many sentences have a word at each place
    return np.concatenate([[0], np.cumsum(reach[:-1])])


def _follows(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IL" and after[2:] == before[2:]
    return after[0] in "OBU"
