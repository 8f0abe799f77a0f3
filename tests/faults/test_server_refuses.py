"""A server that has little memory, wants another password, has no such database, or holds data that breaks our constraints."""

import os
import shutil
import time

import pytest

from kg.errors import StoreError, StoreOverloaded
from kg.model import Edge, Node, NodeRef
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, query, signature
from tests.faults.surroundings import exported, signature_of
from tests.neo4j_server import expected, local_server

pytestmark = pytest.mark.live

PATIENCE = 300.0  # seconds: to try a batch that is too large again would take so long, each time


@pytest.fixture
def at_once(monkeypatch):
    """Fail what waits for a server that has too little memory to get more."""
    monkeypatch.setattr("kg.stores.neo4j.session.RETRY_SECONDS", PATIENCE)
    start = time.monotonic()
    yield
    assert time.monotonic() - start < PATIENCE / 2


@pytest.fixture(scope="module")
def uri(tmp_path_factory):
    """Give the URI of a server whose transactions have two megabytes of memory each; skipped where none can be started."""
    if missing := [name for name in ("java", "mvn") if not shutil.which(name)]:
        stop = pytest.fail if os.environ.get("KG_REQUIRE_SERVERS") == "1" else pytest.skip
        stop(f"{' and '.join(missing)} not on the PATH")
    home = tmp_path_factory.mktemp("server") / "home"
    (home / "conf").mkdir(parents=True)
    (home / "conf" / "extra.conf").write_text("db.memory.transaction.max=2m\n")
    with local_server(home) as found:
        yield found


def ask(uri: str, *cypher: str, database: str = "neo4j") -> list[tuple[object, ...]]:
    """Do something on the server behind our back, and return the rows of the last query."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(uri, auth=("neo4j", os.environ["NEO4J_PASSWORD"])) as driver:
        return [
            tuple(row) for text in cypher for row in driver.execute_query(text, database_=database).records
        ]


def papers(count: int, letters: int) -> tuple[list[Node], list[Edge]]:
    """Return papers with so long abstracts, each of which proposes a method."""
    nodes = [
        Node("Paper", f"x:p{i}", {"iri": f"x:p{i}", "id": f"p{i}", "abstract": f"{i} " + "a" * letters})
        for i in range(count)
    ]
    nodes += [Node("Method", f"x:m{i}", {"iri": f"x:m{i}", "name": f"Method {i}"}) for i in range(count)]
    edges = [
        Edge(
            "PROPOSES",
            f"k{i}",
            NodeRef("Paper", f"x:p{i}"),
            NodeRef("Method", f"x:m{i}"),
            {"sentence": "s" * letters},
        )
        for i in range(count)
    ]
    return nodes, edges


def test_batches_that_are_too_much_for_the_server_are_halved(uri, at_once):
    found = papers(600, 8_000)
    report = load(uri, *found)
    assert report == LoadReport(nodes_added=1_200, edges_added=600)
    assert signature(uri) == expected(*found)
    changed = papers(600, 7_900)
    assert load(uri, *changed) == LoadReport(nodes_changed=600, edges_changed=600, unchanged=600)
    assert signature(uri) == expected(*changed)
    assert load(uri, [], []) == LoadReport(nodes_removed=1_200, edges_removed=600)
    assert signature(uri)[:2] == (0, 0)


def test_removing_is_halved_too(uri, at_once):
    found = papers(2_500, 1)
    load(uri, *found)
    assert load(uri, [], []).rejected == ()
    assert signature(uri)[:2] == (0, 0)


def test_a_single_row_that_is_too_much_ends_the_load_at_once_and_is_no_dead_letter(uri, at_once):
    with pytest.raises(StoreOverloaded, match="a batch is too large for Neo4j"):
        load(uri, *papers(1, 3_000_000))
    assert load(uri, *papers(1, 10)).rejected == ()
    load(uri, [], [])


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        (
            "expired",
            "first-password",
            "the password of user 'expired' at URI has expired: change it on the server, then set NEO4J_PASSWORD",
        ),
        (
            "altered",
            "first-password",
            "the password of user 'altered' at URI has expired: change it on the server, then set NEO4J_PASSWORD",
        ),
        (
            "expired",
            "a wrong one",
            "Neo4j at URI refuses user 'expired': set NEO4J_USERNAME and NEO4J_PASSWORD",
        ),
        (
            "nobody",
            "first-password",
            "Neo4j at URI refuses user 'nobody': set NEO4J_USERNAME and NEO4J_PASSWORD",
        ),
        ("neo4j", "", "Neo4j at URI refuses user 'neo4j': set NEO4J_USERNAME and NEO4J_PASSWORD"),
    ],
)
def test_a_password_that_does_not_do(user, password, said, uri, graph, kg, monkeypatch):
    ask(
        uri,
        "CREATE USER expired IF NOT EXISTS SET PASSWORD 'first-password' CHANGE REQUIRED",
        "CREATE USER altered IF NOT EXISTS SET PASSWORD 'first-password' CHANGE NOT REQUIRED",
        "ALTER USER altered SET PASSWORD CHANGE REQUIRED",
        database="system",
    )
    monkeypatch.setenv("NEO4J_USERNAME", user)
    monkeypatch.setenv("NEO4J_PASSWORD", password)
    for command in (("load", uri, "--store", graph), ("query", "RETURN 1", "--on", uri)):
        assert kg(*command) == (69, "", f"kg: {said.replace('URI', uri)}\n")


def test_a_password_that_has_been_changed_does(uri, graph, kg, monkeypatch):
    ask(uri, "CREATE OR REPLACE USER mended SET PASSWORD 'first-password' CHANGE REQUIRED", database="system")
    ask(uri, "ALTER USER mended SET PASSWORD 'second-password' CHANGE NOT REQUIRED", database="system")
    monkeypatch.setenv("NEO4J_USERNAME", "mended")
    monkeypatch.setenv("NEO4J_PASSWORD", "second-password")
    assert kg("query", "RETURN 1 AS one", "--on", uri) == (0, '{"one": 1}\n', "")


def test_a_database_that_is_not_there(uri, graph, kg):
    done = kg("load", uri, "--store", graph, "--database", "nowhere")
    assert done == (
        69,
        "",
        f"kg: Neo4j at {uri} has no database 'nowhere': create it, or name another with --database\n",
    )


@pytest.mark.parametrize(
    ("theirs", "mend", "said"),
    [
        (
            "CREATE (:Task {iri: 'x:1', mine: true}), (:Task {iri: 'x:1', mine: true})",
            "MATCH (t:Task) SET t.iri = elementId(t)",
            "`Task`",
        ),
        (
            "UNWIND [1, 2] AS i CREATE (:Method {mine: true})-[:SUBCLASS_OF {key: 'k'}]->(:Method {mine: true})",
            "MATCH ()-[r:SUBCLASS_OF]->() SET r.key = elementId(r)",
            "`SUBCLASS_OF`",
        ),
    ],
)
def test_data_of_others_that_breaks_a_constraint(theirs, mend, said, uri, graph, kg, tmp_path):
    store = shutil.copytree(graph, tmp_path / "g")
    load(uri, [], [])
    for (name,) in ask(uri, "SHOW CONSTRAINTS YIELD name RETURN name"):
        ask(uri, f"DROP CONSTRAINT `{name}`")
    ask(uri, theirs)
    before = ask(
        uri,
        "MATCH (n) WHERE NOT n:__Entity__ OPTIONAL MATCH (n)-[r]->() RETURN labels(n), properties(n), properties(r)",
    )
    done = kg("load", uri, "--store", store)
    assert (done.code, done.out, done.err.count("\n")) == (69, "", 1)
    assert done.err.startswith(
        f"kg: the data in Neo4j at {uri} violates a constraint of the graph, so nothing was loaded: "
    )
    assert said in done.err
    assert "Both " in done.err, "which of them"
    assert (
        ask(
            uri,
            "MATCH (n) WHERE NOT n:__Entity__ OPTIONAL MATCH (n)-[r]->() RETURN labels(n), properties(n), properties(r)",
        )
        == before
    )
    with pytest.raises(StoreError):
        load(uri, [], [])
    ask(uri, mend)
    try:
        assert kg("load", uri, "--store", store).code == 0
        assert signature(uri) == signature_of(store)
        assert query(uri, "MATCH (n) WHERE n.mine RETURN count(n)")[1] == [(len(before),)]
        assert exported(store) == exported(graph)
    finally:
        ask(uri, "MATCH (n) WHERE n.mine DETACH DELETE n")
        load(uri, [], [])
