"""The Neo4j store against a real server: what is there afterwards, whatever was there before."""

import os
import random
from dataclasses import replace

import pytest

from kg.errors import StoreRejected
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node, NodeRef
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, query, signature
from kg.stores.rows import row
from tests.neo4j_server import HOSTILE, expected, graph

pytestmark = pytest.mark.live


def run(uri: str, cypher: str, **params: object) -> None:
    """Do something to the database behind the store's back."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(uri, auth=("neo4j", os.environ["NEO4J_PASSWORD"])) as driver:
        driver.execute_query(cypher, params)


def test_a_graph_of_every_label_and_type_arrives_whole(uri: str) -> None:
    nodes, edges = graph(3)
    report = load(uri, nodes, edges)
    assert report == LoadReport(nodes_added=len(nodes), edges_added=len(edges))
    assert signature(uri) == expected(nodes, edges)
    assert query(
        uri,
        "MATCH (n) WHERE n.iri IS NOT NULL UNWIND labels(n) AS label RETURN DISTINCT label ORDER BY label",
    )[1] == [(x,) for x in sorted(NODE_PROPERTIES)]
    assert query(uri, "MATCH ()-[r]->() RETURN DISTINCT type(r) AS t ORDER BY t")[1] == [
        (x,) for x in sorted(EDGES)
    ]


def test_properties_are_stored_with_their_types(uri: str) -> None:
    nodes, _ = graph(2)
    load(uri, nodes, [])
    for node in nodes:
        _, [(stored,)] = query(uri, "MATCH (n {iri: $iri}) RETURN properties(n)", {"iri": node.iri})
        assert stored == row(node).properties
        del stored["hash"]
        assert stored == {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in node.properties.items()
        }


def test_a_second_load_changes_nothing(uri: str) -> None:
    nodes, edges = graph(3)
    load(uri, nodes, edges)
    assert load(uri, nodes, edges) == LoadReport(unchanged=len(nodes) + len(edges))
    assert signature(uri) == expected(nodes, edges)


def test_order_batch_size_and_repetition_change_nothing(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes, edges = graph(4)
    monkeypatch.setattr("kg.stores.difference.MOST_ROWS", 3)
    mixed = random.Random(7)
    report = load(uri, mixed.sample(nodes * 2, 2 * len(nodes)), mixed.sample(edges * 2, 2 * len(edges)))
    assert report == LoadReport(nodes_added=len(nodes), edges_added=len(edges))
    assert signature(uri) == expected(nodes, edges)


def test_forgetting_a_paper_removes_just_its_edges(uri: str) -> None:
    nodes, edges = graph(4)
    load(uri, nodes, edges)
    kept = [edge for edge in edges if edge.properties["paper"] != "paper 2"]
    report = load(uri, nodes, kept)
    assert report == LoadReport(edges_removed=len(edges) - len(kept), unchanged=len(nodes) + len(kept))
    assert signature(uri) == expected(nodes, kept)


def test_what_changes_is_written_and_what_goes_is_removed(uri: str) -> None:
    load(uri, *graph(3))
    nodes, edges = graph(2, salt=" of the second version")
    report = load(uri, nodes, edges)
    assert (report.nodes_changed, report.nodes_removed) == (len(nodes), len(nodes) // 2)
    assert (report.edges_changed, report.edges_removed) == (len(edges), len(edges) // 2)
    assert signature(uri) == expected(nodes, edges)


def test_a_property_that_is_no_longer_given_goes_and_the_property_of_another_stays(uri: str) -> None:
    node = Node("Paper", "x:1", {"iri": "x:1", "title": "T", "abstract": "A"})
    load(uri, [node], [])
    run(uri, "MATCH (n:Paper) SET n.rank = 7")
    report = load(uri, [replace(node, properties={"iri": "x:1", "title": "T2", "abstract": None})], [])
    assert report == LoadReport(nodes_changed=1)
    _, [(stored,)] = query(uri, "MATCH (n:Paper) RETURN n {.iri, .title, .abstract, .rank}")
    assert stored == {"iri": "x:1", "title": "T2", "abstract": None, "rank": 7}


def test_an_edge_whose_ends_have_changed_is_replaced(uri: str) -> None:
    nodes, edges = graph(3)
    load(uri, nodes, edges)
    moved = [replace(edge, target=replace(edge.target, iri=edge.target.iri[:-1] + "0")) for edge in edges]
    load(uri, nodes, moved)
    assert signature(uri) == expected(nodes, moved)
    assert query(uri, "MATCH ()-->(n) WHERE NOT n.iri ENDS WITH '/0' RETURN count(*)")[1] == [(0,)]


def test_the_data_of_others_in_the_same_database_stays(uri: str) -> None:
    run(
        uri,
        "CREATE (:Paper {title: 'theirs'})-[:USES {by: 'them'}]->(:Method {name: 'theirs'}), (:Alien {iri: 'x', hash: 'y'})",
    )
    try:
        nodes, edges = graph(2)
        load(uri, nodes, edges)
        assert signature(uri) == expected(nodes, edges)
        load(uri, [], [])
        _, rows = query(
            uri,
            "MATCH (n) WHERE NOT n:__Entity__ OPTIONAL MATCH (n)-[r]->() RETURN labels(n)[0] AS label, r.by ORDER BY label",
        )
        assert rows == [("Alien", None), ("Method", None), ("Paper", "them")]
    finally:
        run(uri, "MATCH (n) WHERE n.hash IS NULL AND NOT n:__Entity__ OR n:Alien DETACH DELETE n")


def test_hostile_text_is_stored_letter_by_letter(uri: str) -> None:
    short = [text for text in HOSTILE if len(text) < 1_000]
    nodes = [Node("Task", f"x:{text}", {"name": text, "aliases": tuple(HOSTILE)}) for text in short]
    nodes += [
        Node("Paper", f"x:{i}", {"title": text, "abstract": text, "sources": tuple(HOSTILE)})
        for i, text in enumerate(HOSTILE)
    ]
    ends = [NodeRef("Task", f"x:{text}") for text in short]
    edges = [
        Edge("SUBTASK_OF", text, end, ends[0], {"sentence": text, "rule": text})
        for text, end in zip(short, ends, strict=True)
    ]
    load(uri, nodes, edges)
    assert query(uri, "MATCH (n) WHERE n.iri IS NOT NULL RETURN count(n)")[1] == [(len(nodes),)]
    assert query(uri, "MATCH ()-[r]->() RETURN count(r)")[1] == [(len(edges),)]
    assert signature(uri) == expected(nodes, edges)
    assert sorted(query(uri, "MATCH (n:Task) RETURN n.iri, n.name, n.aliases")[1]) == sorted(
        (f"x:{t}", t, HOSTILE) for t in short
    )
    assert query(uri, "MATCH (n:Paper) RETURN n.title, n.abstract, n.sources ORDER BY n.iri")[1] == [
        (t, t, HOSTILE) for t in HOSTILE
    ]
    assert sorted(query(uri, "MATCH (n)-[r]->() RETURN n.name, r.key, r.sentence")[1]) == sorted(
        (t, t, t) for t in short
    )
    assert load(uri, nodes, edges) == LoadReport(unchanged=len(nodes) + len(edges))


def test_a_row_that_is_refused_is_a_dead_letter_and_the_others_arrive(uri: str) -> None:
    nodes, edges = graph(20)
    long = "x:" + "y" * 20_000  # an index entry of Neo4j holds about 8,000 bytes
    bad = [
        Node("Task", long, {"name": "too long for an index"}),
        Node("Task", "x:surrogate", {"name": "\ud800"}),
        Node("Task", "x:type", {"name": 3}),
        Node("Task", "x:range", {"year": 2**64}),
        Node("Tassk", "x:label", {}),
        Node("Paper", "x:property", {"titel": "T"}),
        replace(nodes[0], properties={**nodes[0].properties, "title": "another"}),
    ]
    task = NodeRef("Task", nodes[20].iri)
    bad_edges = [
        Edge("SUBTASK_OF", "k:long", NodeRef("Task", long), task, {}),
        Edge("SUBTASK_OF", "k:nowhere", task, NodeRef("Task", "x:nowhere"), {}),
        Edge("USES", "k:pair", task, task, {}),
        Edge("USESS", "k:type", task, task, {}),
    ]
    report = load(uri, [*nodes, *bad], [*edges, *bad_edges])
    assert signature(uri) == expected(nodes, edges)
    assert report.nodes_added == len(nodes)
    assert report.edges_added == len(edges)
    assert sorted(letter.source for letter in report.rejected) == sorted(
        [*(n.iri for n in bad), *(e.key for e in bad_edges)]
    )
    assert all(letter.reason and "\n" not in letter.reason for letter in report.rejected)


def test_a_changed_row_that_is_refused_leaves_no_old_version_behind(
    uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes, edges = graph(3)
    load(uri, nodes, edges)
    run(uri, "CREATE (:Paper {iri: 'x:other'})-[:USES {key: $key}]->(:Method)", key="taken")
    try:
        used = next(edge for edge in edges if edge.type == "USES")
        report = load(
            uri, nodes, [*edges, replace(used, key="taken", properties={**used.properties, "key": "taken"})]
        )
        assert [letter.source for letter in report.rejected] == [
            "taken"
        ]  # the key belongs to a relationship of somebody else
        assert signature(uri) == expected(nodes, edges)
    finally:
        run(uri, "MATCH (n) WHERE n.hash IS NULL AND NOT n:__Entity__ DETACH DELETE n")


def test_where_everything_is_refused_nothing_is_removed(uri: str) -> None:
    nodes, edges = graph(2)
    load(uri, nodes, edges)
    with pytest.raises(StoreRejected, match="refused every row"):
        load(uri, [replace(node, label="Tassk") for node in nodes], edges)
    assert signature(uri) == expected(nodes, edges)


def test_progress_is_told_by_stage(uri: str) -> None:
    nodes, edges = graph(2)
    load(uri, nodes, edges)
    told: list[tuple[str, int]] = []
    load(uri, nodes, edges[1:], progress=lambda stage, number: told.append((stage, number)))
    assert told == [("nodes", len(nodes)), ("edges", len(edges) - 1), ("removed", 1)]
