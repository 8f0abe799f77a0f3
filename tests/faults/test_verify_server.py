"""What was changed on a server behind our back, and what `kg load --verify` makes of it."""

import os
import shutil

import pytest

from kg.stores.neo4j import load, signature
from tests.faults.surroundings import signature_of
from tests.neo4j_server import neo4j_uri

__all__ = ["neo4j_uri"]

pytestmark = pytest.mark.live

CHANGES = {
    "a changed text": "MATCH (t:Task) WITH t ORDER BY t.iri LIMIT 1 SET t.name = 'another'",
    "a changed number": "MATCH (p:Paper) WITH p ORDER BY p.iri LIMIT 1 SET p.year = 1900",
    "a number as text": "MATCH (r:Result) WITH r ORDER BY r.iri LIMIT 1 SET r.value = toString(r.value)",
    "a property less": "MATCH (p:Paper) WITH p ORDER BY p.iri LIMIT 1 REMOVE p.abstract",
    "a list in another order": "MATCH (p:Paper) WHERE size(p.sources) > 1 WITH p ORDER BY p.iri LIMIT 1 SET p.sources = p.sources[1..] + p.sources[..1]",
    "a changed edge": "MATCH ()-[r:ADDRESSES]->() WITH r ORDER BY r.key LIMIT 1 SET r.confidence = 0.001",
    "an edge less": "MATCH ()-[r:ADDRESSES]->() WITH r ORDER BY r.key LIMIT 1 DELETE r",
    "a node less": "MATCH (t:Task) WITH t ORDER BY t.iri LIMIT 1 DETACH DELETE t",
    "an edge more": "MATCH (p:Paper), (t:Task) WITH p, t ORDER BY p.iri, t.iri LIMIT 1 CREATE (p)-[:ADDRESSES {key: 'theirs', hash: 'x'}]->(t)",
    "a node more": "CREATE (:Task {iri: 'x:theirs', hash: 'x', name: 'theirs'})",
    "an edge with another end": "MATCH (p)-[r:ADDRESSES]->(t) WITH p, r, t ORDER BY r.key LIMIT 1 MATCH (u:Task) WHERE u <> t "
    "WITH p, r, u ORDER BY u.iri LIMIT 1 WITH p, r, u, properties(r) AS own DELETE r CREATE (p)-[s:ADDRESSES]->(u) SET s = own",
    "an edge of another type": "MATCH (p)-[r:ADDRESSES]->(t) WITH p, r, t ORDER BY r.key LIMIT 1 WITH p, r, t, properties(r) AS own "
    "DELETE r CREATE (p)-[s:MENTIONS]->(t) SET s = own",
    "another hash of a node": "MATCH (t:Task) WITH t ORDER BY t.iri LIMIT 1 SET t.hash = 'x'",
    "another hash of an edge": "MATCH ()-[r:USES]->() WITH r ORDER BY r.key LIMIT 1 SET r.hash = 'x'",
    "no hash": "MATCH (t:Task) WITH t ORDER BY t.iri LIMIT 1 REMOVE t.hash",
    "everything": "MATCH (n) WHERE n.iri IS NOT NULL SET n.name = 'x', n.title = 'x' WITH n MATCH (n)-[r]->() SET r.sentence = 'x'",
}


def done(uri: str, cypher: str) -> int:
    """Do something to the database behind our back, and return how many things were changed."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(uri, auth=("neo4j", os.environ["NEO4J_PASSWORD"])) as driver:
        counters = driver.execute_query(cypher).summary.counters
        return sum(
            value
            for value in vars(counters).values()
            if isinstance(value, int) and not isinstance(value, bool)
        )


@pytest.fixture
def loaded(neo4j_uri, graph, tmp_path, kg):
    """Give the folder of a graph that the server holds."""
    store = shutil.copytree(graph, tmp_path / "g")
    load(neo4j_uri, [], [])
    assert kg("load", neo4j_uri, "--store", store).code == 0
    yield store
    load(neo4j_uri, [], [])


@pytest.mark.slow
def test_verify_repairs_whatever_was_changed(loaded, neo4j_uri, kg):
    verify = ("load", neo4j_uri, "--verify", "--store", loaded)
    wanted = signature_of(loaded)
    for what, cypher in CHANGES.items():
        assert done(neo4j_uri, cypher) > 0, what
        found = kg(*verify)
        assert (found.code, found.err.splitlines()[-1]) == (
            0,
            "the server differed from the evidence and was repaired",
        ), what
        assert signature(neo4j_uri) == wanted, what
        assert kg(*verify).err.splitlines()[-1] == "verified: the server matches the evidence", what


def test_without_verify_a_graph_that_is_marked_as_whole_is_believed(loaded, neo4j_uri, kg):
    done(neo4j_uri, CHANGES["a changed text"])
    assert "unchanged" in kg("load", neo4j_uri, "--store", loaded).err
    assert signature(neo4j_uri) != signature_of(loaded)
    assert kg("load", neo4j_uri, "--verify", "--store", loaded).code == 0
    assert signature(neo4j_uri) == signature_of(loaded)
