"""The marker in the database: what it saves, and when it is not believed."""

import os
import re
from dataclasses import replace
from importlib.resources import files

import pytest

from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, query, signature
from tests.neo4j_server import expected, graph

pytestmark = pytest.mark.live
DIGEST = "MATCH (m:__Entity__) RETURN m.digest"


def run(uri: str, cypher: str) -> None:
    """Do something to the database behind the store's back."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(uri, auth=("neo4j", os.environ["NEO4J_PASSWORD"])) as driver:
        driver.execute_query(cypher)


def test_constraints_and_indexes_are_ready_before_the_first_row(uri: str) -> None:
    load(uri, [], [])
    text = files("kg.generated").joinpath("constraints.cypher").read_text(encoding="utf-8")
    wanted = {"papergraph", *re.findall(r"^CREATE (?:CONSTRAINT|INDEX|FULLTEXT INDEX) (\w+)", text, re.M)}
    rows = dict(query(uri, "SHOW INDEXES YIELD name, state RETURN name, state")[1])
    assert len(wanted) > 30
    assert {rows.get(name) for name in wanted} == {"ONLINE"}


def test_what_is_known_to_be_there_is_not_read_again(uri: str) -> None:
    nodes, edges = graph(3)
    digest = load(uri, nodes, edges).digest
    assert query(uri, DIGEST)[1] == [(digest,)]

    def unread():  # type: ignore[no-untyped-def]
        raise AssertionError("the graph is not asked for")
        yield

    assert load(uri, unread(), unread(), known=digest) == LoadReport(unchanged=len(nodes) + len(edges))
    changed = [replace(nodes[0], properties={**nodes[0].properties, "title": "another"}), *nodes[1:]]
    assert load(uri, changed, edges, known="of another graph") == LoadReport(
        nodes_changed=1, unchanged=len(nodes) + len(edges) - 1
    )
    assert query(uri, DIGEST)[1] != [(digest,)]


def test_a_load_that_is_not_done_is_not_marked_as_done(uri: str) -> None:
    nodes, edges = graph(3)
    digest = load(uri, nodes, edges).digest

    def breaking():  # type: ignore[no-untyped-def]
        yield from edges[:5]
        raise RuntimeError("the input broke")

    with pytest.raises(RuntimeError):
        load(
            uri,
            [replace(node, properties={**node.properties, "iri": None}) for node in nodes[:0]]
            + graph(3, " new")[0],
            breaking(),
        )
    assert query(uri, DIGEST)[1] == [(None,)]
    assert load(uri, nodes, edges, known=digest).written > 0
    assert signature(uri) == expected(nodes, edges)
    assert query(uri, DIGEST)[1] == [(digest,)]


def test_a_graph_of_which_something_was_refused_is_not_marked_as_whole(uri: str) -> None:
    nodes, edges = graph(3)
    bad = replace(nodes[0], iri="x:bad", properties={"titel": "T"})
    assert load(uri, [*nodes, bad], edges).digest == ""
    assert query(uri, DIGEST)[1] == [(None,)]


def test_without_a_marker_everything_is_compared(uri: str) -> None:
    nodes, edges = graph(3)
    digest = load(uri, nodes, edges).digest
    run(uri, "MATCH (m:__Entity__) DELETE m")
    run(uri, "MATCH (n:Task) DETACH DELETE n")
    assert load(uri, nodes, edges, known=digest).nodes_added == 3
    assert signature(uri) == expected(nodes, edges)
