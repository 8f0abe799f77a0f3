"""Questions to a real Neo4j, and what it says where it cannot or may not answer."""

import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import StoreError, StoreUnavailable, UsageError
from kg.model import Edge, Node, NodeRef
from kg.stores.neo4j import load, query, signature
from kg.stores.rows import row
from tests.cli.conftest import Outcome, kg
from tests.neo4j_server import expected, graph

__all__ = ["kg"]
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
    assert rows == [
        (
            one,
            link,
            [one, link, two],
            [two],
            {"x": two},
            "2020-02-01",
            "P1D",
            [1.0, 2.0],
            None,
            [1, "x", None],
            2.5,
            True,
        )
    ]


ENDLESS = "UNWIND range(1, 1000000000000) AS x RETURN "


@pytest.mark.parametrize("limit", [1, 3, 10_000, 10_001])
def test_only_the_rows_within_the_limit_are_read(uri: str, limit: int) -> None:
    started = time.monotonic()
    assert query(uri, f"{ENDLESS} x", limit=limit) == (["x"], [(number,) for number in range(1, limit + 1)])
    assert time.monotonic() - started < 10
    assert query(uri, "UNWIND [1, 2] AS x RETURN x", limit=limit)[1] == [(1,), (2,)][:limit]


# Slow to find one row, and to hand over all of them.
@pytest.mark.parametrize(
    "slow", [f"{ENDLESS} count(x)", f"{ENDLESS} x", f"MATCH (n) {ENDLESS} max(n.name + x)"]
)
@pytest.mark.parametrize("timeout", [0.0001, 1.0])
def test_a_slow_query_is_stopped_and_not_tried_again(uri: str, slow: str, timeout: float) -> None:
    load(uri, *graph(1))
    started = time.monotonic()
    with pytest.raises(
        UsageError,
        match=f"the query took longer than {timeout:g} s: ask for less, or allow more with --timeout",
    ):
        query(uri, slow, timeout=timeout)
    assert time.monotonic() - started < 10
    assert query(uri, "RETURN 1 AS x", timeout=30) == (["x"], [(1,)])


def test_the_command_asks_a_server(uri: str, kg: Callable[..., Outcome]) -> None:
    """Typed parameters, limits and the name of the database reach the server; nothing is asked of a graph here."""
    given = ("-p", "numbers:=[1, 2.5, null, 3]", "-p", "text=1", "-p", 'map:={"a": []}')
    asked = kg(
        "query",
        "UNWIND $numbers AS x RETURN x, $text AS text, $map AS map",
        *given,
        "--on",
        uri,
        "--database",
        "neo4j",
        "--limit",
        3,
    )
    rows = [json.loads(line) for line in asked.out.splitlines()]
    assert rows == [{"x": x, "text": "1", "map": {"a": []}} for x in (1, 2.5, None)]
    assert asked.err == "showing the first 3 rows; raise --limit for more\n"
    assert kg("query", "popular-tasks", "-p", "limit:=1", "--on", uri, "--limit", 5) == (0, "", "no rows\n")
    for arguments, code, said in [
        (("RETURN 1", "--database", "nowhere"), 69, "has no database 'nowhere'"),
        ((f"{ENDLESS} count(x)", "--timeout", 0.5), 2, "took longer than 0.5 s"),
        (("RETURN $x", "-p", "x:=9223372036854775808"), 2, "Neo4j has no such value"),
        (("CREATE (:X)",), 2, "queries are read-only"),
    ]:
        outcome = kg("query", *arguments, "--on", uri)
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (code, "", 1)
        assert said in outcome.err


def test_parquet_holds_columns_of_several_types(uri: str, kg: Callable[..., Outcome], tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    asked = kg(
        "query",
        "UNWIND [1, 'x', [2], null] AS x RETURN x, 7 AS y",
        "--on",
        uri,
        "-o",
        tmp_path / "rows.parquet",
    )
    assert asked == (0, "", "")
    read = pq.read_table(tmp_path / "rows.parquet").to_pydict()
    assert read == {"x": ["1", '"x"', "[2]", None], "y": [7, 7, 7, 7]}


def test_notifications_are_silent(uri: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert query(uri, "MATCH (n:NoSuchLabel) WHERE id(n) = 1 RETURN n.no_such_property AS x") == (["x"], [])
    assert capfd.readouterr() == ("", "")


def test_a_wrong_password_is_said_without_the_password(uri: str) -> None:
    with pytest.raises(
        StoreError, match="refuses user 'neo4j': set NEO4J_USERNAME and NEO4J_PASSWORD"
    ) as caught:
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
        with pytest.raises(
            StoreUnavailable,
            match=f"no Neo4j answers at {uri}: start it and run the same command again to resume",
        ):
            load(uri, [], [])
