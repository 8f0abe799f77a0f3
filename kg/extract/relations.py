"""Relations between the concepts of a paper: what the words between their mentions state, weighed by a trained model."""

__all__ = ["evidence", "in_sentence", "read", "synonyms"]

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Any

from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.relation_features import Pair, features, pairs
from kg.extract.roles import Role
from kg.extract.rules import load
from kg.extract.weights import Weights, weighed
from kg.generated.vocabulary import RELATIONS
from kg.model import MentionRelation, Span

_ENUMERATION = re.compile(
    r"(?:\s*\([^)]*\))?\s*(?:,\s*(?:and\s+|or\s+|as well as\s+)?|/|\s(?:and|or|as well as)\s+)(?:the\s+|also\s+|on\s+|for\s+)?"
)
_PARENT = (
    "partOf",
    "subclassOf",
    "subtaskOf",
)  # in 97 of 100 annotated concepts that have one, it is the only one
_LONGEST_GAP = 160  # characters between the two mentions
_PRONOUN = re.compile(r"(?:It|They|This|These)\b")


@cache
def _between_rules() -> tuple[tuple[dict[str, Any], re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (
            rule,
            re.compile(rule["pattern"], re.IGNORECASE),
            re.compile(rule["before"], re.IGNORECASE) if "before" in rule else None,
        )
        for rule in load("relations")["between"]
    )


@cache
def _unless(name: str) -> re.Pattern[str]:
    return re.compile(load("relations")[name], re.IGNORECASE)


def evidence(marked: MarkedText) -> dict[tuple[str, str], dict[str, str]]:
    """Return the rules that state something of two clusters: {(head, tail): {rule: relation}}, in a fixed order."""
    stated: dict[tuple[str, str], dict[str, str]] = {}
    for sentence in marked.sentences:
        for relation in in_sentence(marked.text, sentence, marked.mentions):
            head, tail = marked.key_of[relation.head], marked.key_of[relation.tail]
            if head != tail:
                stated.setdefault((head, tail), {})[relation.rule] = relation.label
    return stated


def read(
    marked: MarkedText,
    roles: Mapping[str, Role],
    weights: Weights,
    least: float,
    told: Mapping[tuple[str, str], Mapping[str, float]] | None = None,
) -> list[MentionRelation]:
    """Return the relations that are at least so probable, by the position of their head, each read from the nearest mentions.

    A pair whose words in between deny or imagine states nothing, nor does a relation that the model has not
    learnt. comparedWith holds either way round: it is written once, the proposed method first, with the mean
    of both probabilities. `told`, where given, are the logarithms of further factors, by pair and relation.
    """
    fired = evidence(marked)
    role_of = {key: role.role for key, role in roles.items()}
    candidates = list(pairs(marked, role_of))
    table = weights.probabilities(features(marked, role_of, fired, pair) for pair in candidates)
    probability: dict[tuple[str, str, str], float] = {}
    for p, row in zip(candidates, table.tolist(), strict=True):
        by_name = dict(zip(weights.classes, row, strict=True))
        if told and (p.head, p.tail) in told:
            by_name = weighed(by_name, told[p.head, p.tail])
        probability.update({(p.head, p.tail, name): value for name, value in by_name.items()})
    confidence_of = {
        key: max(marked.mentions[i].confidence for i in members) for key, members in marked.clusters.items()
    }
    relations: list[MentionRelation] = []
    for pair in candidates:
        a, b = marked.mentions[pair.a], marked.mentions[pair.b]
        for name in RELATIONS[a.label, b.label]:
            confidence = probability.get((pair.head, pair.tail, name), 0.0)
            if name == "comparedWith":
                if not _first(marked, role_of, pair):
                    continue
                confidence = (confidence + probability.get((pair.tail, pair.head, name), 0.0)) / 2
            confidence *= confidence_of[pair.head] * confidence_of[pair.tail]
            if confidence >= least and not _denied(marked, pair):
                rule = next(
                    (r for r, label in fired.get((pair.head, pair.tail), {}).items() if label == name), None
                )
                relations.append(
                    MentionRelation(
                        (a.start, a.end),
                        name,
                        (b.start, b.end),
                        confidence,
                        f"model+{rule}" if rule else "model",
                    )
                )
    return sorted(_one_parent(marked, relations), key=lambda r: (r.head, r.tail, r.label))


def _denied(marked: MarkedText, pair: Pair) -> bool:
    """Return whether the words between two mentions of one sentence deny or imagine, or those before them ask.

    Of mentions in two sentences, whether the later sentence denies what a pronoun at its start stands for.
    """
    first, second = sorted((pair.a, pair.b))
    if marked.sentence[first] != marked.sentence[second]:
        before = marked.before(second, _LONGEST_GAP)
        return bool(_PRONOUN.match(before) and _unless("unless").search(before))
    between = marked.text[marked.mentions[first].end : marked.mentions[second].start]
    return bool(
        _unless("unless").search(between) or _unless("unless_before").search(marked.before(first, 60))
    )


def _one_parent(marked: MarkedText, relations: list[MentionRelation]) -> Iterator[MentionRelation]:
    """Yield the relations, but of parents only the most probable: one of a label for a concept, one between two concepts."""
    taken: set[tuple[str, str]] = set()
    for relation in sorted(relations, key=lambda r: -r.confidence):
        head, tail = marked.key_of[relation.head], marked.key_of[relation.tail]
        if relation.label in _PARENT:
            if (head, relation.label) in taken or {(head, tail), (tail, head)} & taken:
                continue
            taken |= {(head, relation.label), (head, tail)}
        yield relation


def synonyms(marked: MarkedText, abbreviations: Iterable[tuple[Span, Span]]) -> Iterator[MentionRelation]:
    """Yield a synonymOf for every abbreviation (short, long) of a concept that the paper defines; both stand in one cluster."""
    for short, long in abbreviations:
        if short in marked.key_of and marked.key_of[short] == marked.key_of.get(long):
            confidence = min(m.confidence for m in marked.mentions if (m.start, m.end) in (short, long))
            yield MentionRelation(short, "synonymOf", long, confidence, "abbreviation")


def _first(marked: MarkedText, role_of: Mapping[str, str], pair: Pair) -> bool:
    """Return whether the head of a comparison is written first: in an abstract the proposed one, else the one that appears first."""
    head, tail = (marked.titled and role_of[key] != "proposed" for key in (pair.head, pair.tail))
    return head < tail or (head == tail and pair.a < pair.b)


def in_sentence(text: str, sentence: Span, mentions: Sequence[Candidate]) -> Iterator[MentionRelation]:
    """Yield the relations that the words between two mentions of a sentence state; denied or imagined ones are none."""
    inside = [m for m in mentions if sentence[0] <= m.start < sentence[1]]
    first, last = _enumerations(text, inside)
    for i, left in enumerate(inside):
        for right in inside[i + 1 :]:
            start, end = last[left.start].end, first[right.start].start
            if first[left.start] is first[right.start]:
                continue
            if end - start > _LONGEST_GAP:
                break  # those that follow are further away
            gap = text[start:end]
            for rule, pattern, before in _between_rules():
                head, tail = (right, left) if rule.get("direction") == "reverse" else (left, right)
                if (head.label, tail.label) != (rule["head"], rule["tail"]) or not pattern.search(gap):
                    continue
                if before is not None and not before.search(
                    text[max(sentence[0], left.start - 60) : left.start]
                ):
                    continue
                if not _unless("unless").search(gap):
                    yield MentionRelation(
                        (head.start, head.end),
                        rule["label"],
                        (tail.start, tail.end),
                        rule["confidence"],
                        rule["name"],
                    )


def _enumerations(
    text: str, inside: Sequence[Candidate]
) -> tuple[dict[int, Candidate], dict[int, Candidate]]:
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
