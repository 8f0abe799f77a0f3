"""A text with its sentences, mentions and clusters: what roles, relations and results are read from."""

__all__ = ["MarkedText"]

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from kg.extract.candidates import Candidate
from kg.extract.gaps import Gaps
from kg.extract.limits import MAX_CONCEPTS
from kg.extract.words import Words
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
        clusters: dict[str, list[int]] = {}
        for i, mention in enumerate(self.mentions):
            clusters.setdefault(self.key_of[mention.start, mention.end], []).append(i)
        return clusters

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
    def words(self) -> Words:
        """The words of the text."""
        return Words(self.text)

    @cached_property
    def gaps(self) -> Gaps:
        """What stands between the mentions."""
        return Gaps(self.text, self.mentions)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The type of every cluster, by its key."""
        return {key: self.mentions[members[0]].label for key, members in self.clusters.items()}

    @cached_property
    def ranks(self) -> dict[str, int]:
        """The place of every cluster among those of its type, from 0, by its key."""
        return {key: i for keys in self._of_label.values() for i, key in enumerate(keys)}

    @cached_property
    def sentences_of(self) -> dict[str, frozenset[int]]:
        """The numbers of the sentences in which a cluster is mentioned, by its key."""
        return {key: frozenset(self.sentence[i] for i in members) for key, members in self.clusters.items()}

    @cached_property
    def in_sentence(self) -> dict[int, list[int]]:
        """Indexes of mentions by the number of their sentence."""
        indexes: dict[int, list[int]] = {}
        for i, n in enumerate(self.sentence):
            indexes.setdefault(n, []).append(i)
        return indexes

    @cached_property
    def surfaces(self) -> dict[str, list[str]]:
        """How every cluster is written, mention by mention, by its key."""
        spans = {key: [self.mentions[i] for i in members] for key, members in self.clusters.items()}
        return {key: [self.text[m.start : m.end] for m in mentions] for key, mentions in spans.items()}

    @cached_property
    def concepts(self) -> list[str]:
        """The keys of the clusters that relations and results are looked for among: the first MAX_CONCEPTS."""
        return list(islice(self.clusters, MAX_CONCEPTS))

    @cached_property
    def _of_label(self) -> dict[str, list[str]]:
        keys: dict[str, list[str]] = {}
        for key, label in self.labels.items():
            keys.setdefault(label, []).append(key)
        return keys

    @cached_property
    def titled(self) -> bool:
        """Whether the first sentence is a title."""
        return "\n" in self.text

    def label(self, key: str) -> str:
        """Return the type of a cluster."""
        return self.labels[key]

    def keys(self, label: str) -> list[str]:
        """Return the keys of the clusters of a type, in order of appearance."""
        return self._of_label.get(label, [])

    def last_before(self, label: str, place: int) -> str | None:
        """Return the cluster of a type that is mentioned last before a place."""
        starts, keys = self._starts.get(label, ([], []))
        i = bisect_left(starts, place)
        return keys[i - 1] if i else None

    @cached_property
    def _starts(self) -> dict[str, tuple[list[int], list[str]]]:
        """Where mentions of a type start, and their clusters."""
        found: dict[str, tuple[list[int], list[str]]] = {}
        for mention in self.mentions:
            starts, keys = found.setdefault(mention.label, ([], []))
            starts.append(mention.start)
            keys.append(self.key_of[mention.start, mention.end])
        return found

    def nearest(self, key: str, place: int) -> int:
        """Return the mention of a cluster that starts nearest to a place, the first on a tie."""
        members = self.clusters[key]
        i = bisect_left(members, place, key=lambda m: self.mentions[m].start)
        return min(members[max(i - 1, 0) : i + 1], key=lambda m: abs(self.mentions[m].start - place))

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
