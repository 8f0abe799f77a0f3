"""Candidates for mentions: each carries the rule that found it and its confidence.

They come from lexicons, from noun phrases with a telling head, and from the spelling of names; abbreviation
pairs and the trained model add others.
"""

__all__ = ["Candidate", "lexicon_candidates", "name_candidates", "phrase_candidates"]

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from kg.extract.rules import load, words
from kg.generated.vocabulary import CONCEPTS

_NAME = re.compile(
    r"(?<![\w./@-])(?:[A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*|[A-Z]{2,}[A-Za-z0-9]*|[A-Z][a-z]+-?\d[A-Za-z0-9]*|[A-Z])"
    r"(?:[-+.](?:[A-Z0-9][A-Za-z0-9]*|[a-z]{1,3}\d*(?![a-z])))*(?!\w)"
)
_SIZE = re.compile(r"[\d.]+[A-Za-z]{0,2}")  # 1D, 13B, 7b: how big, not what


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a mention."""

    start: int
    end: int
    label: str
    confidence: float
    rule: str


def lexicon_candidates(doc: Any) -> Iterator[Candidate]:
    """Yield the matches of the lexicons in a spaCy Doc, by token offsets; names with inner capitals match as written."""
    for matcher in _matchers(doc.vocab):
        for span in matcher(doc, as_spans=True):
            yield Candidate(
                span.start_char, span.end_char, span.label_, CONCEPTS[span.label_].confidence, "lexicon"
            )


@cache
def _matchers(vocab: Any) -> tuple[Any, Any]:
    from importlib.resources import files

    from spacy.lang.en import English
    from spacy.matcher import PhraseMatcher

    exact, folded = PhraseMatcher(vocab, attr="ORTH"), PhraseMatcher(vocab, attr="LOWER")
    make_doc = English(vocab=vocab).make_doc
    for label in CONCEPTS:
        lines = (
            files("kg.extract")
            .joinpath(f"lexicons/{label.lower()}.tsv")
            .read_text(encoding="utf-8")
            .splitlines()
        )
        names = [line.split("\t")[0] for line in lines if line and not line.startswith("#")]
        exact.add(
            label,
            [
                make_doc(name)
                for name in names
                if name[1:] != name[1:].lower() or (name[:1].isupper() and label == "Dataset")
            ],
        )
        folded.add(
            label,
            [
                make_doc(name)
                for name in names
                if name[1:] == name[1:].lower() and not (name[:1].isupper() and label == "Dataset")
            ],
        )
    return exact, folded


def phrase_candidates(doc: Any) -> Iterator[Candidate]:
    """Yield noun phrases whose head tells the type, with the modifiers before it."""
    heads = {head: rule for rule in load("phrases")["phrase"] for head in words(rule["heads"])}
    for token in doc:
        rule = heads.get(token.lower_)
        if rule is None or (
            token.i + 1 < len(doc)
            and doc[token.i + 1].lower_ in heads
            and doc[token.i + 1].lower_ != "learning"
        ):
            continue
        start = _phrase_start(doc, token.i, rule["longest"])
        if start < token.i:
            yield Candidate(
                doc[start].idx, token.idx + len(token), rule["label"], rule["confidence"], rule["name"]
            )


def _phrase_start(doc: Any, head: int, longest: int) -> int:
    """Return the index of the first token of the phrase that ends with `head`; hyphenated words count as one word."""
    start, count = head, 1
    boundaries = _boundaries()
    while start > 0 and count < longest and (doc[start - 1].whitespace_ or doc[start - 1].text == "-"):
        first = start - 1
        while (
            first >= 2
            and doc[first - 1].text == "-"
            and not doc[first - 1].whitespace_
            and not doc[first - 2].whitespace_
        ):
            first -= 2  # state-of-the-art is one word
        word = doc[first:start].text.lower()
        single = first == start - 1
        if (
            (single and (doc[first].is_stop or doc[first].like_num))
            or not doc[first].text[0].isalnum()
            or word in boundaries
        ):
            break
        if doc[first].is_sent_start and doc[first].lower_.endswith("ing"):
            break
        start, count = first, count + 1
    return start


@cache
def _boundaries() -> frozenset[str]:
    return frozenset(word for group in load("boundaries").values() for word in words(group))


def name_candidates(text: str) -> Iterator[Candidate]:
    """Yield what is written like a name, with the type that the words around it tell; Method when they tell nothing."""
    rules = load("names")
    stop = set(words(rules["stop"]))
    for match in _NAME.finditer(text):
        name = match.group()
        if name in stop or len(name) == 1 or _SIZE.fullmatch(name):
            continue
        label, confidence, rule = "Method", 0.55, "name"
        before, after = (
            text[max(0, match.start() - 160) : match.start()],
            text[match.end() : match.end() + 60],
        )
        for cue in rules["cue"]:
            if _fits(cue, before, name, after):
                label, confidence, rule = cue["label"], cue["confidence"], cue["name"]
                break
        yield Candidate(match.start(), match.end(), label, confidence, rule)


def _fits(cue: dict[str, Any], before: str, name: str, after: str) -> bool:
    return bool(
        ("itself" not in cue or re.search(cue["itself"], name))
        and ("before" not in cue or re.search(cue["before"], before, re.IGNORECASE))
        and ("after" not in cue or re.search(cue["after"], after, re.IGNORECASE))
    )
