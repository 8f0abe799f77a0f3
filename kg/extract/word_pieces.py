"""Word pieces: the words of a text cut into parts that a vocabulary knows, as BERT does.

Source: Devlin et al., "BERT" (NAACL 2019): lower case, without accents, split at white space and punctuation, then the
longest piece of the vocabulary first. In training, the `tokenizers` library does the same; it is not used here
because it comes with a client for model hubs.
"""

__all__ = ["WordPieces"]

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from kg.model import Span

_PLAIN = re.compile(r"[\t\n\r -~]*")
_PART = re.compile(r"[!-/:-@\[-`{-~]|[^\s!-/:-@\[-`{-~]+")
_LONGEST = 100  # characters of a word; a longer one is unknown
_IDEOGRAPHS = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


@dataclass(frozen=True)
class WordPieces:
    """A vocabulary: pieces by their number; those that go on within a word begin with ##."""

    vocabulary: Sequence[str]

    @cached_property
    def _number(self) -> dict[str, int]:
        return {piece: i for i, piece in enumerate(self.vocabulary)}

    @cached_property
    def _known(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The pieces of words met before: number and length of each."""
        return {}

    def number(self, piece: str) -> int:
        """Return the number of a piece; KeyError where the vocabulary has none."""
        return self._number[piece]

    def encode(self, text: str) -> tuple[list[int], list[Span]]:
        """Return the numbers of the pieces of a text, and where they stand in it."""
        ids: list[int] = []
        spans: list[Span] = []
        plain, source = _normal(text)
        for part in _PART.finditer(plain):
            at = part.start()
            for number, length in self._pieces(part.group()):
                ids.append(number)
                spans.append(
                    (at, at + length) if source is None else (source[at], source[at + length - 1] + 1)
                )
                at += length
        return ids, spans

    def _pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        if word not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[word] = tuple(self._cut(word))
        return self._known[word]

    def _cut(self, word: str) -> Iterator[tuple[int, int]]:
        pieces, start = [], 0
        while start < len(word) <= _LONGEST:
            prefix = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if prefix + word[start:end] in self._number), None)
            if end is None:
                break
            pieces.append((self._number[prefix + word[start:end]], end - start))
            start = end
        yield from pieces if start == len(word) else [(self._number["[UNK]"], len(word))]


def _normal(text: str) -> tuple[str, list[int] | None]:
    """Return a text in lower case without accents and control characters, and of each character where it stood, if that changed."""
    if _PLAIN.fullmatch(text):
        return text.lower(), None
    signs = [(sign, i) for i, written in enumerate(text) for sign in _signs(written)]
    return "".join(sign for sign, _ in signs), [i for _, i in signs]


def _signs(written: str) -> str:
    """Return what stands for one character: nothing for control characters and accents, a sign by itself between spaces."""
    if written in "\t\n\r":
        return " "
    category = unicodedata.category(written)
    if written == "\ufffd" or category[0] == "C":
        return ""
    if written.isascii():
        return written.lower()
    plain = "".join(
        chain.from_iterable(
            sign.lower()
            for sign in unicodedata.normalize("NFD", written)
            if unicodedata.category(sign) != "Mn"
        )
    )
    alone = category[0] == "P" or any(low <= ord(written) <= high for low, high in _IDEOGRAPHS)
    return f" {plain} " if alone else plain
