"""What every store must keep: it holds exactly the graph that it was given, and takes hostile text letter by letter."""

import pytest

from kg.evidence.database import Log
from kg.graph import view
from kg.model import Edge, Node, NodeRef
from kg.stores import embedded, oxigraph
from kg.stores.rows import digest, row
from tests.neo4j_server import HOSTILE

TEXTS = [text.replace("\0", "\ufffd") for text in HOSTILE]


def signature(nodes, edges):
    return digest(((r.key, r.hash) for r in map(row, nodes)), ((r.key, r.hash) for r in map(row, edges)))


def hostile_graph():
    nodes = [
        Node(
            "Task",
            f"https://e.org/task/{i}",
            {"iri": f"https://e.org/task/{i}", "name": text, "key": text, "keys": (text, "x"), "aliases": ()},
        )
        for i, text in enumerate(TEXTS)
    ]
    refs = [NodeRef("Task", node.iri) for node in nodes]
    edges = [
        Edge(
            "SUBTASK_OF",
            f"k{i}",
            a,
            b,
            {"key": f"k{i}", "paper": "p", "confidence": 0.5, "sentence": text, "start": 0, "end": 1, "rule": text},
        )
        for i, (a, b, text) in enumerate(zip(refs, refs[1:] + refs[:1], TEXTS, strict=True))
    ]
    return nodes, edges


def test_the_embedded_store_holds_the_graph(graph, tmp_path):
    with Log.existing(graph) as log:
        nodes, edges = list(view.nodes(log)), list(view.edges(log))
    embedded.load(tmp_path / "e", nodes, edges)
    assert embedded.signature(tmp_path / "e") == signature(nodes, edges)
    embedded.load(tmp_path / "e", nodes[:0], [])
    assert embedded.signature(tmp_path / "e") == signature([], [])
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


@pytest.mark.live
def test_neo4j_holds_the_graph(graph, neo4j_uri):
    from kg.stores import neo4j

    with Log.existing(graph) as log:
        nodes, edges = list(view.nodes(log)), list(view.edges(log))
    neo4j.load(neo4j_uri, nodes, edges)
    assert neo4j.signature(neo4j_uri) == signature(nodes, edges)


def test_the_embedded_store_takes_hostile_text(tmp_path):
    nodes, edges = hostile_graph()
    embedded.load(tmp_path / "e", nodes, edges)
    assert embedded.signature(tmp_path / "e") == signature(nodes, edges)


def test_the_rdf_store_takes_hostile_text(tmp_path):
    nodes, edges = hostile_graph()
    oxigraph.load(tmp_path / "o", nodes, edges)
    _, rows = oxigraph.query(tmp_path / "o", "SELECT ?name { ?t a pg:Task ; skos:prefLabel ?name }")
    assert sorted(name for (name,) in rows) == sorted({text for text in TEXTS if text})


@pytest.mark.parametrize(
    "query",
    ["INSERT DATA { <a:a> <a:a> <a:a> }", "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "LOAD <file:///etc/passwd>", "SELECT"],
)
def test_sparql_only_reads_and_only_here(query, graph):
    from kg.errors import UsageError

    with pytest.raises(UsageError):
        oxigraph.query(graph / "oxigraph", query)


def test_a_word_in_a_text_is_no_federation(graph):
    assert oxigraph.query(graph / "oxigraph", 'SELECT ?x { BIND("a SERVICE <x>" AS ?x) } # SERVICE')[1] == [("a SERVICE <x>",)]


@pytest.mark.parametrize("value", [text for text in TEXTS if text])
def test_parameters_are_values(value, graph):
    from kg.query.named import bind, load_query

    query = load_query("paper", "sparql")
    assert oxigraph.query(graph / "oxigraph", query.text, bind(query, {"paper": value}))[1] == []
    query = load_query("paper", "cypher")
    assert embedded.query(graph / "embedded", query.text, bind(query, {"paper": value}))[1] == []


@pytest.mark.parametrize(
    "query",
    ["MATCH (n) DETACH DELETE n", "CREATE NODE TABLE X(a INT64 PRIMARY KEY)", "MERGE (n:Task {iri: 'x'})", "COPY (MATCH (n:Task) RETURN n.iri) TO '/tmp/kg-stolen.csv'",
     "LOAD FROM '/etc/passwd' (header=false) RETURN *", "INSTALL httpfs", "LOAD EXTENSION httpfs", "ATTACH 'x.db' AS x (dbtype sqlite)", "EXPORT DATABASE '/tmp/x'",
     "MATCH (n:Task) RETURN n.iri; COPY (RETURN 1) TO 'x.csv'"],
)  # fmt: skip
def test_cypher_only_reads(query, graph):
    from kg.errors import UsageError

    before = embedded.signature(graph / "embedded")
    with pytest.raises(UsageError):
        embedded.query(graph / "embedded", query)
    assert embedded.signature(graph / "embedded") == before
