"""The graph as RDF: what a librarian's tools find in it."""

import pyoxigraph
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, NodeRef
from kg.rdf import PREFIXES, quads
from tests.neo4j_server import graph as made

NODES, EDGES = made(12, "x")


def nquads(nodes, edges, base=DEFAULT_BASE):
    return pyoxigraph.serialize(quads(nodes, edges, base), format=pyoxigraph.RdfFormat.N_QUADS)


def test_no_blank_nodes_and_every_iri_is_good():
    for quad in quads(NODES, EDGES, DEFAULT_BASE):
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
            assert not isinstance(term, pyoxigraph.BlankNode)
    data = nquads(NODES, EDGES)
    assert len(rdflib.Dataset().parse(data=data.decode(), format="nquads")) > len(NODES)


def test_every_edge_is_a_triple_with_one_annotation_that_selects_its_sentence():
    store = pyoxigraph.Store()
    store.extend(quads(NODES, EDGES, DEFAULT_BASE))
    query = """
    SELECT (COUNT(*) AS ?n) {
      ?e a oa:Annotation ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; oa:hasTarget ?t .
      ?s ?p ?o . ?t oa:hasSource ?paper ; oa:hasSelector [ oa:start ?start ; oa:end ?end ] , [ oa:exact ?sentence ] .
    }"""
    (row,) = store.query(query, prefixes=PREFIXES, use_default_graph_as_union=True)
    assert int(row["n"].value) == len(EDGES)


def test_all_that_a_paper_says_stands_in_its_own_graph():
    for quad in quads([], EDGES, DEFAULT_BASE):
        assert quad.graph_name.value.startswith(f"{DEFAULT_BASE}paper/")
        assert quad.graph_name.value.endswith("#graph")


@pytest.mark.parametrize(
    ("value", "text"),
    [(94.5, "94.5"), (1e-07, "0.0000001"), (100.0, "100"), (0.1 + 0.2, "0.30000000000000004"), (1e22, "10000000000000000000000")],
)
def test_decimals_are_written_plainly(value, text):
    node = Node("Result", "https://e.org/r", {"iri": "https://e.org/r", "value": value, "paper": "p"})
    literals = [q.object for q in quads([node], [], DEFAULT_BASE) if q.predicate.value.endswith("hasValue")]
    assert [(literal.value, literal.datatype.value) for literal in literals] == [(text, f"{PREFIXES['xsd']}decimal")]


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(min_size=1))
@settings(deadline=None)
def test_any_text_survives_two_parsers(name, paper):
    iri = "https://e.org/t"
    node = Node("Task", iri, {"iri": iri, "name": name, "key": "k", "keys": ("k",), "aliases": (name,)})
    properties = {"key": "k", "paper": paper, "confidence": 0.5, "sentence": name, "start": 0, "end": 1, "rule": "r"}
    data = nquads([node], [Edge("SUBTASK_OF", "k", NodeRef("Task", iri), NodeRef("Task", iri), properties)])
    ours = {(str(q.subject), str(q.object)) for q in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)}
    if name:
        assert (f"<{iri}>", str(pyoxigraph.Literal(name))) in ours
