"""Relations between mentions: by the words between them, and between the concepts of a paper by their roles."""

__all__ = ["in_sentence", "read"]

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from kg.extract.entities import Candidate
from kg.extract.roles import Role
from kg.extract.rules import load
from kg.model import MentionRelation, Span

_ENUMERATION = re.compile(
    r"(?:\s*\([^)]*\))?\s*(?:,\s*(?:and\s+|or\s+|as well as\s+)?|/|\s(?:and|or|as well as)\s+)(?:the\s+|also\s+|on\s+|for\s+)?"
)
_LONGEST_GAP = 160  # characters between the two mentions


@cache
def _between_rules() -> tuple[tuple[dict[str, Any], re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (rule, re.compile(rule["pattern"], re.IGNORECASE), re.compile(rule["before"], re.IGNORECASE) if "before" in rule else None)
        for rule in load("relations")["between"]
    )


@cache
def _unless() -> re.Pattern[str]:
    return re.compile(load("relations")["unless"], re.IGNORECASE)


def read(
    text: str, sentences: Sequence[Span], mentions: Sequence[Candidate], key_of: Mapping[Span, str], roles: Mapping[str, Role]
) -> list[MentionRelation]:
    """Return the relations, by the position of their head; one per pair of clusters and label, read from the surest pair of mentions."""
    found = [relation for sentence in sentences for relation in in_sentence(text, sentence, mentions)]
    found += _in_paper(text, sentences, mentions, key_of, roles)
    best: dict[tuple[str, str, str], MentionRelation] = {}
    for relation in sorted(found, key=lambda r: (-r.confidence, r.head, r.tail, r.label, r.rule)):
        head, tail = key_of[relation.head], key_of[relation.tail]
        if relation.label == "comparedWith" and tail < head:
            head, tail = tail, head  # it is the same said either way round
        if head != tail:
            best.setdefault((head, tail, relation.label), relation)
    return sorted(best.values(), key=lambda r: (r.head, r.tail, r.label))


def in_sentence(text: str, sentence: Span, mentions: Sequence[Candidate]) -> Iterator[MentionRelation]:
    """Yield the relations that the words between two mentions of a sentence state; denied or imagined ones are none."""
    inside = [m for m in mentions if sentence[0] <= m.start < sentence[1]]
    first, last = _enumerations(text, inside)
    for i, left in enumerate(inside):
        for right in inside[i + 1 :]:
            gap = text[last[left.start].end : first[right.start].start]
            if first[left.start] is first[right.start] or len(gap) > _LONGEST_GAP:
                continue
            for rule, pattern, before in _between_rules():
                head, tail = (right, left) if rule.get("direction") == "reverse" else (left, right)
                if (head.label, tail.label) != (rule["head"], rule["tail"]) or not pattern.search(gap):
                    continue
                if before is not None and not before.search(text[max(sentence[0], left.start - 60) : left.start]):
                    continue
                if not _unless().search(gap):
                    yield MentionRelation((head.start, head.end), rule["label"], (tail.start, tail.end), rule["confidence"], rule["name"])


def _enumerations(text: str, inside: Sequence[Candidate]) -> tuple[dict[int, Candidate], dict[int, Candidate]]:
    """Return, by a mention's start, the first and the last member of the enumeration that it stands in."""
    first: dict[int, Candidate] = {}
    last: dict[int, Candidate] = {}
    for mention in inside:
        first[mention.start] = last[mention.start] = mention
    for a, b in pairwise(inside):
        if a.label == b.label and _ENUMERATION.fullmatch(text, a.end, b.start):
            first[b.start] = first[a.start]
    for a, b in reversed(list(pairwise(inside))):
        if first[b.start] is first[a.start]:
            last[a.start] = last[b.start]
    return first, last


def _in_paper(
    text: str, sentences: Sequence[Span], mentions: Sequence[Candidate], key_of: Mapping[Span, str], roles: Mapping[str, Role]
) -> Iterator[MentionRelation]:
    """Yield what roles imply: from the pair of mentions that are nearest to each other, at most `within` sentences apart."""
    number = {m.start: next(n for n, (s, e) in enumerate(sentences) if s <= m.start < e) for m in mentions}
    for rule in load("relations")["paper"]:
        heads = _playing(mentions, key_of, roles, rule["head"])
        tails = _playing(mentions, key_of, roles, rule["tail"])
        for head in heads.values():
            for tail in tails.values():
                a, b = min(
                    ((a, b) for a in head for b in tail),
                    key=lambda pair: (abs(number[pair[0].start] - number[pair[1].start]), abs(pair[0].start - pair[1].start)),
                )
                if abs(number[a.start] - number[b.start]) >= rule["within"]:
                    continue
                if number[a.start] == number[b.start] and _unless().search(text[min(a.end, b.end) : max(a.start, b.start)]):
                    continue
                start, end = sentences[number[b.start]]
                if "unless" in rule and re.search(rule["unless"], text[start:end]):
                    continue
                yield MentionRelation((a.start, a.end), rule["label"], (b.start, b.end), rule["confidence"], rule["name"])


def _playing(
    mentions: Sequence[Candidate], key_of: Mapping[Span, str], roles: Mapping[str, Role], wanted: Sequence[str]
) -> dict[str, list[Candidate]]:
    label, role = wanted
    clusters: dict[str, list[Candidate]] = {}
    for mention in mentions:
        key = key_of[mention.start, mention.end]
        if mention.label == label and roles[key].role == role:
            clusters.setdefault(key, []).append(mention)
    return clusters
