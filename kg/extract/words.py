"""Words of a text, finer than spaCy's tokens: a mention may begin or end at a hyphen or a digit."""

__all__ = ["Word", "Words", "shape", "split"]

import re
from bisect import bisect_left
from typing import NamedTuple

_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|[^\w\s]|\w")
_RUN = re.compile(r"(.)\1{2,}")
_SHAPES = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "x" * 26 + "X" * 26 + "0" * 10
)


class Word(NamedTuple):
    """A word with its character offsets, end exclusive."""

    start: int
    end: int
    text: str


def split(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of `text` between two offsets, in order: runs of letters, numbers, and every other sign by itself."""
    return [
        Word(m.start(), m.end(), m.group())
        for m in _WORD.finditer(text, start, len(text) if end is None else end)
    ]


class Words:
    """The words of a text, split once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words = split(text)
        self._starts = [word.start for word in self._words]

    def between(self, start: int, end: int) -> list[Word]:
        """Return what `split(text, start, end)` returns: a word that an offset cuts in two is split again, the others are not."""
        words, starts = self._words, self._starts
        first = bisect_left(starts, start)
        if first and words[first - 1].end > start:
            cut = words[first - 1]
            if cut.end >= end:
                return split(self._text, start, end)
            return [*split(self._text, start, cut.end), *self._before(first, end)]
        return self._before(first, end)

    def _before(self, first: int, end: int) -> list[Word]:
        last = bisect_left(self._starts, end, first)
        if last > first and self._words[last - 1].end > end:
            return [*self._words[first : last - 1], *split(self._text, self._words[last - 1].start, end)]
        return self._words[first:last]


def shape(word: str) -> str:
    """Return how a word is written: X for a capital, x for a small letter, 0 for a digit, runs cut to two."""
    return _RUN.sub(r"\1\1", word.translate(_SHAPES))
