"""The role of each concept in its paper: cue patterns around its mentions, weighed with where and how it stands by a trained model."""

__all__ = ["Role", "assign", "cues", "features"]

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import fsum
from typing import Any

from kg.extract.annotated import MarkedText
from kg.extract.mention_features import cue_words
from kg.extract.rules import load
from kg.extract.weights import Weights, weighed
from kg.extract.words import shape, split
from kg.generated.vocabulary import CONCEPTS
from kg.model import Span

_LOOK_BACK = 240  # characters before a mention in which a cue may stand


@dataclass(frozen=True, slots=True)
class Role:
    """A role, the mention that decided it, how sure it is, and the rule."""

    role: str
    span: Span
    confidence: float
    rule: str


@cache
def _rules() -> tuple[tuple[dict[str, Any], re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    def compiled(rule: dict[str, Any], side: str) -> re.Pattern[str] | None:
        return re.compile(rule[side], re.IGNORECASE) if side in rule else None

    return tuple((rule, compiled(rule, "before"), compiled(rule, "after")) for rule in load("roles")["role"])


def cues(marked: MarkedText, key: str) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the rules that fit a cluster, strongest first, each with the first mention that it fits."""
    label = marked.label(key)
    for rule, before, after in _rules():
        if rule["label"] == label:
            fitting = next((i for i in marked.clusters[key] if _fits(marked, i, rule, before, after)), None)
            if fitting is not None:
                yield rule, fitting


def _fits(
    marked: MarkedText,
    i: int,
    rule: dict[str, Any],
    before: re.Pattern[str] | None,
    after: re.Pattern[str] | None,
) -> bool:
    if rule.get("where") == "title" and marked.sentence[i] != 0:
        return False
    if before is not None or "unless" in rule:
        left = marked.before(i, _LOOK_BACK)
        if before is not None and not before.search(left):
            return False
        if "unless" in rule and re.search(rule["unless"], left, re.IGNORECASE):
            return False
    return after is None or after.search(marked.after(i, 10_000)) is not None


def features(marked: MarkedText, key: str, fired: list[str]) -> list[str]:
    """Return the features of a cluster, each once, in a fixed order; all carry its type. `fired` are the names of the cues that fit."""
    label, members = marked.label(key), marked.clusters[key]
    names = ["bias", *(f"cue={name}" for name in fired), f"first-cue={fired[0] if fired else ''}"]
    title = "title" if marked.in_title(key) else ""
    last = max(len(marked.sentences) - 1, 1)
    place = marked.sentence[members[0]]
    names += [
        f"in={title}", f"first={min(place, 6)}", f"part={4 * place // last}", f"count={min(len(members), 4)}{title}",
        f"rank={min(marked.ranks[key], 4)}", f"of={min(len(marked.keys(label)), 6)}",
        f"sentences={min(len(marked.sentences_of[key]), 3)}{title}",
    ]  # fmt: skip
    for i in members:
        mention = marked.mentions[i]
        form = marked.text[mention.start : mention.end]
        names += [f"shape={shape(form[:12])}", f"end={form.lower().split()[-1]}", f"name={form.lower()}"]
        names += _around(marked, i, "t" if marked.titled and marked.sentence[i] == 0 else "s")
    return [f"{CONCEPTS[label].prefix.upper()}|{name}" for name in dict.fromkeys(names)]


def _around(marked: MarkedText, i: int, where: str) -> Iterator[str]:
    """Yield the words before and after a mention, and the cue words that lead to it."""
    left = [word.text.lower() for word in split(marked.before(i, 160))]
    right = [word.text.lower() for word in split(marked.after(i, 60))]
    near = ["", "", *left][-3:]
    yield f"{where}-1={near[-1]}"
    yield f"{where}-2={near[-2]} {near[-1]}"
    yield f"{where}+1={' '.join(right[:1])}"
    yield f"{where}+2={' '.join(right[:2])}"
    for word in left[-8:]:
        yield f"{where}<{word}"
    for word in right[:5]:
        yield f"{where}>{word}"
    kinds = cue_words()
    yield f"{where} leads={'-'.join([kinds[word] for word in left if word in kinds][-2:])}"
    yield f"{where} opens={' '.join(left[:2])}"
    yield f"{where} place={min(len(left) // 4, 5)}"


def assign(
    marked: MarkedText, weights: Weights, told: Mapping[str, Mapping[str, float]] | None = None
) -> dict[str, Role]:
    """Return the most probable role of every cluster, with the mention of the cue for that role, or else the first mention.

    `told`, where given, are the logarithms of further factors, by cluster and role.
    """
    fired = {key: list(cues(marked, key)) for key in marked.clusters}
    table = weights.probabilities(
        features(marked, key, [rule["name"] for rule, _ in fired[key]]) for key in marked.clusters
    )
    column = {name: i for i, name in enumerate(weights.classes)}
    roles = {}
    for key, row in zip(marked.clusters, table, strict=True):
        possible = _possible(marked.label(key), [rule["role"] for rule, _ in fired[key]], column)
        probability = {name: float(row[column[name]]) for name in possible if name in column}
        if told and key in told:
            probability = weighed(probability, told[key])
        role = max(possible, key=lambda name: probability.get(name, 0.0))
        confidence = probability[role] / (fsum(probability.values()) or 1.0) if role in probability else 1.0
        rule, i = next(
            ((rule["name"], i) for rule, i in fired[key] if rule["role"] == role),
            ("model", marked.clusters[key][0]),
        )
        mention = marked.mentions[i]
        roles[key] = Role(role, (mention.start, mention.end), confidence, rule)
    return roles


def _possible(label: str, fired: Sequence[str], learnt: Container[str]) -> list[str]:
    """Return the roles of a type that the model has learnt, or all where it has learnt none; those that a cue tells win a tie."""
    names = CONCEPTS[label].roles
    return sorted(
        [name for name in names if name in learnt] or names,
        key=lambda name: fired.index(name) if name in fired else len(fired),
    )
