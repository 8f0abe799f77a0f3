"""How a text leads from a concept to a number: who acts, what was named last, whose place in a list is the same."""

__all__ = ["features"]

from collections.abc import Iterator

from kg.extract.annotated import MarkedText
from kg.extract.numbers import CandidateNumber

_WE = frozenset("we our ours".split())
_IT = frozenset("it this model method approach framework system".split())


def features(
    marked: MarkedText, candidate: CandidateNumber, key: str, role: str, *, here: bool
) -> Iterator[str]:
    """Yield the features of a number and a concept with a role; `here` is whether it is mentioned in the number's sentence."""
    number, label = candidate.number, marked.label(key)
    words = candidate.around.leading(number.start)
    acts = _acts(words)
    yield f"acts={acts} role={role} here={here}"
    yield f"lead={' '.join(words[-2:])} {role}"
    yield f"lead={' '.join(words[-1:])} {role} {here}"
    yield f"alone={len(marked.keys(label)) == 1} {role} {here}"
    last = marked.last_before(label, number.start)
    if last is not None:
        yield f"last={last == key} here={here}"
        yield f"last={last == key} role={role} acts={acts}"
    yield f"after={_word_before(marked, marked.nearest(key, number.start))} {here}"
    partner = _at_same_place(marked, candidate, label)
    if partner is not None:
        yield f"aligned={partner == key}"


def _acts(words: list[str]) -> str:
    """Return whether the paper, or something just named, is what acts in a sentence that begins with these words."""
    if not _WE.isdisjoint(words):
        return "we"
    return "it" if not _IT.isdisjoint(words[:4]) else ""


def _word_before(marked: MarkedText, mention: int) -> str:
    """Return the word before a mention."""
    start = marked.mentions[mention].start
    first = max(marked.sentences[marked.sentence[mention]][0], start - 20)
    return " ".join(word.text.lower() for word in marked.words.between(first, start)[-1:])


def _at_same_place(marked: MarkedText, candidate: CandidateNumber, label: str) -> str | None:
    """Return the concept at the place of the number, where as many of its type follow or precede the numbers, or stand in the sentence."""
    numbers, listed = candidate.numbers, candidate.around.of(label)
    after = [m for m in listed if m.start > numbers[-1].start]
    before = [m for m in listed if m.start < numbers[0].start]
    for side in (after, before, listed):
        if len(side) == len(numbers) > 1:
            own = side[candidate.position]
            return marked.key_of[own.start, own.end]
    return None
