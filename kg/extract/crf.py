"""A linear-chain conditional random field: from the features of words to the probability of every span.

Source: Lafferty, McCallum and Pereira, "Conditional random fields" (ICML 2001); spans are written in BILOU tags (Ratinov and Roth, CoNLL
2009), and the probability of a span is the sum over all tag sequences that hold it (Culotta and McCallum, HLT-NAACL 2004).
"""

__all__ = ["Chain", "SpanProbability"]

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from kg.extract.weights import Weights


class SpanProbability(NamedTuple):
    """Words `first` to `last` (inclusive) are one mention of `label`, with this probability."""

    first: int
    last: int
    label: str
    probability: float


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
        return np.where(legal, np.exp(self.transition.astype(np.float64)), 0.0)

    @cached_property
    def columns(self) -> dict[str, tuple[int, ...]]:
        """The columns of B-, I-, L- and U- by label, labels sorted."""
        labels = sorted({tag[2:] for tag in self.tags if tag != "O"})
        return {label: tuple(self.tags.index(f"{side}-{label}") for side in "BILU") for label in labels}

    def spans(self, features: Sequence[Sequence[str]], least: float = 0.05, longest: int = 12) -> Iterator[SpanProbability]:
        """Yield the spans of one sentence that are at least so probable, by first word, label and last word."""
        if not features:
            return
        local = self._scores(features)
        forward, backward, scale = self._sums(local)
        step = self.step
        marginal = forward * backward
        for first, likely in enumerate((marginal >= least).tolist()):
            for label, (b, i, last, unit) in self.columns.items():
                if likely[unit]:
                    yield SpanProbability(first, first, label, float(marginal[first, unit]))
                if not likely[b]:
                    continue
                inside, state = float(forward[first, b]), b
                for word in range(first + 1, min(len(features), first + longest)):
                    whole = inside * step[state, last] * local[word, last] / scale[word] * backward[word, last]
                    if whole >= least:
                        yield SpanProbability(first, word, label, float(whole))
                    inside *= float(step[state, i] * local[word, i] / scale[word])
                    state = i
                    if inside * backward[word, i] < least:
                        break

    def _scores(self, features: Sequence[Sequence[str]]) -> Any:
        """Return exp of the summed weights of each word's features, (words, tags), each row scaled to a largest value of one."""
        sums = self.state.sums(features)
        sums[0, [i for i, tag in enumerate(self.tags) if tag[0] in "IL"]] = -np.inf
        sums[-1, [i for i, tag in enumerate(self.tags) if tag[0] in "BI"]] = -np.inf
        return np.exp(sums - sums.max(axis=1, keepdims=True))

    def _sums(self, local: Any) -> tuple[Any, Any, Any]:
        """Return the scaled forward and backward sums and the scales (Rabiner 1989, section V A)."""
        step = self.step
        count = len(local)
        forward, backward, scale = np.empty_like(local), np.ones_like(local), np.empty(count)
        for t in range(count):
            row = local[t] if t == 0 else (forward[t - 1] @ step) * local[t]
            scale[t] = row.sum()
            forward[t] = row / scale[t]
        for t in range(count - 2, -1, -1):
            backward[t] = step @ (local[t + 1] * backward[t + 1]) / scale[t + 1]
        return forward, backward, scale


def _follows(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IL" and after[2:] == before[2:]
    return after[0] in "OBU"
