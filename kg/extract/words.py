"""Words of a text, finer than spaCy's tokens: a mention may begin or end at a hyphen or a digit."""

__all__ = ["Word", "shape", "split"]

import re
from typing import NamedTuple

_WORD = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|[^\w\s]|\w")
_RUN = re.compile(r"(.)\1{2,}")
_SHAPES = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", "x" * 26 + "X" * 26 + "0" * 10)


class Word(NamedTuple):
    """A word with its character offsets, end exclusive."""

    start: int
    end: int
    text: str


def split(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of `text` between two offsets, in order: runs of letters, numbers, and every other sign by itself."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(text, start, len(text) if end is None else end)]


def shape(word: str) -> str:
    """Return how a word is written: X for a capital, x for a small letter, 0 for a digit, runs cut to two."""
    return _RUN.sub(r"\1\1", word.translate(_SHAPES))
