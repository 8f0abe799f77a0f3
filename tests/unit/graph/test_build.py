"""The concepts in the graph: kinds without circles, units, generic names, logs of an older kg, and runs in any order."""

import random
import sqlite3

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.evidence.database import EvidenceDatabase
from kg.graph.build import build
from kg.graph.view import concepts, edges, nodes
from kg.ids import DEFAULT_BASE
from kg.model import AuthorityEntry, Cluster, Extraction, Paper, ResultMention
from tests.said import add, graph_of, say

names = st.sampled_from(["Ant", "Bee", "Cat", "Dog", "Eel"])
said = st.lists(
    st.lists(st.tuples(names, names).filter(lambda pair: pair[0] != pair[1]), min_size=1, max_size=3),
    min_size=1,
    max_size=8,
)


@given(said, st.sampled_from([("Method", "subclassOf"), ("Task", "subtaskOf"), ("Method", "partOf")]))
@settings(deadline=None, max_examples=60)
def test_kinds_and_parts_never_lead_in_a_circle_and_only_circles_are_broken(tmp_path_factory, papers, kind):
    label, edge = kind
    with EvidenceDatabase(tmp_path_factory.mktemp("g")) as evidence:
        add(
            evidence,
            *(say(number, *relations, label=label, edge=edge) for number, relations in enumerate(papers)),
        )
        _, found = graph_of(evidence)
    kept = networkx.DiGraph(
        (e.source.iri, e.target.iri) for e in found if e.type in ("SUBCLASS_OF", "SUBTASK_OF", "PART_OF")
    )
    assert networkx.is_directed_acyclic_graph(kept)
    for head, tail in {pair for relations in papers for pair in relations}:
        ends = [f"{DEFAULT_BASE}{label.lower()}/{name.lower()}" for name in (head, tail)]
        assert kept.has_edge(*ends) or networkx.has_path(kept, ends[1], ends[0])


def test_the_statement_that_fewer_papers_make_gives_way(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        add(evidence, say(1, ("Ant", "Bee")), say(2, ("Ant", "Bee")), say(3, ("Bee", "Ant")))
        _, found = graph_of(evidence)
    assert {(e.source.iri[-3:], e.target.iri[-3:]) for e in found if e.type == "SUBCLASS_OF"} == {
        ("ant", "bee")
    }
    assert {e.properties["paper"] for e in found if e.type == "SUBCLASS_OF"} == {"p1", "p2"}


def test_the_unit_of_a_metric_is_what_most_of_its_results_are_in(tmp_path):
    text = "Speed\nThe latency is 4 ms and 5 ms, or 6 s, and the gain is 3 points, 4 points and 5 points."
    cluster = Cluster(
        "k", "Metric", ("latency",), "reported", text.index("latency"), text.index("latency") + 7, 0.9, "test"
    )
    numbers = [
        ("4", "ms", "absolute"),
        ("5", "ms", "absolute"),
        ("6", "s", "absolute"),
        *((n, "points", "gain") for n in ("3", "4", "5")),
    ]
    results = tuple(
        ResultMention(
            value,
            unit,
            kind,
            None,
            None,
            None,
            "k",
            *((at := text.index(f"{value} {unit}")), at + 1),
            0.9,
            "test",
        )
        for value, unit, kind in numbers
    )
    with EvidenceDatabase(tmp_path) as evidence:
        found = Extraction("p1", text, ((0, len(text)),), (), (cluster,), (), (), results)
        add(evidence, (Paper("p1", *text.split("\n"), sources=("f#1",)), found))
        graph_of(evidence)
        assert [(concept.name, concept.direction, concept.unit) for concept in concepts(evidence)] == [
            ("latency", "lower", "ms")
        ]


def test_generic_names_are_nowhere_in_the_graph(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        add(evidence, say(1, ("AntNet", "neural model"), ("AntNet", "Bee")))
        found, joined = graph_of(evidence)
    assert {node.properties["name"] for node in found if node.label == "Method"} == {"AntNet", "Bee"}
    assert not any("neural-model" in edge.target.iri for edge in joined)


def test_variants_and_kinds_are_statements_with_a_sentence(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        add(evidence, say(1, ("GPT-3", "Bee")), *(say(n, ("GPT", "Cat")) for n in range(2, 8)))
        _, found = graph_of(evidence)
    (variant,) = (edge for edge in found if edge.type == "VARIANT_OF")
    assert (variant.source.iri[-4:], variant.target.iri[-3:], variant.properties["paper"]) == (
        "gpt3",
        "gpt",
        "p1",
    )
    assert "GPT-3 is a Bee." in variant.properties["sentence"]
    assert variant.properties["rule"] == "name-variant"


PAPERS = [
    say(1, ("Foo Bar Network", "deep model")), say(2, ("FBN", "Bee")), say(3, ("foo-bar networks", "Bee"), ("GPT-2", "GPT")),
    say(4, ("Bee", "Foo Bar Network")), say(5, ("GPT-3", "Cat"), ("Cat", "Bee")), say(6, ("ConvNet", "CNN")), say(7, ("CNN model", "Cat")),
]  # fmt: skip


@given(
    st.permutations(range(len(PAPERS))),
    st.lists(st.integers(0, len(PAPERS)), max_size=3),
    st.randoms(use_true_random=False),
)
@settings(deadline=None, max_examples=25)
def test_any_order_in_any_number_of_runs_gives_the_same_graph(tmp_path_factory, order, cuts, chance):
    with EvidenceDatabase(tmp_path_factory.mktemp("whole")) as evidence:
        add(evidence, *PAPERS)
        whole = graph_of(evidence)
    with EvidenceDatabase(tmp_path_factory.mktemp("parts")) as evidence:
        for start, end in zip([0, *sorted(cuts)], [*sorted(cuts), len(order)], strict=True):
            add(evidence, *(PAPERS[place] for place in order[start:end]))
            if chance.random() < 0.5:
                graph_of(evidence)
        extra = say(99, ("Zebra Fish Network", "Bee"))
        add(evidence, extra)
        graph_of(evidence)
        evidence.papers.forget(["p99"])
        assert graph_of(evidence) == whole


def test_a_new_paper_touches_only_the_concepts_that_it_bears_on(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        add(evidence, *PAPERS)
        graph_of(evidence)
        before = {concept.iri: concept for concept in concepts(evidence)}
        add(evidence, say(8, ("Zebra Fish Network", "FBN")))
        graph_of(evidence)
        after = {concept.iri: concept for concept in concepts(evidence)}
    touched = {iri for iri in before.keys() | after.keys() if before.get(iri) != after.get(iri)}
    assert {iri.rsplit("/", 1)[1] for iri in touched} <= {"zebra-fish-network", "foo-bar-network", "fbn"}
    assert f"{DEFAULT_BASE}method/zebra-fish-network" in touched


def test_a_build_that_fails_leaves_the_tables_as_they_were(tmp_path):
    from kg.model import Resolution

    with EvidenceDatabase(tmp_path) as evidence:
        add(evidence, *PAPERS)
        wanted = graph_of(evidence)
        with pytest.raises(sqlite3.Error):
            build(evidence, Resolution((), {}), links=[("too", "short")])  # type: ignore[list-item]
        assert (list(nodes(evidence)), list(edges(evidence))) == wanted


def test_authorities_do_not_depend_on_order(tmp_path):
    entries = [
        AuthorityEntry(f"https://e.org/{n}", name, ())
        for n, name in enumerate(["GPT", "CNN", "Bee", "Foo Bar Network"])
    ]
    graphs = []
    for folder, seed in (("a", 1), ("b", 2)):
        shuffled = entries[:]
        random.Random(seed).shuffle(shuffled)
        with EvidenceDatabase(tmp_path / folder) as evidence:
            add(evidence, *PAPERS)
            evidence.authorities.replace("x.csv", shuffled)
            graphs.append(graph_of(evidence))
    assert graphs[0] == graphs[1]
    matches = {
        node.properties["name"]: node.properties["exactMatch"]
        for node in graphs[0][0]
        if node.properties.get("exactMatch")
    }
    assert matches == {"Foo Bar Network": ("https://e.org/3",)}
