"""What can be seen of a pair of clusters: the features from which the trained model tells their relation."""

__all__ = ["LABELS", "Paper", "candidates", "features"]

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kg.extract.entities import Candidate
from kg.model import Span

# (type of head, type of tail) -> the relations that may hold
LABELS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Method", "Task"): ("usedFor",),
    ("Method", "Dataset"): ("evaluatedWith", "trainedWith"),
    ("Dataset", "Task"): ("benchmarkFor",),
    ("Method", "Method"): ("partOf", "subclassOf", "comparedWith"),
    ("Task", "Task"): ("subtaskOf",),
}
_TOKEN = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")
_FAR = 9  # sentences apart that count as far as any


@dataclass(frozen=True)
class Paper:
    """All that features are read from; `rules` are the relation rules that fired, by (head key, tail key)."""

    text: str
    sentences: Sequence[Span]
    mentions: Sequence[Candidate]
    key_of: Mapping[Span, str]
    roles: Mapping[str, str]
    rules: Mapping[tuple[str, str], Sequence[str]]

    @cached_property
    def clusters(self) -> dict[str, list[int]]:
        """Indexes of mentions by cluster key, in order of appearance."""
        found: dict[str, list[int]] = {}
        for i, mention in enumerate(self.mentions):
            found.setdefault(self.key_of[mention.start, mention.end], []).append(i)
        return found

    @cached_property
    def sentence(self) -> list[int]:
        """The number of the sentence of every mention; the title is 0."""
        numbers, n = [], 0
        for mention in self.mentions:
            while n + 1 < len(self.sentences) and self.sentences[n + 1][0] <= mention.start:
                n += 1
            numbers.append(n)
        return numbers


def candidates(paper: Paper) -> Iterator[tuple[str, str, int, int]]:
    """Yield (head key, tail key, mention of the head, mention of the tail) for all pairs whose types allow a relation.

    The mentions are indexes of the pair that is nearest: fewest sentences apart, then fewest characters.
    """
    keys = list(paper.clusters)
    for head in keys:
        for tail in keys:
            if head == tail:
                continue
            of_head, of_tail = paper.clusters[head], paper.clusters[tail]
            if (paper.mentions[of_head[0]].label, paper.mentions[of_tail[0]].label) in LABELS:
                yield head, tail, *min(((a, b) for a in of_head for b in of_tail), key=lambda ab: _distance(paper, *ab))


def _distance(paper: Paper, a: int, b: int) -> tuple[int, int, int]:
    return abs(paper.sentence[a] - paper.sentence[b]), abs(paper.mentions[a].start - paper.mentions[b].start), a


def features(paper: Paper, head: str, tail: str, a: int, b: int) -> list[str]:
    """Return the features of a pair as strings, each once, in a fixed order; all carry the types of the pair."""
    h, t = paper.mentions[a], paper.mentions[b]
    found = [
        "bias",
        *_context(paper, a, b),
        *_standing(paper, head, tail),
        *_names(paper.text[h.start : h.end].lower(), paper.text[t.start : t.end].lower()),
        *(f"rule={rule}" for rule in paper.rules.get((head, tail), ())),
        *(f"reverse-rule={rule}" for rule in paper.rules.get((tail, head), ())),
    ]
    kind = f"{h.label[0]}{t.label[0] if t.label != 'Metric' else 'K'}"
    return list(dict.fromkeys(f"{kind}|{name}" for name in found))


def _context(paper: Paper, a: int, b: int) -> Iterator[str]:
    """Yield what stands between and around the two mentions."""
    first, second = min(a, b), max(a, b)
    left, right = paper.mentions[first], paper.mentions[second]
    order = "ht" if a < b else "th"
    apart = paper.sentence[second] - paper.sentence[first]
    yield f"order={order}"
    yield f"apart={min(apart, _FAR)}"
    yield f"title={int(paper.sentence[a] == 0)}{int(paper.sentence[b] == 0)}"
    if apart:
        yield f"apart={min(apart, 3)} order={order}"
        return
    between = [token.lower() for token in _TOKEN.findall(paper.text[left.end : right.start])]
    inside = paper.mentions[first + 1 : second]
    yield f"between={min(len(between), 12)}"
    yield f"mentions={min(len(inside), 4)}"
    yield f"inside={'-'.join(m.label[0] for m in inside[:3])} {order}"
    for word in between[:20]:
        yield f"{order} word={word}"
    for pair in pairwise(between[:13]):
        yield f"{order} words={' '.join(pair)}"
    if len(between) <= 5:
        yield f"{order} gap={' '.join(between)}"
    yield f"{order} first={between[0] if between else ''}"
    yield f"{order} last={' '.join(between[-2:])}"
    start, end = paper.sentences[paper.sentence[first]]
    before = [token.lower() for token in _TOKEN.findall(paper.text[max(start, left.start - 60) : left.start])]
    after = [token.lower() for token in _TOKEN.findall(paper.text[right.end : min(max(end, right.end), right.end + 40)])]
    yield f"{order} before={' '.join(before[-2:])}"
    yield f"{order} after={' '.join(after[:2])}"
    for word in before[-6:]:
        yield f"{order} near-before={word}"
    yield f"{order} {'opens' if not before else ''}"


def _standing(paper: Paper, head: str, tail: str) -> Iterator[str]:
    """Yield what the pair is in its paper: roles, how often and where the two are mentioned."""
    role_h, role_t = paper.roles[head], paper.roles[tail]
    in_head, in_tail = paper.clusters[head], paper.clusters[tail]
    title = f"{int(paper.sentence[in_head[0]] == 0)}{int(paper.sentence[in_tail[0]] == 0)}"
    yield f"roles={role_h} {role_t}"
    yield f"roles={role_h} {role_t} title={title}"
    yield f"in-title={title}"
    yield f"count-head={min(len(in_head), 4)} {role_h}"
    yield f"count-tail={min(len(in_tail), 4)} {role_t}"
    together = len({paper.sentence[i] for i in in_head} & {paper.sentence[i] for i in in_tail})
    yield f"together={min(together, 3)}"
    yield f"roles={role_h} {role_t} together={min(together, 2)}"
    rivals = sum(1 for key, role in paper.roles.items() if role == "proposed" and key[0] == "m")
    yield f"proposed={min(rivals, 3)} {role_h}"
    order = list(paper.clusters)
    yield f"rank={min(order.index(head), 5)} {role_h}"


def _names(head: str, tail: str) -> Iterator[str]:
    """Yield how the two names are alike: a name that ends with another is often a kind of it."""
    words_h, words_t = head.replace("-", " ").split(), tail.replace("-", " ").split()
    if not words_h or not words_t:
        return
    yield f"head-last={words_h[-1]}"
    yield f"tail-last={words_t[-1]}"
    if words_h[-1].rstrip("s") == words_t[-1].rstrip("s"):
        yield f"same-last longer={(len(words_h) > len(words_t)) - (len(words_h) < len(words_t))}"
    if set(words_t) <= set(words_h):
        yield "tail-in-head"
    if set(words_h) <= set(words_t):
        yield "head-in-tail"
