"""Which values can be compared: ranges of metrics and conditions of results, each with its hits and misses."""

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers.comparable import conditions, fault, percent, range_of
from kg.names import normal_form


def table(name):
    return tomllib.loads(files("kg.answers").joinpath(name).read_text(encoding="utf-8"))


CONDITIONS, RANGES = table("conditions.toml")["condition"], table("metrics.toml")["range"]


@pytest.mark.parametrize(("sentence", "label"), [pair for one in CONDITIONS for pair in one["hits"].items()])
def test_a_condition_is_found(sentence, label):
    assert label in conditions(sentence, len(sentence), len(sentence))


@pytest.mark.parametrize(
    ("number", "sentence"), [(i, text) for i, one in enumerate(CONDITIONS) for text in one["misses"]]
)
def test_what_is_no_condition_is_none(number, sentence):
    assert not re.search(CONDITIONS[number]["pattern"], sentence, re.IGNORECASE)


@pytest.mark.parametrize(
    ("sentence", "number", "expected"),
    [
        ("It has 71.2% in the 1-shot and 85.3% in the 5-shot setting.", "71.2", ("1-shot",)),
        ("It has 71.2% in the 1-shot and 85.3% in the 5-shot setting.", "85.3", ("5-shot",)),
        ("On test-clean the WER is 2.1% and 4.3% on test-other.", "4.3", ("test-other",)),
        (
            "With 1% of the labels, it has 70.1% on the validation set.",
            "70.1",
            ("1 % of labels", "validation"),
        ),
        ("It has 94.1% accuracy.", "94.1", ()),
        ("It has 88.3% zero-shot and 91.1% fine-tuning accuracy.", "88.3", ("0-shot",)),
        ("It has 88.3% zero-shot and 91.1% fine-tuning accuracy.", "91.1", ()),
        ("It has 88.3% and 91.1% zero-shot accuracy.", "91.1", ("0-shot",)),
        ("It has 0.6% error, and 1.0% with 100 labels.", "0.6", ()),
        ("It has 0.6% error; with 100 labels it needs 3 hours.", "0.6", ()),
        ("An FID of 256x256 pixels.", "256x256", ()),
    ],
)
def test_the_nearest_condition_counts(sentence, number, expected):
    start = sentence.index(number)
    assert conditions(sentence, start, start + len(number)) == expected


@pytest.mark.parametrize("number", range(len(RANGES)))
def test_a_range_has_its_metrics_and_no_others(number):
    known = RANGES[number]
    for name in (*known["hits"], *known["names"]):
        found = range_of((normal_form(name),))
        assert found is not None, name
        if name in known["hits"]:
            assert found.says == known["says"], name
    for name in known["misses"]:
        found = range_of((normal_form(name),))
        assert found is None or found.says != known["says"], name


@pytest.mark.parametrize(
    ("metric", "value", "unit", "score"),
    [
        ("accuracy", 0.953, "", 95.3), ("accuracy", 91.2, "%", 91.2), ("accuracy", 0.9, "%", 0.9), ("BLEU", 0.31, "", 31), ("BLEU", 31, "", 31),
        ("STOI", 0.95, "", 0.95), ("PESQ", 3.21, "", 3.21), ("perplexity", 0.9, "", 0.9), ("MSE", 0.01, "", 0.01), ("correlation", -0.5, "", -50),
    ],
)  # fmt: skip
def test_only_shares_are_rescaled(metric, value, unit, score):
    assert percent(value, unit, range_of((normal_form(metric),))) == score


@pytest.mark.parametrize(
    ("metric", "value", "unit", "odd"),
    [
        ("accuracy", 112, "%", True), ("accuracy", -3, "%", True), ("accuracy", 95, "ms", True), ("accuracy", 95, "", False),
        ("WER", 112, "%", False), ("perplexity", 0.4, "", True), ("perplexity", 20, "%", True), ("latency", -1, "ms", True), ("glow", 1e9, "%", False),
    ],
)  # fmt: skip
def test_what_a_metric_cannot_be_is_said(metric, value, unit, odd):
    assert bool(fault(value, unit, range_of((normal_form(metric),)))) == odd


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 20))
def test_any_sentence_has_conditions_or_none(sentence, start, length):
    found = conditions(sentence, start, start + length)
    assert list(found) == sorted(set(found))
