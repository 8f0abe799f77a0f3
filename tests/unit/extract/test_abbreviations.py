from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.abbreviations import find

PAIRS = [
    ("We use a graph neural network (GNN).", ("GNN", "graph neural network")),
    ("We train convolutional neural networks (CNNs; see below).", ("CNNs", "convolutional neural networks")),
    ("the Deep Column Mapper (DCoM)", ("DCoM", "Deep Column Mapper")),
    ("a rectified linear unit (ReLU)", ("ReLU", "rectified linear unit")),
    (
        "our new Vector Quantised-Variational AutoEncoder (VQ-VAE)",
        ("VQ-VAE", "Vector Quantised-Variational AutoEncoder"),
    ),
    ("by k-nearest neighbors (k-NN)", ("k-NN", "k-nearest neighbors")),
    ("GNNs (graph neural networks) win", ("GNNs", "graph neural networks")),
    ("dubbed FBN (Foo Bar Network)", ("FBN", "Foo Bar Network")),
    ("FBN: Foo Bar Networks for Things\nText.", ("FBN", "Foo Bar Networks")),
    ("by moss-mapping minimization (MM)", ("MM", "mapping minimization")),
    ("by adaptive adapters (AA)", ("AA", "adaptive adapters")),
    ("by self-supervised moss sorting (SSMS)", ("SSMS", "self-supervised moss sorting")),
    ("on the Leaf and Sand Operations Corpus (LSOC)", ("LSOC", "Leaf and Sand Operations Corpus")),
    ("it investigates in-context learning (ICL)", ("ICL", "in-context learning")),
    ("a moss-to-moss (M2M) sorter", ("M2M", "moss-to-moss")),
    ("asynchronous advantage actor-critic (A3C)", ("A3C", "asynchronous advantage actor-critic")),
    ("a graph moss network [GMN] here", ("GMN", "graph moss network")),
    ("a graph moss network（GMN） here", ("GMN", "graph moss network")),
    ("a pebble moss network (henceforth PMN)", ("PMN", "pebble moss network")),
    ("a pebble moss network (also called PMN)", ("PMN", "pebble moss network")),
    ("We build a sand ranking model, or SRM for short, here", ("SRM", "sand ranking model")),
    ("a sand ranking model (SRM for short)", ("SRM", "sand ranking model")),
    ("the Dense Foo Network (DenseFNet)", ("DenseFNet", "Dense Foo Network")),
    ("a Global Leaf Sorter (GloSort)", ("GloSort", "Global Leaf Sorter")),
    ("PrOgressive INsertion TransformER (POINTER)", ("POINTER", "PrOgressive INsertion TransformER")),
]
NONE = [
    "better (e.g. BERT)",
    "a study (2020)",
    "as shown (Fig. 2)",
    "in two steps (i.e. once)",
    "the method (ours)",
    "Sentence one. Two (ABC)",
    "a title\n(TLA)",
    "by 3 points (3x)",
    "a single class token [CLS] is a class",
    "a moss model (i.e., GPT-4)",
    "a sand network (called LeafNet)",
    "residual leaves (MossNet)",
]


@pytest.mark.parametrize(("text", "pair"), PAIRS)
def test_pairs(text, pair):
    assert [(text[slice(*found.short)], text[slice(*found.long)]) for found in find(text)] == [pair]


@pytest.mark.parametrize("text", NONE)
def test_no_pair(text):
    assert find(text) == []


@given(st.text(alphabet="ABCabc ().,-:;\n1é", max_size=60) | st.text())
def test_any_text(text):
    for pair in find(text):
        for start, end in (pair.short, pair.long):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == text[start:end].strip()
            assert "\n" not in text[start:end]
        assert pair.short[1] <= pair.long[0] or pair.long[1] <= pair.short[0]


@pytest.mark.parametrize("junk", ["(" * 50_000, "(AB) " * 10_000, "A" * 100_000, "(" + "a " * 50_000 + ")"])
def test_hostile_text_is_soon_done(junk):
    start = process_time()
    find(junk)
    assert process_time() - start < 3  # seconds; today 0.4 at most
