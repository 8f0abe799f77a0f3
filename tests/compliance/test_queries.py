"""The named queries give the same rows on the embedded store, in SPARQL, and on Neo4j."""

import pytest

from kg.answers import queries as ask
from kg.evidence.database import EvidenceDatabase
from kg.graph import view
from kg.query.named import load_query, names

EXAMPLES = {
    "best-results": [{"dataset": "CIFAR 10"}, {"task": "node classification"}, {"metric": "accuracy"}, {}],
    "builds-on": [{}, {"method": "vision transformer"}],
    "co-occurring-methods": [{}, {"method": "GCN"}],
    "code-for-method": [{}, {"method": "LatticeNet"}],
    "compared-with": [{}, {"method": "GCN"}],
    "datasets-for-task": [{}],
    "datasets-introduced": [{}, {"task": "question answering"}],
    "methods-for-task": [{}, {"task": "Image Classification"}],
    "methods-introduced": [{}, {"task": "ASR"}],
    "metrics-of-task": [{}, {"task": "machine translation"}],
    "newest-papers": [{}, {"task": "node classification"}],
    "paper": [{"paper": "Graph Ripple Networks"}],
    "related": [{"paper": "Graph Ripple Networks"}],
    "papers-without-code": [{}, {"task": "continual learning"}],
}
RECORDED = {
    "methods-of-author",
    "most-cited",
    "papers-of-author",
    "venues-of-task",
}  # the sample pages name no authors
CASES = [(name, given) for name in names() for given in EXAMPLES.get(name, [{}])] + [
    (name, {"min_confidence": "0.7"})
    for name in sorted(
        set(names()) - {"code-for-method", "most-cited", "papers-of-author", "papers-without-code"}
    )
]


def silent(*_):
    pass


def ask_cypher(*args):
    columns, found = ask.ask_cypher(*args)
    return columns, list(found)


def ask_sparql(*args):
    columns, found = ask.ask_sparql(*args)
    return columns, list(found)


@pytest.fixture(scope="module")
def server(neo4j_uri, graph):
    """A Neo4j server that holds the sample graph."""
    from kg.stores import neo4j

    with EvidenceDatabase.existing(graph) as evidence:
        neo4j.load(neo4j_uri, view.nodes(evidence), view.edges(evidence))
    return neo4j_uri


def test_there_are_at_least_fifteen_and_the_same_in_both_languages():
    assert len(names()) >= 15
    for name in names():
        cypher, sparql = load_query(name, "cypher"), load_query(name, "sparql")
        assert (cypher.title, cypher.parameters) == (sparql.title, sparql.parameters)


@pytest.mark.parametrize(("name", "given"), CASES)
def test_sparql_gives_the_rows_of_cypher(name, given, graph):
    columns, rows = ask_cypher(name, given, graph, None, silent)
    assert (columns, rows) == ask_sparql(name, given, graph, silent)
    assert given or rows or name in RECORDED, f"{name} finds nothing in the sample"


@pytest.mark.live
@pytest.mark.parametrize(("name", "given"), CASES)
def test_neo4j_gives_the_rows_of_the_embedded_store(name, given, graph, server):
    assert ask_cypher(name, given, graph, server, silent) == ask_cypher(name, given, graph, None, silent)


def test_best_results_are_what_the_pages_say(graph):
    columns, rows = ask_cypher(
        "best-results", {"dataset": "cifar10", "metric": "accuracy"}, graph, None, silent
    )
    assert [(row[columns.index("method")], row[columns.index("value")]) for row in rows][:2] == [
        ("PetalFormer", 97.3),
        ("LatticeNet", 96.4),
    ]
    _, rows = ask_cypher(
        "best-results", {"metric": "word error rate", "dataset": "LibriSpeech"}, graph, None, silent
    )
    values = [row[columns.index("value")] for row in rows]
    assert values == sorted(values), "the lower the better"


def test_other_queries_are_what_the_pages_say(graph):
    _, rows = ask_cypher("datasets-introduced", {}, graph, None, silent)
    assert {row[0] for row in rows} >= {"CedarQA", "TerraBench"}
    _, rows = ask_cypher("code-for-method", {"method": "latticenet"}, graph, None, silent)
    assert [(row[0], row[1], row[2]) for row in rows] == [
        ("LatticeNet", "https://github.com/lattice-lab/latticenet", True)
    ]
    _, rows = ask_cypher("compared-with", {"method": "GRN"}, graph, None, silent)
    assert {"GCN", "GAT"} <= {row[1] for row in rows}
    _, rows = ask_cypher("papers-without-code", {}, graph, None, silent)
    assert {row[0] for row in rows} == {
        "A Survey of Continual Learning for Edge Devices", "Do Spoken Digits Need Transformers? A Negative Result",
        "NodeSieve: Pruning Edges for Scalable Node Classification", "Wattle: Energy-Aware Neural Architecture Search",
    }  # fmt: skip
    _, rows = ask_cypher("methods-introduced", {}, graph, None, silent)
    assert {row[0] for row in rows} >= {
        "LatticeNet",
        "Tidal Attention",
        "PetalFormer",
        "HushNet",
        "NodeSieve",
    }


def test_a_negated_or_imagined_statement_is_none(graph):
    _, rows = ask_cypher("compared-with", {"method": "LatticeNet"}, graph, None, silent)
    assert not {row[1] for row in rows} & {"Vision Transformers", "vision transformer"}
    _, rows = ask_cypher("methods-for-task", {"task": "summarization"}, graph, None, silent)
    assert rows == []
