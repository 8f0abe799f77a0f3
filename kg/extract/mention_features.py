"""What the mention model sees of each word: its form, its company, its group, and the rules that match there.

Every feature is a string, so that a weight can be read. The groups of words (`model/words.tsv.gz`) and how
strongly two words are tied (`model/bigrams.tsv.gz`) come from unlabelled abstracts.
"""

__all__ = ["Sentence", "cue_words", "read", "word_groups"]

import gzip
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from kg.extract.candidates import Candidate
from kg.extract.rules import load, words
from kg.extract.words import Word, shape, split
from kg.model import Span

_NO_GROUPS = ("", "", "")
_REACH = (8, 5)  # how many words after and before itself a cue word is felt


class Sentence(NamedTuple):
    """The words of a sentence and, for each, its features in a fixed order."""

    words: list[Word]
    features: list[list[str]]


class _Paper(NamedTuple):
    """What the features of a word take from its whole paper."""

    seen: Mapping[str, int]
    pairs: Mapping[tuple[str, str], int]
    title: frozenset[str]
    abbreviation: Mapping[int, str]
    rules: Mapping[int, list[str]]


def read(
    text: str,
    sentences: Sequence[Span],
    abbreviations: Iterable[tuple[Span, Span]],
    candidates: Iterable[Candidate],
) -> list[Sentence]:
    """Return the features of every word, sentence by sentence; `abbreviations` are (short, long), `candidates` what the rules found."""
    split_sentences = [split(text, start, end) for start, end in sentences]
    everything = [word for sentence in split_sentences for word in sentence]
    title = split_sentences[0] if "\n" in text and split_sentences else []
    paper = _Paper(
        seen=Counter(word.text for word in everything),
        pairs=Counter(pairwise(word.text.lower() for word in everything)),
        title=frozenset(word.text for word in title),
        abbreviation={
            word.start: side
            for short, long in abbreviations
            for side, span in (("S", short), ("L", long))
            for word in split(text, *span)
        },
        rules=_rules(text, candidates),
    )
    return [Sentence(found, _sentence(found, paper)) for found in split_sentences if found]


def _rules(text: str, candidates: Iterable[Candidate]) -> dict[int, list[str]]:
    """Return by the start of each word the rules that cover it: what, how sure, and whether they begin or end there."""
    rules: dict[int, list[str]] = {}
    for c in candidates:
        for word in split(text, c.start, c.end):
            side = f"{'B' if word.start == c.start else 'I'}{'L' if word.end == c.end else ''}"
            rules.setdefault(word.start, []).append(f"r={side}-{c.label}-{c.rule}")
    return rules


def _sentence(words: Sequence[Word], paper: _Paper) -> list[list[str]]:
    lower = [word.text.lower() for word in words]
    middle = [_form(word.text)[3] for word in words]
    standing = _standing(words, lower, paper)
    cues = _cues(lower)
    last = len(words) - 1
    features = []
    for i, word in enumerate(words):
        f = [*_form(word.text), *standing[i], *cues[i]]
        for d in (-2, -1, 1, 2):
            j = i + d
            if not 0 <= j <= last:
                f.append(f"{d}:end")
                continue
            f += _form_near(words[j].text, d)
            if d in (-1, 1):
                f += [f"{d}:{x}" for x in standing[j] if x[:2] in _SHARED]
        if i:
            f += (f"-1,0:{lower[i - 1]}|{lower[i]}", f"-1,0:{middle[i - 1]}|{middle[i]}")
        if i < last:
            f += (f"0,1:{lower[i]}|{lower[i + 1]}", f"0,1:{middle[i]}|{middle[i + 1]}")
        if 0 < i < last:
            f.append(f"-1,1:{middle[i - 1]}|{middle[i + 1]}")
        features.append(f)
    return features


_SHARED = {"gl", "ab", "in", "ca", "r=", "p>", "p<"}  # what how a word stands also tells of its neighbours


@lru_cache(maxsize=1 << 16)
def _form(text: str) -> tuple[str, ...]:
    """Return what a word tells by its letters: its form, its shape, its three groups, its beginning and endings."""
    form = text.lower()
    groups = word_groups()
    coarse, middle, fine = groups.get(text) or groups.get(form, _NO_GROUPS)
    f = (f"w={form}", f"s={shape(text)}", f"a={coarse}", f"b={middle}", f"c={fine}")
    return (*f, f"3={form[-3:]}", f"2={form[-2:]}", f"^={form[:3]}", f"4={form[-4:]}") if len(text) > 3 else f


@lru_cache(maxsize=1 << 16)
def _form_near(text: str, away: int) -> tuple[str, ...]:
    """Return what the letters of a word tell of the word that it is `away` words behind: less from two words away."""
    form, figure, coarse, middle, fine, *rest = _form(text)
    near = (form, middle, coarse) if abs(away) > 1 else (form, middle, coarse, figure, fine, *rest[:1])
    return tuple(f"{away}:{x}" for x in near)


def _standing(words: Sequence[Word], lower: Sequence[str], paper: _Paper) -> list[list[str]]:
    """Return what each word tells by where it stands in its sentence and its paper."""
    tied = _tied(lower)
    features = []
    for i, (start, _, text) in enumerate(words):
        f = []
        if i and words[i - 1].end == start:
            f.append("glued")
        if start in paper.abbreviation:
            f.append(f"ab{paper.abbreviation[start]}")
        if text[0].isupper():
            f.append("cap" if i else "cap0")
        if text in paper.title:
            f.append("intitle")
        if any(sign.isupper() for sign in text[1:]):
            f += ("inner", f"inner{min(paper.seen[text], 3)}")
        f += paper.rules.get(start, ())
        if i + 1 < len(words) and paper.pairs[lower[i], lower[i + 1]] > 1:
            f.append("p>")
        if i and paper.pairs[lower[i - 1], lower[i]] > 1:
            f.append("p<")
        f += (f"k<{tied[i]}", f"k>{tied[i + 1]}", f"k{tied[i]}{tied[i + 1]}")
        features.append(f)
    return features


def _tied(lower: Sequence[str]) -> list[str]:
    """Return how strongly each word is tied to the one before it, from 0 to 5; "" where the two are rarely or never seen together."""
    known = _bigrams()
    return ["", *(known.get(pair, "") for pair in pairwise(lower)), ""]


def _cues(lower: Sequence[str]) -> list[list[str]]:
    cue_of = cue_words()
    features: list[list[str]] = [[] for _ in lower]
    after, before = _REACH
    for i, word in enumerate(lower):
        cue = cue_of.get(word)
        if cue is not None:
            for j in range(i + 1, min(len(lower), i + after)):
                features[j].append(f"left={cue}")
            for j in range(max(0, i - before), i):
                features[j].append(f"right={cue}")
    return features


@cache
def cue_words() -> dict[str, str]:
    """Return the cue that each cue word gives."""
    return {word: cue for cue, group in load("cues").items() for word in words(group)}


@cache
def _bigrams() -> dict[tuple[str, str], str]:
    ties = {}
    for line in _lines("bigrams.tsv.gz"):
        pair, tie = line.split("\t")
        first, second = pair.split(" ")
        ties[first, second] = tie
    return ties


@cache
def word_groups() -> dict[str, tuple[str, str, str]]:
    """Return the groups of every common word: one of 64, of 256 and of 1,024."""
    return {word: (a, b, c) for word, a, b, c in (line.split("\t") for line in _lines("words.tsv.gz"))}


def _lines(name: str) -> Iterable[str]:
    packed = files("kg.extract").joinpath("model", name).read_bytes()
    return (
        line for line in gzip.decompress(packed).decode().split("\n") if line and not line.startswith("#")
    )
