"""The encoder: which pieces stand for what, texts longer than it can read at once, and the same scores every time."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.encoder import MOST, TAGS, Encoder
from kg.extract.encoder_inputs import BETWEEN, BUCKETS, FEATURES, Pieces, concept_inputs, same_concept
from kg.extract.language import extract, make
from kg.extract.results import candidate_numbers
from kg.extract.sentences import split
from kg.extract.words import split as words_of
from kg.model import Paper

MODEL = Path(str(files("kg.extract").joinpath("model")))
TEXT = (
    "FooNet: better parsing\nWe propose FooNet. FooNet beats BarNet on FooBank by 2.5 F1 and reaches 93.1 F1."
)


@pytest.fixture(scope="module")
def encoder():
    return Encoder(MODEL)


@pytest.fixture(scope="module")
def nlp():
    return make("accurate")


def test_pieces_by_offset():
    pieces = Pieces([(0, 0), (0, 3), (3, 5), (6, 9), (0, 0)])
    assert [pieces.first(offset) for offset in (0, 2, 3, 5, 6, 9)] == [1, 1, 2, -1, 3, -1]
    assert [pieces.last(end) for end in (1, 3, 5, 6, 9, 99)] == [1, 1, 2, 2, 3, 3]


def test_every_word_of_a_text_has_scores(encoder):
    encoded = encoder.encode(TEXT, split(TEXT))
    told = encoded.of_words(words_of(TEXT), TAGS)
    assert told.shape == (len(words_of(TEXT)), len(TAGS))
    assert (told.min(axis=1) < 0).all()
    assert (told <= 0).all()


def test_a_long_text_is_read_in_parts_and_no_word_is_left_out(encoder):
    text = "A title\n" + " ".join(
        f"We compare FooNet{i} with BarNet on BazSet in {i} ways." for i in range(200)
    )
    encoded = encoder.encode(text, split(text))
    assert encoded.pieces.count > 3 * MOST
    assert all(encoded.pieces.first(word.start) >= 0 for word in words_of(text))
    assert len(encoded.vectors) == len(encoded.tags) == encoded.pieces.count


def test_of_a_sentence_too_long_the_first_pieces_are_read(encoder):
    text = "A title\n" + "the " * 900
    encoded = encoder.encode(text, [(0, 7), (8, len(text))])
    told = encoded.of_words(words_of(text), TAGS)
    assert (told[:400].min(axis=1) < 0).all()
    assert (told[-1] == 0).all()


@pytest.mark.parametrize("text", ["", " ", "\n", "\u0000\n\u0001"])
def test_nothing_to_read(encoder, nlp, text):
    assert encoder.encode(text, split(text)) is None
    [found] = extract([Paper("x", text, None)], nlp)
    assert found.entities == ()


def test_a_text_is_told_alike_whatever_was_read_before(encoder):
    first = encoder.encode(TEXT, split(TEXT))
    encoder.encode("Something else entirely", [(0, 23)])
    again = Encoder(MODEL).encode(TEXT, split(TEXT))
    assert np.array_equal(first.vectors, again.vectors)
    assert np.array_equal(first.tags, again.tags)


def marked() -> MarkedText:
    forms = [
        ("FooNet", "Method", "m1"),
        ("BarNet", "Method", "m2"),
        ("FooBank", "Dataset", "d1"),
        ("parsing", "Task", "t1"),
        ("F1", "Metric", "k1"),
    ]
    found = sorted(
        (TEXT.index(form, at), form, label, key) for form, label, key in forms for at in _all(form)
    )
    mentions = [Candidate(at, at + len(form), label, 1.0, "gold") for at, form, label, _ in found]
    return MarkedText(TEXT, split(TEXT), mentions, {(at, at + len(form)): key for at, form, _, key in found})


def _all(form: str) -> list[int]:
    return [
        i
        for i in range(len(TEXT))
        if TEXT.startswith(form, i) and not TEXT[i + len(form) : i + len(form) + 1].isalnum()
    ]


def test_indexes_point_where_they_should(encoder):
    text = marked()
    encoded = encoder.encode(TEXT, split(TEXT))
    numbers = list(candidate_numbers(text))
    inputs = concept_inputs(text, numbers, encoded.pieces)
    assert [n.number.value for n in numbers] == ["2.5", "93.1"]
    assert inputs.members.shape == (5, 3)
    assert inputs.between.shape == (len(inputs.pair), BETWEEN)
    assert (inputs.between < encoded.pieces.count).all()
    assert inputs.pair_bucket.max() < BUCKETS
    assert len(inputs.slot) == 2 * 5
    assert inputs.slot_features.shape == (10, FEATURES)
    judged = encoded.judge(text, numbers)
    assert set(judged.roles) == set(text.clusters)
    assert {head for head, _ in judged.relations} == {"m1", "m2", "d1", "t1"} - {"t1"}
    assert set(judged.slots) == {
        (n, label) for n in (0, 1) for label in ("Method", "Dataset", "Task", "Metric")
    }
    assert all(None in scores for scores in judged.slots.values())


def test_how_alike_two_names_are():
    assert same_concept(["graph neural networks"], ["GNN"])[-1] == 1.0
    assert same_concept(["neural networks"], ["graph neural networks"])[:3] == (2 / 3, 1.0, 1.0)
    assert same_concept(["BERT"], ["GPT"]) == (0.0,) * FEATURES


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    [found] = extract([Paper("x", "T", text)], _shared())
    assert found.text == f"T\n{text}" or not text


def _shared(cache=[]):  # noqa: B006 - loaded once for all examples
    cache or cache.append(make("accurate"))
    return cache[0]
