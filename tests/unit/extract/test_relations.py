"""Which of the likely relations of a paper are stated together."""

from kg.extract import clusters, relations
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.roles import Role
from kg.extract.sentences import split
from kg.extract.weights import Weights

TEXT = "We join MossNet with PebbleNet and LeafNet."
NAMES = ("MossNet", "PebbleNet", "LeafNet")


def stated(told):
    """Return the relations of TEXT where the model finds these of them likely."""
    mentions = [
        Candidate(TEXT.index(name), TEXT.index(name) + len(name), "Method", 1.0, "gold") for name in NAMES
    ]
    marked = MarkedText(TEXT, split(TEXT), mentions, clusters.group(TEXT, mentions, ()))
    key = {name: marked.key_of[m.start, m.end] for name, m in zip(NAMES, mentions, strict=True)}
    classes = ("none", "partOf", "subclassOf", "comparedWith")
    logs = {
        (key[a], key[b]): {"none": 0.0} | dict.fromkeys(classes[1:], -9.0) | told.get((a, b), {})
        for a in NAMES
        for b in NAMES
        if a != b
    }
    roles = {k: Role("used", (0, 0), 1.0, "test") for k in key.values()}
    name_of = {(m.start, m.end): name for name, m in zip(NAMES, mentions, strict=True)}
    found = relations.read(marked, roles, Weights.of(classes, {}), 0.2, logs)
    return {(name_of[r.head], r.label, name_of[r.tail]) for r in found}


def test_one_whole_of_several():
    told = {("MossNet", "PebbleNet"): {"partOf": 0.5}, ("MossNet", "LeafNet"): {"partOf": 0.4}}
    assert stated(told) == {("MossNet", "partOf", "PebbleNet")}


def test_two_concepts_are_not_part_and_kind_of_each_other():
    told = {("MossNet", "PebbleNet"): {"partOf": 0.5}, ("PebbleNet", "MossNet"): {"subclassOf": 0.4}}
    assert stated(told) == {("MossNet", "partOf", "PebbleNet")}


def test_a_whole_and_a_kind_of_different_concepts():
    told = {("MossNet", "PebbleNet"): {"partOf": 0.5}, ("MossNet", "LeafNet"): {"subclassOf": 0.4}}
    assert stated(told) == {("MossNet", "partOf", "PebbleNet"), ("MossNet", "subclassOf", "LeafNet")}
