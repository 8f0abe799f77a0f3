"""Names of any length: what they give as IRIs is short enough for every store, and different ones stay different."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.ids import DEFAULT_BASE, LONGEST, concept_iri, paper_iri, repository_iri
from kg.model import Edge, Node, NodeRef
from kg.names import normal_form
from kg.stores import embedded
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, query, signature
from tests.neo4j_server import expected, neo4j_uri

__all__ = ["neo4j_uri"]

UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%/:")
MOST = len(f"{DEFAULT_BASE}repository/") + LONGEST + 1 + 32
LETTERS = st.text(min_size=1, max_size=3)
LONG = st.builds(
    lambda start, times, end: start + "aé-b "[: len(start) + 1] * times + end,
    LETTERS,
    st.integers(0, 1_500),
    LETTERS,
)
NAMES = st.one_of(st.text(min_size=1), LONG)


def iris(name: str) -> tuple[str, str]:
    return paper_iri(name), repository_iri(f"https://{name}")


@given(NAMES, NAMES)
@example("a" * LONGEST, "a" * (LONGEST + 1))
@example("a" * 100_000 + "b", "a" * 100_000 + "c")
@example("ä" * 2_000, "ä" * 1_999 + "ö")
@example("a" * 999 + "ä", "a" * 999 + "ö")
def test_different_names_have_different_iris_and_none_is_long(one, other):
    for left, right in zip(iris(one), iris(other), strict=True):
        assert (left == right) == (one == other)
        assert max(len(left), len(right)) <= MOST
        assert set(left) <= UNRESERVED
    one, other = normal_form(one), normal_form(other)
    assert (concept_iri("Task", one) == concept_iri("Task", other)) == (one == other)
    assert len(concept_iri("Repository", one)) <= MOST


@given(NAMES)
@example("a" * 100_000)
def test_no_thing_can_be_named_to_meet_the_hash_of_another(name):
    iri = paper_iri(name)
    said = iri.removeprefix(f"{DEFAULT_BASE}paper/")
    assert (paper_iri(said) == iri) == (said == name)


def test_short_names_stay_as_they_were():
    assert (
        concept_iri("Method", "graph neural network")
        == "https://w3id.org/papergraph/method/graph-neural-network"
    )
    assert paper_iri("doi:10.1/x") == "https://w3id.org/papergraph/paper/doi%3A10.1%2Fx"
    assert (
        repository_iri(f"https://x.org/{'a' * 900}")
        == f"https://w3id.org/papergraph/repository/x.org%2F{'a' * 900}"
    )


def graph(letters: int = 100_000) -> tuple[list[Node], list[Edge]]:
    """Return concepts, papers and repositories with names of so many letters, of which most differ in the last one only."""
    names = [letter * letters for letter in "aä💥 "] + ["a" * (letters - 1) + "b", "word " * (letters // 5)]
    nodes = [
        Node("Method", concept_iri("Method", f"{i}{name}"), {"name": name, "key": name, "keys": (name,)})
        for i, name in enumerate(names)
    ]
    nodes += [Node("Paper", paper_iri(name), {"id": name, "title": name, "abstract": name}) for name in names]
    nodes += [
        Node("Repository", repository_iri(f"https://{name}"), {"url": f"https://{name}"}) for name in names
    ]
    ends = [NodeRef(node.label, node.iri) for node in nodes]
    methods, papers = ends[: len(names)], ends[len(names) : 2 * len(names)]
    edges = [
        Edge("PROPOSES", f"k{i}", paper, method, {"sentence": name})
        for i, (paper, method, name) in enumerate(zip(papers, methods, names, strict=True))
    ]
    return nodes, edges


def test_the_embedded_store_takes_them(tmp_path):
    embedded.load(tmp_path / "e", *graph())
    assert embedded.signature(tmp_path / "e") == expected(*graph())


@pytest.mark.live
def test_neo4j_takes_what_its_indexes_of_names_hold(neo4j_uri):
    load(neo4j_uri, [], [])
    nodes, edges = graph(2_000)
    assert load(neo4j_uri, nodes, edges) == LoadReport(nodes_added=len(nodes), edges_added=len(edges))
    assert signature(neo4j_uri) == expected(nodes, edges)
    assert query(neo4j_uri, "MATCH (m:Method) WHERE m.name STARTS WITH 'aaa' RETURN count(m)")[1] == [(2,)]
    load(neo4j_uri, [], [])


@pytest.mark.live
def test_neo4j_refuses_longer_ones_with_a_reason_and_loses_nothing_else(neo4j_uri):
    load(neo4j_uri, [], [])
    nodes, edges = graph(2_000)
    long = Node("Method", "https://e.org/long", {"name": "a" * 100_000, "key": "a", "keys": ("a",)})
    report = load(neo4j_uri, [*nodes, long], edges)
    assert (report.nodes_added, report.edges_added) == (len(nodes), len(edges))
    assert [rejected.source for rejected in report.rejected] == [long.iri]
    assert "index" in report.rejected[0].reason
    load(neo4j_uri, [], [])
