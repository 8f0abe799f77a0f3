from hypothesis import given
from hypothesis import strategies as st

from kg.model import Cluster
from kg.resolve import resolve
from kg.resolve.metrics import direction


def cluster(key, *mentions, label="Method"):
    return Cluster(key, label, mentions, "used", 0, 1, 0.9, "test")


def names(resolution):
    return {concept.name: concept for concept in resolution.concepts}


def test_spellings_are_one_concept():
    found = resolve([("a", cluster("m1", "Graph Neural Networks")), ("b", cluster("m1", "graph neural network"))])
    assert len(found.concepts) == 1
    assert found.iri_of["a", "m1"] == found.iri_of["b", "m1"] == "https://w3id.org/papergraph/method/graph-neural-network"


def test_an_abbreviation_alone_follows_the_long_form_that_papers_give_it():
    found = resolve([("a", cluster("m1", "Foo Bar Network", "FBN")), ("b", cluster("m1", "FBN"))])
    (concept,) = found.concepts
    assert concept.merges == (("fbn", "defined so in 1 of 1 papers that define it"),)
    assert concept.keys == ("fbn", "foo bar network")


def test_an_abbreviation_that_papers_define_differently_stays_apart():
    found = resolve([
        ("a", cluster("m1", "Foo Bar Network", "FBN")), ("b", cluster("m1", "Full Batch Norm", "FBN")), ("c", cluster("m1", "FBN")),
    ])  # fmt: skip
    assert len({found.iri_of["a", "m1"], found.iri_of["b", "m1"], found.iri_of["c", "m1"]}) == 3


def test_labels_are_kept_apart():
    found = resolve([("a", cluster("m1", "distillation")), ("a", cluster("t1", "distillation", label="Task"))])
    assert {c.label for c in found.concepts} == {"Method", "Task"}


def test_curated_aliases():
    found = resolve([("a", cluster("m1", "CNNs")), ("b", cluster("m1", "ConvNet")), ("c", cluster("m1", "convolutional neural networks"))])
    assert len(found.concepts) == 1
    assert all(why == "curated alias" for _, why in found.concepts[0].merges)


def test_a_curated_name_is_canonical_beside_a_longer_form():
    found = resolve([("a", cluster("k1", "BLEU", "BLEU score", label="Metric")), ("b", cluster("k1", "BLEU", label="Metric"))])
    assert [c.key for c in found.concepts] == ["bleu"]
    assert len(set(found.iri_of.values())) == 1


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
        assert found.iri_of[place, "m1"] in by_iri


def test_direction():
    assert direction("accuracy") == direction("success rate") == direction("bleu") == "higher"
    assert direction("word error rate") == direction("perplexity") == direction("false positive rate") == direction("flop") == "lower"
