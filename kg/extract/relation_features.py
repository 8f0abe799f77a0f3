"""What can be seen of a pair of clusters: the features from which the trained model tells their relation."""

__all__ = ["Pair", "features", "nearest", "pairs"]

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from kg.extract.annotated import MarkedText
from kg.extract.mention_features import word_groups
from kg.extract.words import split
from kg.generated.vocabulary import CONCEPTS, RELATIONS

_FAR = 9  # sentences apart that count as far as any


class Pair(NamedTuple):
    """Two clusters by their keys, and the mentions of them that are nearest to each other, as indexes."""

    head: str
    tail: str
    a: int
    b: int


def pairs(marked: MarkedText, roles: Mapping[str, str]) -> Iterator[Pair]:
    """Yield the pairs that may have a relation: by their types, and in one sentence or with one of them what the paper is about.

    The nearest mentions are the fewest sentences apart, then the fewest characters. (Of 5,686 annotated
    pairs, 268 are left out so, and of those without a relation every third.)
    """
    central = {
        key for key in marked.concepts if roles[key] in ("proposed", "introduced") or marked.in_title(key)
    }
    for head in marked.concepts:
        for tail in marked.concepts:
            if head == tail or (marked.label(head), marked.label(tail)) not in RELATIONS:
                continue
            a, b = nearest(marked, head, tail)
            if marked.sentence[a] == marked.sentence[b] or head in central or tail in central:
                yield Pair(head, tail, a, b)


def nearest(marked: MarkedText, head: str, tail: str) -> tuple[int, int]:
    """Return the mentions of two clusters that are nearest to each other, the first on a tie: no other mention of the two lies between."""
    of_head, of_tail = marked.clusters[head], marked.clusters[tail]
    if len(of_head) == len(of_tail) == 1:
        return of_head[0], of_tail[0]
    heads = set(of_head)
    next_to = pairwise(sorted((*of_head, *of_tail)))
    both = ((i, j) if i in heads else (j, i) for i, j in next_to if (i in heads) != (j in heads))
    return min(both, key=lambda ab: _distance(marked, *ab))


def _distance(marked: MarkedText, a: int, b: int) -> tuple[int, int, int]:
    return (
        abs(marked.sentence[a] - marked.sentence[b]),
        abs(marked.mentions[a].start - marked.mentions[b].start),
        a,
    )


def features(
    marked: MarkedText, roles: Mapping[str, str], fired: Mapping[tuple[str, str], Iterable[str]], pair: Pair
) -> list[str]:
    """Return the features of a pair, each once, in a fixed order; all carry the types of the pair.

    `roles` are by cluster key, `fired` the names of the relation rules by (head, tail).
    """
    h, t = marked.mentions[pair.a], marked.mentions[pair.b]
    names = [
        "bias",
        *_context(marked, pair.a, pair.b),
        *_standing(marked, roles, pair.head, pair.tail),
        *_names(marked.text[h.start : h.end].lower(), marked.text[t.start : t.end].lower()),
        *(f"rule={rule}" for rule in fired.get((pair.head, pair.tail), ())),
        *(f"reverse-rule={rule}" for rule in fired.get((pair.tail, pair.head), ())),
    ]
    kind = "".join(CONCEPTS[mention.label].prefix.upper() for mention in (h, t))
    return list(dict.fromkeys(f"{kind}|{name}" for name in names))


def _context(marked: MarkedText, a: int, b: int) -> Iterator[str]:
    """Yield what stands between and around the two mentions."""
    first, second = min(a, b), max(a, b)
    left, right = marked.mentions[first], marked.mentions[second]
    order = "ht" if a < b else "th"
    apart = marked.sentence[second] - marked.sentence[first]
    yield f"order={order}"
    yield f"apart={min(apart, _FAR)}"
    yield f"title={int(marked.titled and marked.sentence[a] == 0)}{int(marked.titled and marked.sentence[b] == 0)}"
    if apart:
        yield f"apart={min(apart, 3)} order={order}"
        return
    words = marked.words.between(left.end, right.start)
    between = [word.text.lower() for word in words[:20]]  # no feature looks at more, but for the last two
    inside = marked.mentions[first + 1 : second]
    yield f"between={min(len(words), 12)}"
    yield f"mentions={min(len(inside), 4)}"
    yield f"inside={'-'.join(m.label[0] for m in inside[:3])} {order}"
    if marked.gaps.listed(first, second):
        yield "listed"
    pattern = marked.gaps.pattern(first, second)
    if len(pattern) <= 8:
        yield f"{order} pattern={' '.join(pattern)}"
    yield f"{order} starts={' '.join(pattern[:3])}"
    yield f"{order} ends={' '.join(pattern[-3:])}"
    groups = word_groups()
    for word in between:
        yield f"{order} word={word}"
        if word in groups:
            yield f"{order} group={groups[word][1]}"
            yield f"{order} fine={groups[word][2]}"
    for pair in pairwise(between[:13]):
        yield f"{order} words={' '.join(pair)}"
    if len(words) <= 5:
        yield f"{order} gap={' '.join(between)}"
    yield f"{order} first={between[0] if between else ''}"
    yield f"{order} last={' '.join(word.text.lower() for word in words[-2:])}"
    before = [word.text.lower() for word in split(marked.before(first, 60))]
    after = [word.text.lower() for word in split(marked.after(second, 40))]
    yield f"{order} before={' '.join(before[-2:])}"
    yield f"{order} after={' '.join(after[:2])}"
    for word in before[-6:]:
        yield f"{order} near-before={word}"
    if not before:
        yield f"{order} opens"


def _standing(marked: MarkedText, roles: Mapping[str, str], head: str, tail: str) -> Iterator[str]:
    """Yield what the pair is in its paper: roles, how often and where the two are mentioned."""
    role_h, role_t = roles[head], roles[tail]
    in_head, in_tail = marked.clusters[head], marked.clusters[tail]
    title = f"{int(marked.in_title(head))}{int(marked.in_title(tail))}"
    yield f"roles={role_h} {role_t}"
    yield f"roles={role_h} {role_t} title={title}"
    yield f"in-title={title}"
    yield f"count-head={min(len(in_head), 4)} {role_h}"
    yield f"count-tail={min(len(in_tail), 4)} {role_t}"
    together = len(marked.sentences_of[head] & marked.sentences_of[tail])
    yield f"together={min(together, 3)}"
    yield f"roles={role_h} {role_t} together={min(together, 2)}"
    rivals = [key for key in marked.keys(marked.label(head)) if roles[key] in ("proposed", "introduced")]
    yield f"proposed={min(len(rivals), 3)} {role_h}"
    if rivals[:1] == [head]:
        yield f"first-proposed {role_t} together={min(together, 1)}"
    others = marked.keys(marked.label(tail))
    yield f"rank={min(marked.ranks[tail], 4)} of={min(len(others), 5)} {role_h} {role_t}"


def _names(head: str, tail: str) -> Iterator[str]:
    """Yield how the two names are alike: a name that ends with another is often a kind of it."""
    words_h, words_t = head.replace("-", " ").split(), tail.replace("-", " ").split()
    if not words_h or not words_t:
        return
    yield f"head-last={words_h[-1]}"
    yield f"tail-last={words_t[-1]}"
    groups = word_groups()
    of_h, of_t = (groups.get(words[-1], ("", "", "")) for words in (words_h, words_t))
    yield f"head-group={of_h[1]}"
    yield f"tail-group={of_t[1]}"
    yield f"groups={of_h[0]} {of_t[0]}"
    if words_h[-1].rstrip("s") == words_t[-1].rstrip("s"):
        yield f"same-last longer={(len(words_h) > len(words_t)) - (len(words_h) < len(words_t))}"
    if set(words_t) <= set(words_h):
        yield "tail-in-head"
    if set(words_h) <= set(words_t):
        yield "head-in-tail"
