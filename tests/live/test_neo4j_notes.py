"""What Neo4j lets pass is told in a line each, and the rows are given as they are."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kg.stores.neo4j import load, query
from tests.cli.conftest import Outcome, kg
from tests.neo4j_server import graph

__all__ = ["kg"]
pytestmark = pytest.mark.live


@pytest.fixture(autouse=True)
def loaded(uri: str) -> None:
    load(uri, *graph(2))


@pytest.mark.parametrize(
    ("cypher", "rows", "said"),
    [
        ("MATCH (m:Metod) RETURN m", 0, ["no label Metod; did you mean Method?"]),
        ("MATCH (:Paper)-[:PROPSES]->(m) RETURN m", 0, ["no relation PROPSES; did you mean PROPOSES?"]),
        ("MATCH (p:Paper) RETURN p.tilte AS t", 2, ["no property tilte; did you mean title?"]),
        (
            "MATCH (p:Paper) WHERE p.tilte = 1 OR p.tilte = 2 RETURN p",
            0,
            ["no property tilte; did you mean title?"],
        ),
        (
            "MATCH (n:Person) RETURN n",
            0,
            [
                "no label Person; there are Paper, Author, Venue, Task, Method, Dataset, Metric, Repository, Result"
            ],
        ),
        ("MATCH (m:Method)-[:PROPOSES]->(p:Paper) RETURN p", 0, ["PROPOSES goes from Paper to Method"]),
        (
            "MATCH (m:Method) OPTIONAL MATCH (m)-[:PROPOSES]->(p) RETURN m",
            2,
            ["PROPOSES goes from Paper to Method"],
        ),
        (
            "MATCH (m:Method) WHERE NOT (m)-[:PROPOSES]->() RETURN m",
            2,
            ["PROPOSES goes from Paper to Method"],
        ),
        ("MATCH (m:`Me\ntod`) RETURN m", 0, ["no label Me\ntod; did you mean Method?"]),
        ("MATCH (m:Method)-[:PROPOSES]-(p:Paper) RETURN DISTINCT m", 2, []),
        (
            "MATCH (p:Paper) WHERE p.title <> '(m:Method)-[:PROPOSES]->(:Paper) :Metod' RETURN p // (:Method)-[:PROPOSES]->(:Paper)",
            2,
            [],
        ),
        ("RETURN 1 AS `(m:Method)-[:PROPOSES]->(:Paper)` /* (m:Method)-[:PROPOSES]->(:Paper) */", 1, []),
        ("MATCH (a), (b) WITH a LIMIT 1 RETURN id(a) AS x", 1, []),
    ],
)
def test_unknown_names_and_wrong_directions_are_told(
    uri: str, cypher: str, rows: int, said: list[str]
) -> None:
    notes: list[str] = []
    assert len(query(uri, cypher, note=notes.append)[1]) == rows
    assert notes == said


def test_what_this_graph_has_none_of_is_no_mistake(uri: str) -> None:
    load(uri, [], [])
    notes: list[str] = []
    assert (
        query(uri, "MATCH (p:Repository)-[:IMPLEMENTS]->(d:Dataset) RETURN d.closeMatch", note=notes.append)[
            1
        ]
        == []
    )
    assert notes == []


def test_the_command_tells_them_on_stderr(uri: str, kg: Callable[..., Outcome], tmp_path: Path) -> None:
    assert kg("query", "MATCH (m:Metod) RETURN m", "--on", uri) == (
        0,
        "",
        "no label Metod; did you mean Method?\nno rows\n",
    )
    asked = kg("query", "MATCH (p:Paper) RETURN p.tilte AS t", "--limit", 1, "--on", uri)
    assert asked == (
        0,
        '{"t": null}\n',
        "no property tilte; did you mean title?\nshowing the first 1 rows; raise --limit for more\n",
    )
