"""What stands between the mentions of a text, prepared once, so that a pair of mentions does not walk over all between them."""

__all__ = ["Gaps"]

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, pairwise

from kg.extract.candidates import Candidate
from kg.extract.words import split

_LIST = re.compile(r"(?:\s*\([^)]*\))?\s*(?:,\s*(?:and\s+|or\s+)?|/|\s(?:and|or)\s+)(?:the\s+)?")
_JOINTS = {",", "and", "or", "/"}


class Gaps:
    """The gaps between mentions that stand in order of appearance."""

    def __init__(self, text: str, mentions: Sequence[Candidate]) -> None:
        tokens: list[str] = []  # every mention as its type, every word between two mentions in lower case
        place: list[int] = []  # of each mention among the tokens
        end = mentions[0].start if mentions else 0
        for mention in mentions:
            tokens += [word.text.lower() for word in split(text, end, mention.start)]
            place.append(len(tokens))
            tokens.append(mention.label.upper())
            end = mention.end
        self._tokens, self._place = tokens, place
        self._heads = [
            i for i, (before, token) in enumerate(pairwise(["", *tokens])) if not _repeats(before, token)
        ]
        apart = (_LIST.fullmatch(text, a.end, b.start) is None for a, b in pairwise(mentions))
        self._breaks = list(accumulate(apart, initial=0))

    def pattern(self, first: int, second: int) -> list[str]:
        """Return the words between two mentions, each mention among them as its type, an enumeration of one type as one."""
        start, stop = self._place[first] + 1, self._place[second]
        if start >= stop:
            return []
        heads = self._heads
        return [
            self._tokens[i] for i in (start, *heads[bisect_left(heads, start + 1) : bisect_left(heads, stop)])
        ]

    def listed(self, first: int, second: int) -> bool:
        """Return whether the two mentions and all between them are one enumeration."""
        return self._breaks[second] == self._breaks[first]


def _repeats(before: str, token: str) -> bool:
    return token == before or (token in _JOINTS and before in _JOINTS)
