"""A text with its sentences, mentions and clusters: what roles, relations and results are read from."""

__all__ = ["MarkedText"]

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kg.extract.entities import Candidate
from kg.model import Span


@dataclass(frozen=True)
class MarkedText:
    """`mentions` stand in order of appearance; `key_of` gives the cluster of each by its span."""

    text: str
    sentences: Sequence[Span]
    mentions: Sequence[Candidate]
    key_of: Mapping[Span, str]

    @cached_property
    def clusters(self) -> dict[str, list[int]]:
        """Indexes of mentions by cluster key, both in order of appearance."""
        found: dict[str, list[int]] = {}
        for i, mention in enumerate(self.mentions):
            found.setdefault(self.key_of[mention.start, mention.end], []).append(i)
        return found

    @cached_property
    def sentence(self) -> list[int]:
        """The number of the sentence of every mention, from 0."""
        numbers, n = [], 0
        for mention in self.mentions:
            while n + 1 < len(self.sentences) and self.sentences[n + 1][0] <= mention.start:
                n += 1
            numbers.append(n)
        return numbers

    @cached_property
    def titled(self) -> bool:
        """Whether the first sentence is a title."""
        return "\n" in self.text

    def label(self, key: str) -> str:
        """Return the type of a cluster."""
        return self.mentions[self.clusters[key][0]].label

    def in_title(self, key: str) -> bool:
        """Return whether a cluster stands in the title."""
        return self.titled and self.sentence[self.clusters[key][0]] == 0

    def before(self, i: int, size: int) -> str:
        """Return at most `size` characters of its sentence before mention `i`."""
        start = self.sentences[self.sentence[i]][0]
        return self.text[max(start, self.mentions[i].start - size) : self.mentions[i].start]

    def after(self, i: int, size: int) -> str:
        """Return at most `size` characters of its sentence after mention `i`."""
        stop = max(self.sentences[self.sentence[i]][1], self.mentions[i].end)
        return self.text[self.mentions[i].end : min(stop, self.mentions[i].end + size)]
