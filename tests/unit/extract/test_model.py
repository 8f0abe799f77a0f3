"""The parts of the trained model: weights, the chain, words, one decision per form."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.candidates import Candidate
from kg.extract.crf import Chain
from kg.extract.entities import settle
from kg.extract.weights import Weights
from kg.extract.words import shape, split

TAGS = ("O", "B-Task", "I-Task", "L-Task", "U-Task", "B-Metric", "I-Metric", "L-Metric", "U-Metric")
weight = st.floats(-3, 3, allow_nan=False)


def legal(path):
    inside = None
    for tag in path:
        side, label = tag[0], tag[2:]
        if inside and (side not in "IL" or label != inside):
            return False
        if not inside and side in "IL":
            return False
        inside = label if side in "BI" else None
    return inside is None


@st.composite
def chains(draw):
    features = ["a", "b", "c"]
    weights = {(f, tag): draw(weight) for f in features for tag in TAGS}
    transition = np.array([[draw(weight) for _ in TAGS] for _ in TAGS], np.float32)
    sentence = draw(
        st.lists(st.lists(st.sampled_from([*features, "unknown"]), max_size=3), min_size=1, max_size=4)
    )
    return Chain(Weights.of(TAGS, weights), transition), sentence


@given(chains())
@settings(max_examples=40, deadline=None)
def test_span_probabilities_are_those_of_all_legal_paths(made):
    chain, sentence = made
    index = {tag: i for i, tag in enumerate(TAGS)}
    local = chain.state.sums(sentence)
    total, mass = 0.0, {}
    for path in itertools.product(TAGS, repeat=len(sentence)):
        if not legal(path):
            continue
        score = sum(local[i, index[tag]] for i, tag in enumerate(path))
        score += sum(float(chain.transition[index[a], index[b]]) for a, b in itertools.pairwise(path))
        total += math.exp(score)
        for first, tag in enumerate(path):
            if tag[0] in "UB":
                last = next(i for i in range(first, len(path)) if path[i][0] in "UL")
                key = (first, last, tag[2:])
                mass[key] = mass.get(key, 0.0) + math.exp(score)
    found = {(s.first, s.last, s.label): s.probability for s in chain.spans([sentence], least=0.001)[0]}
    expected = {key: value / total for key, value in mass.items() if value / total > 0.0011}
    assert found.keys() >= expected.keys()
    assert all(found[key] == pytest.approx(expected[key], rel=1e-4) for key in expected)


def test_a_sentence_without_words_has_no_spans():
    chain = Chain(Weights.of(TAGS, {}), np.zeros((9, 9), np.float32))
    assert chain.spans([]) == []
    assert chain.spans([[]]) == [[]]


@given(
    chains(),
    st.lists(st.lists(st.lists(st.sampled_from(["a", "b", "c"]), max_size=3), max_size=6), max_size=6),
    st.integers(0, 6),
)
def test_other_sentences_change_no_bit_of_the_spans_of_one(made, others, place):
    chain, sentence = made
    place = min(place, len(others))
    together = chain.spans([*others[:place], sentence, *others[place:]])
    assert together[place] == chain.spans([sentence])[0]
    assert together == [chain.spans([each])[0] for each in (*others[:place], sentence, *others[place:])]


@given(
    st.dictionaries(
        st.tuples(
            st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), min_size=1),
            st.sampled_from(["x", "y"]),
        ),
        weight,
        min_size=1,
    )
)
def test_weights_come_back_from_a_file(tmp_path_factory, weights):
    made = Weights.of(("x", "y"), weights)
    path = tmp_path_factory.mktemp("weights") / "w.npz"
    made.save(path, least=np.array(0.25))
    read, more = Weights.load(path)
    assert (read.classes, dict(read.row), float(more["least"])) == (made.classes, dict(made.row), 0.25)
    assert np.array_equal(read.table, made.table)


def test_probabilities_add_up_and_unknown_features_say_nothing():
    weights = Weights.of(("x", "y"), {("f", "x"): 1.0})
    assert weights.probabilities([["f"], ["other"], []]).sum(axis=1) == pytest.approx([1, 1, 1])
    assert weights.probabilities([["other"]])[0] == pytest.approx([0.5, 0.5])
    assert weights.probabilities([["f"]])[0, 0] == pytest.approx(1 / (1 + math.exp(-1)), rel=1e-3)
    assert weights.probabilities([]).shape == (0, 2)


@given(st.text(max_size=80))
def test_words_index_their_text(text):
    found = split(text)
    assert [text[word.start : word.end] for word in found] == [word.text for word in found]
    assert not {sign for sign in text if sign.isalnum()} - set("".join(word.text for word in found))


def test_words_part_at_hyphens_digits_and_apostrophes():
    assert [word.text for word in split("CIFAR-10's 94.5% ResNet50")] == [
        "CIFAR",
        "-",
        "10",
        "'",
        "s",
        "94.5",
        "%",
        "ResNet",
        "50",
    ]
    assert shape("ResNet-1001") == "XxxXxx-00"


def test_one_decision_per_form_everywhere_and_the_surest_wins_an_overlap():
    text = "GAN training. A GAN and a deep GAN model."
    at = text.index("deep GAN")
    found = settle(
        text,
        [
            Candidate(0, 3, "Method", 0.9, "model"),
            Candidate(16, 19, "Task", 0.6, "model"),
            Candidate(at, at + 8, "Method", 0.95, "model"),
        ],
        0.2,
    )
    assert [(c.start, c.end, c.label) for c in found] == [
        (0, 3, "Method"),
        (16, 19, "Method"),
        (at, at + 8, "Method"),
    ]
    assert settle(text, [Candidate(0, 3, "Method", 0.6, "model")], 0.2, taken=[(0, 5)])[0].start == 16
    assert settle(text, [Candidate(0, 3, "Method", 0.3, "model")], 0.5) == []
    assert settle(text, [Candidate(1, 3, "Method", 0.9, "model")], 0.2) == [], "part of a word is no form"


@pytest.mark.parametrize(("confidence", "expected"), [(0.6, "Leaf and Sand Corpus"), (0.9, "Sand Corpus")])
def test_a_long_form_is_whole_unless_the_model_is_sure(confidence, expected):
    text = "We use the Leaf and Sand Corpus (LSC)."
    found = settle(
        text, [Candidate(20, 31, "Dataset", confidence, "model")], 0.35, abbreviations=[((33, 36), (11, 31))]
    )
    assert [text[c.start : c.end] for c in found] == [expected]


def test_capitals_and_abbreviations_share_a_label_and_lend_each_other_certainty():
    text = "Neural Retrieval\nWe study neural retrieval (NR) and NR again."
    short, long = text.index("NR"), text.index("neural")
    candidates = [
        Candidate(0, 16, "Task", 0.9, "model"), Candidate(long, long + 16, "Method", 0.4, "model"), Candidate(short, short + 2, "Method", 0.3, "model"),
    ]  # fmt: skip
    pair = ((short, short + 2), (long, long + 16))
    found = settle(text, candidates, 0.35, abbreviations=[pair])
    assert [(text[c.start : c.end], c.label) for c in found] == [
        ("Neural Retrieval", "Task"),
        ("neural retrieval", "Task"),
        ("NR", "Task"),
        ("NR", "Task"),
    ]
    assert [text[c.start : c.end] for c in settle(text, candidates, 0.35)] == [
        "Neural Retrieval",
        "neural retrieval",
    ], "alone, NR is too unsure"


@given(
    st.lists(
        st.builds(
            lambda at, size, label, confidence: Candidate(at, min(at + size, 60), label, confidence, "model"),
            st.integers(0, 55), st.integers(1, 12), st.sampled_from(["Task", "Method", "Metric"]), st.sampled_from([0.1, 0.3, 0.5, 0.9]),
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_the_order_of_candidates_decides_nothing_and_mentions_do_not_overlap(candidates, random):
    text = "An ant and a Bee and a BEE met an Ant (a b) in a-b, ab or Ab"
    pairs = [((39, 40), (3, 6))]
    found = settle(text, candidates, 0.35, abbreviations=pairs)
    random.shuffle(candidates)
    assert settle(text, candidates, 0.35, abbreviations=pairs) == found
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
