import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Cluster
from kg.names import normal_form, preferred, readable
from kg.resolve import resolve


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
        ("β-VAE", "beta-VAE", "βVAE", "$\\beta$-VAE", "Beta VAE"), ("ε-greedy", "$\\varepsilon$-greedy", "ϵ-greedy", "epsilon-greedy"),
        ("$F_1$ score", "F_{1}-score", "F1 score"), ("**MossNet**", "**MossNet", "\\textbf{MossNet", "MossNet"), ("Moss~2", "Moss 2"),
        ("τ²-Bench", "$\\tau^2$-Bench", "$τ^{2}$-bench"), ("µ-net", "mu-net"), ("Cohen's κ", "Cohen's kappa"),
    ],
)  # fmt: skip
def test_one_name(surfaces):
    assert len(set(map(normal_form, surfaces))) == 1


def test_words_in_greek_stay_words():
    assert normal_form("μάθηση γλώσσα") == "μάθηση γλώσσα"


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("**Moss-DPO", "Moss-DPO"), ("*different* model", "different model"), ("$L_1$ error", "L_1 error"), ("{MossNet", "MossNet"),
        ("patch-level} priors", "patch-level priors"), ("\\textbf{Moss} search", "Moss search"), ("\\emphfederated moss", "federated moss"),
        ("$\\mathcal{O", "O"), ("64$\\times$64", "64×64"), ("$\\Sigma$-net", "Σ-net"), ("Moss~2.5", "Moss 2.5"), ("``Moss''", "Moss"),
        ("T\\&T", "T&T"), ("A* search", "A* search"), ("V*", "V*"), ("3 * 3 kernel", "3 * 3 kernel"), ("NO_OP", "NO_OP"), ("**", "**"),
    ],
)  # fmt: skip
def test_readable(surface, name):
    assert readable(surface) == readable(readable(surface)) == name


def test_a_concept_is_named_without_markup():
    papers = [
        (paper, Cluster("m1", "Method", (form,), "used", 0, 1, 0.9, "test"))
        for paper, form in (("a", "**Moss-DPO"), ("b", "$\\beta$-Moss"), ("c", "β-Moss"))
    ]
    assert [(concept.name, concept.aliases) for concept in resolve(papers).concepts] == [
        ("β-Moss", ()),
        ("Moss-DPO", ()),
    ]


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
