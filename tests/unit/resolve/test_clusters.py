import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Cluster, NodeRef
from kg.resolve import resolve
from kg.resolve.abbreviations import abbreviates, is_short
from kg.resolve.metrics import direction


def cluster(key, *mentions, label="Method"):
    return Cluster(key, label, mentions, "used", 0, 1, 0.9, "test")


def names(resolution):
    return {concept.name: concept for concept in resolution.concepts}


def test_spellings_are_one_concept():
    found = resolve(
        [("a", cluster("m1", "Graph Neural Networks")), ("b", cluster("m1", "graph neural network"))]
    )
    assert len(found.concepts) == 1
    iri = "https://w3id.org/papergraph/method/graph-neural-network"
    assert found.concept_of["a", "m1"] == found.concept_of["b", "m1"] == NodeRef("Method", iri)


def test_an_abbreviation_alone_follows_the_long_form_that_papers_give_it():
    found = resolve([("a", cluster("m1", "Foo Bar Network", "FBN")), ("b", cluster("m1", "FBN"))])
    (concept,) = found.concepts
    assert concept.merges == (("fbn", "defined so in 1 of 1 papers that define it"),)
    assert concept.keys == ("fbn", "foo bar network")


def test_an_abbreviation_that_papers_define_differently_stays_apart():
    found = resolve([
        ("a", cluster("m1", "Foo Bar Network", "FBN")), ("b", cluster("m1", "Full Batch Norm", "FBN")), ("c", cluster("m1", "FBN")),
    ])  # fmt: skip
    assert len({found.concept_of["a", "m1"], found.concept_of["b", "m1"], found.concept_of["c", "m1"]}) == 3


def used(count, *mentions, label="Method"):
    """Return the clusters of so many papers that use the mentions under a label."""
    return [(f"{label} {mentions} {n}", cluster("c1", *mentions, label=label)) for n in range(count)]


def test_a_concept_has_the_label_that_most_papers_give_it():
    found = resolve(
        [
            *used(3, "tide modeling", label="Task"),
            *used(1, "Tide Modeling"),
            *used(2, "tide-modeling", label="Metric"),
        ]
    )
    assert [(c.label, c.key) for c in found.concepts] == [("Task", "tide modeling")]
    assert set(found.concept_of.values()) == {
        NodeRef("Task", "https://w3id.org/papergraph/task/tide-modeling")
    }


def test_a_dataset_and_a_task_of_one_name_stay_two_when_many_papers_have_each():
    found = resolve([*used(20, "emotion mining", label="Task"), *used(15, "Emotion Mining", label="Dataset")])
    assert [c.label for c in found.concepts] == ["Dataset", "Task"]


def test_an_abbreviation_that_means_something_else_under_each_label_stays_two():
    found = resolve([
        *used(4, "automatic speech recognition", "ASR", label="Task"), *used(2, "attack success rate", "ASR", label="Metric"),
        *used(1, "ASR", label="Task"), *used(1, "ASR", label="Metric"),
    ])  # fmt: skip
    assert {(c.label, c.keys) for c in found.concepts} == {
        ("Task", ("asr", "automatic speech recognition")), ("Metric", ("asr", "attack success rate")),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Method", "BERT", "BERT model"), ("Method", "BiLSTM", "Bi-LSTM network"), ("Dataset", "ImageNet", "ImageNet dataset"),
        ("Task", "relation extraction", "relation extraction task"), ("Metric", "BLEU", "BLEU scores"),
        ("Method", "rule based", "rule-based systems"), ("Method", "pretrained transformer", "pre-trained transformers"),
        ("Metric", "macro F1", "macro-averaged F1 score"), ("Metric", "F1 macro", "macro F1"), ("Method", "Naïve Bayes", "Naive Bayes"),
        ("Method", "generative large language models", "large generative language models"), ("Task", "tokenisation", "Tokenization"),
        ("Method", "convolution neural network", "convolutional neural networks"), ("Task", "labelled data", "labeled data"),
        ("Dataset", "CNN/Daily Mail", "CNN/DailyMail"), ("Task", "automated fact checking", "automatic fact-checking"),
    ],
)  # fmt: skip
def test_names_of_one_thing(label, one, other):
    found = resolve([*used(6, one, label=label), *used(3, other, label=label)])
    assert len(found.concepts) == 1
    assert all(why for _, why in found.concepts[0].merges)


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Method", "GPT-2", "GPT-3"), ("Dataset", "CIFAR-10", "CIFAR-100"), ("Method", "ResNet-50", "ResNet-101"), ("Method", "YOLOv5", "YOLOv8"),
        ("Metric", "F1", "macro-F1"), ("Metric", "top-1 accuracy", "top-5 accuracy"), ("Metric", "BLEU", "BLEU-4"), ("Metric", "ROUGE-1", "ROUGE-L"),
        ("Dataset", "WMT14 En-De", "WMT14 En-Fr"), ("Dataset", "ImageNet", "ImageNet-21k"), ("Method", "VAE", "VQ-VAE"), ("Method", "BERT", "mBERT"),
        ("Dataset", "SQuAD", "SQuAD 2.0"), ("Dataset", "SemEval-2019 Task 7", "SemEval-2021 Task 7"), ("Method", "language", "language model"),
        ("Method", "neural network", "graph network"), ("Task", "parsing", "dependency parsing"), ("Method", "topic", "topic model"),
        ("Method", "encoder-decoder", "decoder-encoder attention"), ("Task", "speech-to-text", "text-to-speech"), ("Metric", "micro-F1", "macro-F1"),
        ("Metric", "error", "error rate"), ("Method", "LSTM", "BiLSTM"), ("Method", "Llama 2", "Llama-2-7B"), ("Dataset", "WMT14", "WMT16"),
    ],
)  # fmt: skip
def test_variants_and_neighbours_stay_apart(label, one, other):
    found = resolve([*used(6, one, label=label), *used(6, other, label=label)])
    assert len(found.concepts) == 2


def test_an_abbreviation_within_a_name_is_written_out():
    found = resolve(
        [*used(3, "Foo Bar Network", "FBN"), *used(2, "FBN layer"), *used(3, "Foo Bar Network layer")]
    )
    assert {(c.keys, c.merges) for c in found.concepts if c.key.endswith("layer")} == {
        (("fbn layer", "foo bar network layer"), (("fbn layer", "an abbreviation written out"),)),
    }  # fmt: skip


def test_what_an_abbreviation_means_is_what_most_papers_mean():
    found = resolve(
        [*used(8, "contrastive learning", "CL"), *used(2, "curriculum learning", "CL"), *used(3, "CL")]
    )
    assert {c.keys for c in found.concepts} == {("cl", "contrastive learning"), ("curriculum learning",)}
    assert found.disputed == ()


@pytest.mark.parametrize(("others", "agreed"), [(2, True), (3, False)])
def test_two_thirds_of_the_papers_are_enough_to_agree(others, agreed):
    found = resolve(
        [*used(4, "contrastive learning", "CL"), *used(others, "curriculum learning", "CL"), *used(1, "CL")]
    )
    assert (found.disputed == ()) == agreed


def test_an_abbreviation_on_which_papers_disagree_is_listed():
    found = resolve(
        [*used(3, "contrastive learning", "CL"), *used(2, "curriculum learning", "CL"), *used(3, "CL")]
    )
    assert len(found.concepts) == 3
    assert found.disputed == (("CL", "contrastive learning", 3), ("CL", "curriculum learning", 2))


@pytest.mark.parametrize(
    ("short", "long", "fits"),
    [
        ("nmt", "neural machine translation", True), ("bert", "bidirectional encoder representation from transformer", True),
        ("pos", "part of speech", True), ("lora", "low rank adaptation", True), ("gnn", "graph convolutional network", False),
        ("ner", "named entity recognition", True), ("crf", "conditional random field model", True), ("cl", "contrastive", False),
        ("mt", "machine translation", True), ("tm", "machine translation", False), ("multiconer", "multilingual complex named entity recognition", True),
    ],
)  # fmt: skip
def test_first_letters(short, long, fits):
    assert abbreviates(short, long) is fits


def test_curated_aliases():
    found = resolve(
        [
            ("a", cluster("m1", "CNNs")),
            ("b", cluster("m1", "ConvNet")),
            ("c", cluster("m1", "convolutional neural networks")),
        ]
    )
    assert len(found.concepts) == 1
    assert all(why == "curated alias" for _, why in found.concepts[0].merges)


def test_a_curated_name_is_canonical_beside_a_longer_form():
    found = resolve(
        [
            ("a", cluster("k1", "BLEU", "BLEU score", label="Metric")),
            ("b", cluster("k1", "BLEU", label="Metric")),
        ]
    )
    assert [c.key for c in found.concepts] == ["bleu"]
    assert len(set(found.concept_of.values())) == 1


forms = st.lists(
    st.sampled_from(["FBN", "Foo Bar Network", "foo-bar network", "CNN", "Conv Net", "x", "y z", "CIFAR-10"]),
    min_size=1,
    max_size=3,
    unique=True,
)


@given(st.lists(forms, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_order_plays_no_part(papers, random):
    clusters = [(f"p{i}", cluster("m1", *mentions)) for i, mentions in enumerate(papers)]
    shuffled = clusters[:]
    random.shuffle(shuffled)
    assert resolve(clusters) == resolve(shuffled)


@given(st.lists(forms, min_size=1, max_size=8))
def test_every_cluster_leads_to_a_concept_that_knows_its_names(papers):
    clusters = [(f"p{i}", cluster("m1", *mentions)) for i, mentions in enumerate(papers)]
    found = resolve(clusters)
    by_iri = {c.iri: c for c in found.concepts}
    assert len(by_iri) == len(found.concepts)
    for place, _ in clusters:
        assert found.concept_of[place, "m1"].iri in by_iri


@pytest.mark.parametrize(
    "name",
    [
        "accuracy", "success rate", "bleu", "frames per second", "memory efficiency", "inference speed", "compression rate", "true positive rate",
        "peak signal to noise ratio", "frame rate", "win rate", "f1 score", "throughput", "log likelihood",
    ],
)  # fmt: skip
def test_more_is_better(name):
    assert direction(name) == "higher"


@pytest.mark.parametrize(
    "name",
    [
        "word error rate", "perplexity", "false positive rate", "flop", "floating point operation", "negative log likelihood", "false negative",
        "inference latency", "gpu hour", "memory footprint", "number of parameter", "mean absolute error", "hallucination rate", "mse",
    ],
)  # fmt: skip
def test_less_is_better(name):
    assert direction(name) == "lower"


def test_a_known_abbreviation_decides():
    assert direction("learned perceptual image patch similarity", ["lpips"]) == "lower"


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("GAN", True),
        ("GANs", True),
        ("mAP", True),
        ("Model", False),
        ("GAN s", False),
        ("As", False),
        ("A" * 12, True),
        ("A" * 13, False),
    ],
)
def test_what_looks_like_an_abbreviation(written, short):
    assert is_short(written) == short
