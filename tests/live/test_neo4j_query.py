"""Questions to a real Neo4j, and what it says where it cannot or may not answer."""

import socket

import pytest

from kg.errors import StoreError, StoreUnavailable, UsageError
from kg.model import Edge, Node, NodeRef
from kg.stores.rows import row
from kg.stores.neo4j import load, query, signature
from tests.neo4j_server import expected, graph

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (n:Paper)",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n) SET n.title = 'x' RETURN n",
        "CREATE INDEX FOR (n:Paper) ON (n.title)",
        "CALL db.createLabel('X')",
        "CREATE USER bob SET PASSWORD 'abcdefgh'",
        "UNWIND [1, 2] AS x CALL (x) { CREATE (:X {x: x}) } IN TRANSACTIONS",
    ],
)
def test_a_query_that_writes_is_refused(uri: str, cypher: str) -> None:
    nodes, edges = graph(2)
    load(uri, nodes, edges)
    with pytest.raises(UsageError, match="read-only"):
        query(uri, cypher)
    assert signature(uri) == expected(nodes, edges)
    assert query(uri, "MATCH (n) WHERE n.iri IS NOT NULL RETURN count(n)")[1] == [(len(nodes),)]


@pytest.mark.parametrize(
    ("cypher", "said"),
    [
        ("MATCH (n RETURN n", "Invalid input 'RETURN'"),
        ("", "Unexpected end of input"),
        ("RETURN $missing", "Expected parameter.s.: missing"),
        ("RETURN 1/0", "/ by zero"),
        ("CALL nothing.of.the.kind()", "no procedure with the name"),
    ],
)
def test_a_wrong_query_is_answered_in_one_line(uri: str, cypher: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        query(uri, cypher)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("value", [2**64, "\ud800", {1, 2}, object()])
def test_a_parameter_that_neo4j_cannot_hold_is_a_usage_error(uri: str, value: object) -> None:
    with pytest.raises(UsageError, match="Neo4j has no such value"):
        query(uri, "RETURN $value", {"value": value})


def test_values_come_back_as_pythons_own(uri: str) -> None:
    nodes = [Node("Task", "x:1", {"name": "one"}), Node("Task", "x:2", {"name": "two"})]
    edge = Edge("SUBTASK_OF", "k", NodeRef("Task", "x:1"), NodeRef("Task", "x:2"), {"confidence": 1})
    load(uri, nodes, [edge])
    one, two = ({**row(node).properties, "labels": ["Task"]} for node in nodes)
    link = {**row(edge).properties, "type": "SUBTASK_OF"}
    columns, rows = query(
        uri,
        "MATCH p = (a)-[r]->(b) RETURN a, r, p, [b] AS list, {x: b} AS map, date('2020-02-01') AS d, duration('P1D') AS t,"
        " point({x: 1, y: 2}) AS point, null AS nothing, $given AS given, 2.5 AS number, true AS yes",
        {"given": [1, "x", None]},
    )
    assert columns == ["a", "r", "p", "list", "map", "d", "t", "point", "nothing", "given", "number", "yes"]
    assert rows == [(one, link, [one, link, two], [two], {"x": two}, "2020-02-01", "P1D", [1.0, 2.0], None, [1, "x", None], 2.5, True)]


def test_notifications_are_silent(uri: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert query(uri, "MATCH (n:NoSuchLabel) WHERE id(n) = 1 RETURN n.no_such_property AS x") == (["x"], [])
    assert capfd.readouterr() == ("", "")


def test_a_wrong_password_is_said_without_the_password(uri: str) -> None:
    with pytest.raises(StoreError, match="refuses user 'neo4j': set NEO4J_USERNAME and NEO4J_PASSWORD") as caught:
        load(uri, [], [], auth=("neo4j", "canary-of-a-password"))
    assert caught.value.exit_code == 69
    assert "canary" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_database_is_named(uri: str) -> None:
    with pytest.raises(StoreError, match="has no database 'nowhere'"):
        load(uri, [], [], database="nowhere")
    with pytest.raises(StoreError, match="has no database 'nowhere'"):
        query(uri.replace("bolt://", "neo4j://"), "RETURN 1", database="nowhere")


def test_the_database_can_be_named_and_routing_works(uri: str) -> None:
    nodes, edges = graph(2)
    routed = uri.replace("bolt://", "neo4j://")
    load(routed, nodes, edges, database="neo4j")
    assert signature(routed, database="neo4j") == expected(nodes, edges)


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_closed_port_is_unavailable_at_once(scheme: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets it
        uri = f"{scheme}://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(StoreUnavailable, match=f"no Neo4j answers at {uri}: start it and run the same command again to resume"):
            load(uri, [], [])
