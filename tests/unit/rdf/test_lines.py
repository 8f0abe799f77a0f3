"""Lines say what the quads say, in the bytes that pyoxigraph would write."""

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ids import DEFAULT_BASE, concept_iri, paper_iri
from kg.model import Edge, Link, Node, NodeRef
from kg.rdf import EVIDENCE, factories, make, quads

TEXT = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\\\"'\t\n\r\b\f\0\x7f\x85\u2028\ufeff\uffff<>^@_. ")
)
VALUE = st.floats(0, 1) | st.sampled_from([0.0, 1.0, 1e-9])


@pytest.mark.parametrize("evidence", EVIDENCE)
@given(TEXT, TEXT.filter(bool), TEXT, VALUE)
@settings(deadline=None)
def test_lines_are_what_pyoxigraph_writes_of_the_quads(evidence, sentence, paper, rule, confidence):
    iri, other = concept_iri("Task", paper), "https://e.org/größe'(1)~x"
    nodes = [
        Node("Paper", paper_iri(paper), {"id": paper, "title": sentence, "abstract": rule, "year": 7, "ids": (paper, "arxiv:1")}),
        Node("Task", iri, {"iri": iri, "name": sentence, "key": "k", "keys": (rule, sentence), "exactMatch": (other,)}),
        Node("Result", f"{iri}/r", {"paper": paper, "value": confidence, "raw": rule, "sentence": sentence}),
    ]  # fmt: skip
    said = {
        "paper": paper,
        "confidence": confidence,
        "sentence": sentence,
        "start": 0,
        "end": 1,
        "rule": rule,
    }
    edges = [
        Edge("ADDRESSES", "a", NodeRef("Paper", paper_iri(paper)), NodeRef("Task", iri), said),
        Edge("FOR_TASK", "b", NodeRef("Result", f"{iri}/r"), NodeRef("Task", iri), said),
        Edge("WROTE", "c", NodeRef("Author", other), NodeRef("Paper", paper_iri(paper)), {"paper": paper, "position": 1}),
    ]  # fmt: skip
    links = [Link(iri, "exactMatch", other, rule, confidence, sentence, rule)]
    for named in (True, False):
        how = {"evidence": evidence, "named": named, "links": links, "activity": f"{DEFAULT_BASE}run"}
        made = list(quads(nodes, edges, DEFAULT_BASE, **how))
        text = "".join(make(factories.lines(), nodes, edges, DEFAULT_BASE, **how)).encode()
        assert text == pyoxigraph.serialize(made, format=pyoxigraph.RdfFormat.N_QUADS)
        assert list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)) == made
