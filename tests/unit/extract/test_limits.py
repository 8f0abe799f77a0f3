"""Long texts: what is prepared once gives what looking afresh gave, and how much is read of a text is counted."""

import itertools
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.extract import limits, sentences
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.gaps import Gaps
from kg.extract.language import extract, make
from kg.extract.relation_features import pairs
from kg.extract.words import Words, split
from kg.model import Extraction, Paper

TEXTS = st.text("ab1é.,-/ \n ", max_size=30)
WORDS = ("We", "BERT", "and", ",", "or", "on", "of", "/", "the", "1.5,2", "GPT", "MNIST")


@cache
def pipeline():
    return make()


def read(body: str, title: str = "A title") -> Extraction:
    return next(extract([Paper("p", title, body)], pipeline()))


@given(TEXTS, st.integers(0, 31), st.integers(0, 31))
@example("1.5,2", 1, 4)
@example("abc", 1, 2)
@example("a1.5,2b", 2, 7)
def test_words_split_once_are_the_words_of_any_part(text, one, other):
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    assert Words(text).between(start, end) == split(text, start, end)


def marked(words: list[str]) -> MarkedText:
    """Return a text in which BERT and GPT are methods and MNIST is a data set, each one cluster."""
    text, mentions, keys = "", [], {}
    for word in words:
        start, text = len(text), f"{text}{word} "
        if word in ("BERT", "GPT", "MNIST"):
            mentions.append(
                Candidate(start, start + len(word), "Dataset" if word == "MNIST" else "Method", 1.0, "test")
            )
            keys[start, start + len(word)] = word
    return MarkedText(text, sentences.split(text), mentions, keys)


def plain_pattern(found: MarkedText, first: int, second: int) -> list[str]:
    """Return the words between two mentions, found word by word."""
    every, place = [], found.mentions[first].end
    for mention in (*found.mentions[first + 1 : second], None):
        every += [
            w.text.lower()
            for w in split(
                found.text, place, found.mentions[second].start if mention is None else mention.start
            )
        ]
        if mention is not None:
            every.append(mention.label.upper())
            place = mention.end
    short: list[str] = []
    for word in every:
        joints = {",", "and", "or", "/"}
        if not short or (word != short[-1] and not {word, short[-1]} <= joints):
            short.append(word)
    return short


@given(st.lists(st.sampled_from(WORDS), max_size=25))
@example(["BERT", "GPT", "GPT", ",", "and", "or", "MNIST"])
def test_gaps_prepared_once_are_those_between_any_two_mentions(words):
    found = marked(words)
    gaps = Gaps(found.text, found.mentions)
    for second in range(len(found.mentions)):
        for first in range(second):
            assert gaps.pattern(first, second) == plain_pattern(found, first, second)
            run = range(first, second)
            assert gaps.listed(first, second) == all(gaps.listed(i, i + 1) for i in run)


@given(st.lists(st.sampled_from((*WORDS, ".")), max_size=40))
def test_the_nearest_mentions_are_the_nearest_of_all(words):
    found = marked(words)
    for pair in pairs(found, dict.fromkeys(found.clusters, "proposed")):
        every = ((a, b) for a in found.clusters[pair.head] for b in found.clusters[pair.tail])
        nearest = min(
            every,
            key=lambda ab: (
                abs(found.sentence[ab[0]] - found.sentence[ab[1]]),
                abs(found.mentions[ab[0]].start - found.mentions[ab[1]].start),
                ab[0],
            ),
        )
        assert (pair.a, pair.b) == nearest


@given(st.text("a .\n", max_size=60))
def test_no_sentence_is_longer_than_the_limit_and_no_word_is_lost(text):
    most, whole = 7, sentences.MAX_SENTENCE
    sentences.MAX_SENTENCE = most
    try:
        spans = sentences.split(text)
    finally:
        sentences.MAX_SENTENCE = whole
    assert all(0 < end - start <= most for start, end in spans)
    assert "".join("".join(text[start:end].split()) for start, end in spans) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_sentence_of_ten_thousand_numbers_gives_hardly_fewer_results_than_are_looked_at():
    body = f"Our method achieves an accuracy of {' and '.join(f'{i % 100}.5%' for i in range(10_000))} on ImageNet."
    found = read(body)
    assert 0.98 * limits.MAX_NUMBERS < len(found.results) <= limits.MAX_NUMBERS
    assert {result.value for result in found.results} <= {f"{i}.5" for i in range(100)}


def test_of_many_names_the_first_are_mentions_and_fewer_are_paired():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"{a}x{b}y{c}Net" for a in letters for b in letters for c in letters[:3]]
    found = read(f"We compare {', '.join(names)} on ImageNet.")
    assert len(found.entities) == limits.MAX_MENTIONS
    assert found.text[found.entities[0].start : found.entities[0].end] == names[0]
    known = {(c.start, c.end): int(c.key[1:]) for c in found.clusters}
    assert all(
        known[span] <= limits.MAX_CONCEPTS
        for pair in found.mention_relations
        for span in (pair.head, pair.tail)
    )


CALLS = """
import sys
from kg.extract.language import extract, make
from kg.model import Paper
nlp = make()
list(extract([Paper("w", "A title", "We get 5% on ImageNet with BERT.")], nlp))
lines = 0
def count(frame, event, argument):
    global lines
    lines += event in ("call", "c_call")
for size in (1, 4):
    lines = 0
    sys.setprofile(count)
    list(extract([Paper("p", "A title", eval(sys.argv[1])(size))], nlp))
    sys.setprofile(None)
    print(lines)
"""


@pytest.mark.parametrize(
    "body",
    [
        "lambda n: 'Accuracy is ' + ', '.join(f'{i % 100}.5%' for i in range(100 * n)) + ' on it.'",
        "lambda n: 'We use ' + ', '.join(f'Net{i}X' for i in range(110 * n)) + ' on it.'",
        "lambda n: 'We get ' + ' '.join(f'{i % 90}.5% with Net{i}X' for i in range(100 * n)) + ' on it.'",
        "lambda n: 'We improve BERT by 5% with GPT-2. ' * (50 * n)",
        "lambda n: 'We use Alpha Beta (AB) and ' * (50 * n)",
    ],
    ids=["numbers", "names", "both", "sentences", "abbreviations"],
)
def test_four_times_the_text_takes_no_more_than_six_times_the_calls(body):
    """Counted, not timed; below the limits the pairs of names may still grow with their square, up to MAX_CONCEPTS of them."""
    done = subprocess.run([sys.executable, "-c", CALLS, body], capture_output=True, text=True, check=True)
    small, large = map(int, done.stdout.split())
    assert large < 6 * small


@pytest.mark.parametrize("unit", ["!", "+", "a+", "A+b", "$", "model-", '"', "(A", "a.b"])
def test_a_run_without_white_space_is_read_in_pieces(unit):
    body = f"We use BERT. {(unit * 100_000)[:20_000]} It is good."
    found = read(body)
    assert found.text == f"A title\n{body}"
    assert "BERT" in {form for cluster in found.clusters for form in cluster.mentions}
