"""What a server finds by name and text, and what tools that ask it for its schema are told."""

import os

import pytest

from kg.generated.vocabulary import NODE_PROPERTIES
from kg.stores.neo4j import load, query
from tests.compliance.graph import graph
from tests.live.test_neo4j import run
from tests.neo4j_server import local_server

pytestmark = pytest.mark.live
SEARCH = """
CALL db.index.fulltext.queryNodes('names_and_texts', $words) YIELD node
RETURN coalesce(node.name, node.title) AS name ORDER BY name"""


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ('"glow network"', "GlowNet"), ("ASR", "speech recognition"), ("wer", "word error rate"),
        ('"picture classification"', "image classification"), ('"jane doe"', "Jane Doe"), ('"journal of light"', "Journal of Light"),
        ("survey", "A survey of bright networks"), ("voices", "EchoCorpus\nin two lines"),
    ],
)  # fmt: skip
def test_names_aliases_titles_and_abstracts_are_searched(uri, words, name):
    load(uri, *graph())
    run(uri, "CALL db.awaitIndexes(60)")
    assert (name,) in query(uri, SEARCH, {"words": words})[1]


def test_names_ids_and_years_have_indexes(uri):
    load(uri, *graph())
    rows = query(
        uri,
        "SHOW INDEXES YIELD type, labelsOrTypes, properties WHERE type = 'RANGE' RETURN labelsOrTypes, properties",
    )[1]
    indexed = {(label, name) for labels, names in rows for label in labels or () for name in names or ()}
    assert indexed >= {
        ("Method", "name"),
        ("Task", "name"),
        ("Author", "name"),
        ("Paper", "id"),
        ("Paper", "year"),
    }


def test_the_marker_and_index_of_an_older_kg_are_replaced(uri):
    run(uri, "CREATE CONSTRAINT papergraph_marker IF NOT EXISTS FOR (m:_Papergraph) REQUIRE m.id IS UNIQUE")
    run(uri, "CREATE FULLTEXT INDEX names_and_titles IF NOT EXISTS FOR (n:Paper) ON EACH [n.title]")
    run(uri, "CREATE (:_Papergraph {id: 1, digest: 'x'})")
    load(uri, *graph())
    assert query(uri, "MATCH (m:_Papergraph) RETURN count(m)")[1] == [(0,)]
    names = {name for (name,) in query(uri, "SHOW INDEXES YIELD name RETURN name")[1]}
    assert names.isdisjoint({"papergraph_marker", "names_and_titles"})


@pytest.mark.slow
def test_apoc_tells_a_schema_without_our_bookkeeping(tmp_path):
    """neo4j-graphrag and LangChain ask APOC for the schema, without the labels named here."""
    from tests.neo4j_server import _said, server_command

    _said(server_command("--apoc", "start", home=tmp_path))
    with local_server(tmp_path) as uri:
        load(uri, *graph())
        rows = query(
            uri,
            "CALL apoc.meta.data({sample: 1000}) YIELD label, elementType WHERE elementType = 'node' RETURN DISTINCT label",
        )[1]
        assert {label for (label,) in rows} - {"__Entity__", "_Bloom_Perspective_"} <= set(NODE_PROPERTIES)
        assert os.environ["NEO4J_PASSWORD"]
