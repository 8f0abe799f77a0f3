import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import normal_form, preferred


@pytest.mark.parametrize(
    ("surface", "form"),
    [
        ("CIFAR-10", "cifar10"), ("CIFAR 10", "cifar10"), ("Graph Neural Networks", "graph neural network"), ("F1-score", "f1 score"),
        ("top-1 accuracy", "top1 accuracy"), ("C++", "c++"), ("mAP@0.5", "map@0.5"), ("SQuAD 2.0", "squad2.0"), ("strategies", "strategy"),
        ("Losses", "loss"), ("analysis", "analysis"), ("LSTMs", "lstm"), ("k–NN", "k nn"), ("W&B", "w&b"), ("ＢＥＲＴ", "bert"),
    ],
)  # fmt: skip
def test_normal_form(surface, form):
    assert normal_form(surface) == form


@pytest.mark.parametrize(
    ("surface", "form"),
    [
        ("LMs", "lm"), ("GANs", "gan"), ("BERT's", "bert"), ("naïve Bayes", "naive bayes"), ("й", "й"), ("corpora", "corpus"),
        ("ties", "tie"), ("theories", "theory"), ("boxes", "box"), ("branches", "branch"), ("classes", "class"), ("bus", "bus"), ("gas", "gas"),
        ("ImageNet's", "imagenet"), ("t-SNE", "t sne"), ("behaviour", "behavior"), ("four", "four"), ("noise", "noise"), ("optimised", "optimized"),
        ("tokenisation", "tokenization"), ("modelling", "modeling"), ("labelled", "labeled"), ("catalogue", "catalog"), ("centre", "center"),
        ("promise", "promise"), ("Foo Bar Network (FBN)", "foo bar network"), ("network (deep)", "network deep"), ("BERT (2019)", "bert2019"),
        (" @@ ", "@@"),
    ],
)  # fmt: skip
def test_plurals_spelling_accents_and_asides(surface, form):
    assert normal_form(surface) == form


@pytest.mark.parametrize(
    "surfaces",
    [
        {"KalmanSGD": 1, "KALMANSGD": 1, "kalmansgd": 1},  # mixed case
        {"lstm": 1, "LSTM": 1},  # no acronym
        {"graph network": 1, "Graph network": 1},  # not as a sentence starts
        {"graph network": 1, "Graph Network": 1},
        {"LSTM": 2, "lstm": 1},  # use before looks
    ],
)
def test_the_name_to_show_comes_first_here(surfaces):
    assert preferred(surfaces) == next(iter(surfaces))


@given(st.text())
def test_normal_form_is_idempotent(name):
    assert normal_form(normal_form(name)) == normal_form(name)


@given(st.text(min_size=1))
def test_normal_form_is_empty_only_for_blanks(name):
    assert bool(normal_form(name)) == bool(name.strip())


@given(st.dictionaries(st.text(min_size=1), st.integers(1, 9), min_size=1))
def test_preferred_depends_on_counts_only(surfaces):
    backwards = dict(reversed(surfaces.items()))
    assert preferred(surfaces) == preferred(backwards)
    assert surfaces[preferred(surfaces)] == max(surfaces.values())
