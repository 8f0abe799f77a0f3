"""Which clusters of a paper are told to mean one concept, and what is seen of two."""

import pytest

from kg.extract import clusters, coreference
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.known_abbreviations import is_known
from kg.extract.sentences import split


def marked(text: str, *forms: str, label: str = "Method") -> MarkedText:
    """Return a text in which the given forms are mentions wherever they stand."""
    mentions = sorted(
        (
            Candidate(at, at + len(form), label, 1.0, "gold")
            for form in forms
            for at in range(len(text))
            if text.startswith(form, at)
        ),
        key=lambda c: c.start,
    )
    return MarkedText(text, split(text), mentions, clusters.group(text, mentions, ()))


def test_pairs_of_one_type_in_order():
    text = marked("We use graph networks. Graph nets and GN differ.", "graph networks", "Graph nets", "GN")
    assert list(coreference.pairs(text)) == [("m1", "m2"), ("m1", "m3"), ("m2", "m3")]


@pytest.mark.parametrize(
    ("one", "other", "asked"),
    [
        ("accuracy", "top-1 accuracy", False),
        ("GPT-4", "GPT", False),
        ("CIFAR-10", "CIFAR-100", False),
        ("GPT-4", "the model of OpenAI", True),
        ("accuracy", "test accuracy", True),
    ],
)
def test_names_that_differ_in_their_numbers_are_variants(one, other, asked):
    text = marked(f"We study {one}! Here {other} wins.", other, one)
    text = MarkedText(
        text.text, text.sentences, [m for m in text.mentions if text.text[m.start - 1] == " "], text.key_of
    )
    assert (len(list(coreference.pairs(text))) == 1) == asked


@pytest.mark.parametrize(
    ("forms", "seen"),
    [
        (("graph neural networks", "GNN"), "M|initials"),
        (("graph neural networks", "neural networks"), "M|within=end"),
        (("autoencoder", "deep autoencoder"), "more=deep"),
        (("graph neural networks", "GNN"), "M|known=True"),
        (("sparse attention", "dense attention"), "else=dense"),
    ],
)
def test_what_is_seen_of_two_names(forms, seen):
    text = marked(f"We study {forms[0]}. Here {forms[1]} wins.", *forms)
    assert seen in coreference.features(text, "m1", "m2")


def test_an_abbreviation_that_many_papers_define_is_known_either_way_round():
    assert is_known("gnn", "graph neural network")
    assert is_known("graph neural network", "gnn")
    assert not is_known("gnn", "graph")


def test_joined_clusters_are_numbered_anew_in_order():
    text = marked("Alpha, beta, gamma and delta are methods.", "Alpha", "beta", "gamma", "delta")
    joined = clusters.join(text, [("m1", "m3"), ("m3", "m4")])
    assert [joined[m.start, m.end] for m in text.mentions] == ["m1", "m2", "m1", "m1"]
    assert clusters.join(text, []) == text.key_of


def test_joining_does_not_depend_on_the_order_of_pairs():
    text = marked("Alpha, beta, gamma and delta are methods.", "Alpha", "beta", "gamma", "delta")
    pairs = [("m1", "m3"), ("m2", "m4"), ("m3", "m4")]
    assert clusters.join(text, pairs) == clusters.join(text, pairs[::-1])
