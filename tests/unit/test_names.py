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
