"""The role of each concept in its paper, by cue patterns around its mentions."""

__all__ = ["Role", "assign"]

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract.entities import Candidate
from kg.extract.rules import load
from kg.model import Span

_DEFAULT = {"Method": "used", "Dataset": "used", "Task": "addressed", "Metric": "reported"}
_DEFAULT_CONFIDENCE = 0.6


@dataclass(frozen=True, slots=True)
class Role:
    """A role, the mention that decided it, and the rule."""

    role: str
    span: Span
    confidence: float
    rule: str


@cache
def _rules() -> tuple[tuple[dict[str, Any], re.Pattern[str] | None, re.Pattern[str] | None], ...]:
    def compiled(rule: dict[str, Any], side: str) -> re.Pattern[str] | None:
        return re.compile(rule[side], re.IGNORECASE) if side in rule else None

    return tuple((rule, compiled(rule, "before"), compiled(rule, "after")) for rule in load("roles")["role"])


def assign(text: str, sentences: Sequence[Span], mentions: Sequence[Candidate], key_of: Mapping[Span, str]) -> dict[str, Role]:
    """Return the role of every cluster; the first rule that fits any of its mentions decides, else the usual role of its type."""
    clusters: dict[str, list[Candidate]] = {}
    for mention in mentions:
        clusters.setdefault(key_of[mention.start, mention.end], []).append(mention)
    return {key: _role(text, sentences, members) for key, members in clusters.items()}


def _role(text: str, sentences: Sequence[Span], members: Sequence[Candidate]) -> Role:
    label = members[0].label
    for rule, before, after in _rules():
        if rule["label"] != label:
            continue
        for mention in members:
            start, end = next((s, e) for s, e in sentences if s <= mention.start < e)
            if rule.get("where") == "title" and start != sentences[0][0]:
                continue
            if before is not None and not before.search(text[max(start, mention.start - 240) : mention.start]):
                continue
            if "unless" in rule and re.search(rule["unless"], text[max(start, mention.start - 240) : mention.start], re.IGNORECASE):
                continue
            if after is not None and not after.search(text[mention.end : max(end, mention.end)]):
                continue
            return Role(rule["role"], (mention.start, mention.end), rule["confidence"], rule["name"])
    first = members[0]
    return Role(_DEFAULT[label], (first.start, first.end), _DEFAULT_CONFIDENCE, "usual-role")
