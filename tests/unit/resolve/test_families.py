"""Variants and kinds, told from names."""

import pytest

from kg.model import Cluster
from kg.resolve import resolve


def papers(**used):
    """Return the clusters of papers: for each label, {name: number of papers}."""
    return [
        (f"{label} {name} {n}", Cluster("c1", label, (name,), "used", 0, 1, 0.9, "test"))
        for label, names in used.items()
        for name, count in names.items()
        for n in range(count)
    ]


def name_relations(**used):
    found = resolve(papers(**used))
    named = {concept.iri: concept.name for concept in found.concepts}
    return {(named[each.narrower.iri], each.edge, named[each.broader.iri]) for each in found.name_relations}


@pytest.mark.parametrize(
    ("label", "variant", "family"),
    [
        ("Method", "GPT-3", "GPT"), ("Method", "GPT-4o", "GPT"), ("Dataset", "CIFAR-100", "CIFAR"), ("Method", "ResNet-50", "ResNet"),
        ("Method", "YOLOv8", "YOLO"), ("Metric", "macro-F1", "F1"), ("Metric", "top-5 accuracy", "accuracy"), ("Metric", "BLEU-4", "BLEU"),
        ("Metric", "ROUGE-L", "ROUGE"), ("Dataset", "WMT14 En-De", "WMT14"), ("Dataset", "WMT14", "WMT"), ("Dataset", "ImageNet-21k", "ImageNet"),
        ("Method", "VQ-VAE", "VAE"), ("Method", "Llama-2-7B", "Llama 2"), ("Method", "Llama 2", "Llama"), ("Method", "BERT-large", "BERT"),
        ("Dataset", "SemEval-2019 Task 7", "SemEval-2019"), ("Dataset", "SQuAD 2.0", "SQuAD"), ("Metric", "Recall@10", "recall"),
    ],
)  # fmt: skip
def test_a_variant_hangs_on_its_family(label, variant, family):
    assert name_relations(**{label: {variant: 2, family: 5}}) == {(variant, "VARIANT_OF", family)}


def test_without_the_name_of_the_family_variants_hang_on_the_most_used():
    assert name_relations(Method={"YOLOv5": 3, "YOLOv8": 5, "YOLOv3": 2}) == {
        ("YOLOv5", "VARIANT_OF", "YOLOv8"),
        ("YOLOv3", "VARIANT_OF", "YOLOv8"),
    }


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Method", "BERT-CRF", "CRF"), ("Method", "knowledge base", "knowledge"), ("Method", "BioBERT", "BERT"), ("Task", "Task 1", "Task 2"),
        ("Method", "GAN", "GA"), ("Dataset", "MNIST", "EMNIST"), ("Method", "T5", "T"),
    ],
)  # fmt: skip
def test_what_is_no_variant(label, one, other):
    assert (
        name_relations(**{label: {one: 2, other: 5, "BERT": 5}}) - {("BERT-CRF", "SUBCLASS_OF", "BERT")}
        == set()
    )


def test_kinds_follow_the_words_of_names():
    methods = {
        "vision transformer": 3,
        "graph neural network": 6,
        "heterogeneous graph neural network": 2,
        "Transformer": 9,
    }
    tasks = {
        "image classification": 7,
        "fine-grained image classification": 2,
        "classification": 30,
        "translation of classification": 1,
    }
    assert name_relations(Method=methods, Task=tasks) == {
        ("vision transformer", "SUBCLASS_OF", "Transformer"),
        ("heterogeneous graph neural network", "SUBCLASS_OF", "graph neural network"),
        ("image classification", "SUBTASK_OF", "classification"),
        ("fine-grained image classification", "SUBTASK_OF", "image classification"),
    }


def test_hyphens_hold_words_together_and_rare_heads_are_no_kind():
    assert (
        name_relations(
            Task={
                "multi-label classification": 3,
                "label classification": 9,
                "non autoregressive translation": 2,
            }
        )
        == set()
    )
    assert name_relations(Task={"hate speech detection": 9, "speech detection": 4}) == set()


def test_each_kin_names_a_place_where_the_narrower_name_is_used():
    found = resolve(papers(Method={"GPT-3": 3, "GPT": 5}))
    (each,) = found.name_relations
    assert found.concept_of[each.paper, each.cluster] == each.narrower
    assert each.paper == "Method GPT-3 0"


def test_generic_names_are_no_concepts():
    found = resolve(papers(Method={"neural model": 5, "model": 3}, Task={"task": 2, "parsing": 2}))
    assert [concept.name for concept in found.concepts] == ["parsing"]
    assert len(found.concept_of) == 2
