"""Every rule hits what it says it hits, and misses what it says it misses."""

import re

import pytest
import spacy

from kg.extract import candidates, relations, roles, sentences
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.rules import load
from kg.generated.vocabulary import CONCEPTS

MARK = re.compile(r"\[([^\]|]+)(?:\|(\w+))?\]")
NLP = spacy.blank("en")


def unmark(marked: str) -> tuple[str, list[tuple[int, int, str | None]]]:
    """Return the sentence without its marks, and the spans that were marked."""
    text, spans, at = "", [], 0
    for mark in MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        at = mark.end()
    return text + marked[at:], spans


def examples(file: str, section: str) -> list:
    found = []
    for rule in load(file)[section]:
        for kind in ("hit", "miss"):
            assert rule[kind], f"{rule['name']} has no {kind}"
            found += [
                pytest.param(rule, kind, sentence, id=f"{rule['name']}-{kind}: {sentence}")
                for sentence in rule.get(kind, ())
            ]
    return found


@pytest.mark.parametrize(("rule", "kind", "sentence"), examples("phrases", "phrase"))
def test_phrase(rule, kind, sentence):
    text, spans = unmark(sentence)
    doc = NLP(text)
    for token in doc:
        token.is_sent_start = token.i == 0
    found = [(c.start, c.end) for c in candidates.phrase_candidates(doc) if c.rule == rule["name"]]
    assert found == ([span[:2] for span in spans] if kind == "hit" else [])


@pytest.mark.parametrize(("rule", "kind", "sentence"), examples("names", "cue"))
def test_name_cue(rule, kind, sentence):
    text, spans = unmark(sentence)
    found = {(c.start, c.end) for c in candidates.name_candidates(text) if c.rule == rule["name"]}
    assert found == ({span[:2] for span in spans} if kind == "hit" else set())


@pytest.mark.parametrize(("rule", "kind", "sentence"), examples("roles", "role"))
def test_role(rule, kind, sentence):
    text, spans = unmark(sentence)
    title = rule.get("where") == "title"
    text, shift = (text, 0) if title else (f"A title\n{text}", 8)
    start, end, _ = spans[0]
    mention = Candidate(start + shift, end + shift, rule["label"], 1.0, "test")
    marked = MarkedText(text, sentences.split(text), [mention], {(mention.start, mention.end): "x"})
    found = next((cue["name"] for cue, _ in roles.cues(marked, "x")), None)
    assert (found == rule["name"]) == (kind == "hit")


@pytest.mark.parametrize(("rule", "kind", "sentence"), examples("relations", "between"))
def test_relation(rule, kind, sentence):
    text, spans = unmark(sentence)
    mentions = [Candidate(start, end, label, 1.0, "test") for start, end, label in spans]
    found = {r.rule for span in sentences.split(text) for r in relations.in_sentence(text, span, mentions)}
    assert (rule["name"] in found) == (kind == "hit")


def test_names_of_rules_are_unique():
    for file in ("phrases", "names", "roles", "relations"):
        names = [
            rule["name"] for section in load(file).values() if isinstance(section, list) for rule in section
        ]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("label", CONCEPTS)
def test_lexicons_are_sorted_unique_and_clean(label):
    import unicodedata
    from importlib.resources import files

    lines = (
        files("kg.extract").joinpath(f"lexicons/{label.lower()}.tsv").read_text(encoding="utf-8").splitlines()
    )
    names = [line.split("\t")[0] for line in lines if not line.startswith("#")]
    assert names == sorted(set(names))
    assert all(name == name.strip() and unicodedata.is_normalized("NFC", name) for name in names)
