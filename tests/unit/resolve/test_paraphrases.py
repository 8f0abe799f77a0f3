"""Names of one thing in other words, each rule on both sides of its limit."""

import pytest

from kg.model import Cluster
from kg.resolve import resolve
from kg.resolve.paraphrases import paraphrase_key


def concepts(label, *names):
    """Return the concepts of names, each with the number of papers that use it."""
    found = resolve(
        (f"{name} {n}", Cluster("c1", label, (name,), "used", 0, 1, 0.9, "test"))
        for name, count in names
        for n in range(count)
    )
    return found.concepts


def joined(label, *names):
    """Return whether names become one concept."""
    return len(concepts(label, *names)) == 1


@pytest.mark.parametrize(
    ("label", "short", "fewest", "long", "papers"),
    [
        ("Method", "quux", 20, "quux framework", 5),  # a light head, one word: 20 papers, or twice as many
        ("Method", "quux", 40, "quux framework", 20),
        ("Method", "foo quux", 2, "foo quux framework", 5),  # two words: 2 papers
        (
            "Method",
            "foo quux",
            6,
            "foo quux architecture",
            5,
        ),  # another head, two words: more papers than with it
        ("Method", "foo bar quux", 3, "foo bar quux architecture", 9),  # three words: 3 papers
        ("Dataset", "quux", 2, "quux corpus", 9),
        ("Metric", "quux", 2, "quux score", 9),
        ("Task", "quux parsing", 2, "quux parsing task", 7),  # a fifth as many
        ("Task", "quux parsing", 2, "quux parsing system", 7),
    ],
)
def test_a_generic_word_says_nothing_where_the_rest_is_in_use(label, short, fewest, long, papers):
    assert joined(label, (short, fewest), (long, papers))
    assert not joined(label, (short, fewest - 1), (long, papers))


def test_a_fifth_of_the_papers_is_enough_for_a_task_and_not_less_for_a_metric():
    assert joined("Task", ("quux parsing", 2), ("quux parsing task", 10))
    assert not joined("Metric", ("quux", 2), ("quux value", 15))


@pytest.mark.parametrize(
    ("label", "short", "long"),
    [
        ("Task", "parsing", "parsing system"),
        ("Task", "parsing", "parsing research"),
        ("Method", "semantic", "semantic network"),
        ("Method", "zero shot", "zero-shot model"),
        ("Method", "BERT", "BERT pipeline"),
        ("Method", "quux", "quux mechanism"),
    ],
)
def test_a_generic_word_that_tells_things_apart_stays(label, short, long):
    assert not joined(label, (short, 50), (long, 5))


@pytest.mark.parametrize(("whole", "clipped", "together"), [(16, 2, True), (15, 2, False), (8, 1, True)])
def test_a_clipped_name_follows_a_whole_that_is_used_eight_times_as_often(whole, clipped, together):
    assert joined("Method", ("Quux decision tree", whole), ("Quux decision", clipped)) == together


@pytest.mark.parametrize(("others", "together"), [(4, True), (5, False)])
def test_a_clipped_name_stands_alone_where_it_goes_on_in_several_ways(others, together):
    found = concepts(
        "Method", ("Quux decision tree", 16), ("Quux decision forest", others), ("Quux decision", 2)
    )
    assert len(found) == (2 if together else 3)


@pytest.mark.parametrize(("bare", "neural", "together"), [(3, 7, True), (3, 6, False), (7, 3, True)])
def test_a_network_is_neural_where_ten_papers_speak_of_it(bare, neural, together):
    assert joined("Method", ("quux network", bare), ("quux neural network", neural)) == together


def test_a_network_of_another_kind_is_not_neural():
    assert not joined("Method", ("road network", 9), ("road neural network", 9))


def test_only_words_beside_others_are_cut_to_their_stems():
    assert paraphrase_key("Task", "segmentation") != paraphrase_key("Task", "segmenting")
    assert paraphrase_key("Task", "image segmentation") == paraphrase_key("Task", "image segmenting")


def test_a_merge_by_letters_says_so():
    [concept] = concepts("Method", ("FooNet", 3), ("Foo Net", 3))
    assert concept.merges == (("foonet", "same letters"),)


def test_who_does_a_thing_is_not_the_thing():
    said = [("Task", "quux detection", 40), ("Method", "quux detector", 2)]
    found = resolve(
        (f"{name} {n}", Cluster("c1", label, (name,), "used", 0, 1, 0.9, "test"))
        for label, name, count in said
        for n in range(count)
    )
    assert [(concept.label, concept.key) for concept in found.concepts] == [
        ("Method", "quux detector"),
        ("Task", "quux detection"),
    ]


def test_a_phrase_of_the_table_counts_within_a_name_and_not_as_one():
    assert paraphrase_key("Method", "deep transfer learning", stems=False) == "deep transfer"
    assert paraphrase_key("Method", "transfer learning", stems=False) == "transfer learning"


def test_a_gerund_stands_before_or_behind():
    assert joined("Task", ("classifying quuxes", 2), ("quux classification", 5))
    assert not joined("Task", ("classifying quuxes", 5), ("quux classification", 5))
