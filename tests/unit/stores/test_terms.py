"""Terms of the ontology that there are none of, in SPARQL as people write it."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from kg.generated.vocabulary import ONTOLOGY
from kg.ids import DEFAULT_BASE
from kg.query.named import load_query, names
from kg.rdf import quads
from kg.stores.terms import terms, unknown_terms
from tests.compliance.graph import graph


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s a pg:metod }", ["no term pg:metod; did you mean pg:Method?"]),
        (
            "SELECT * { ?s pg:propses ?o ; a pg:Paper ; pg:uzes ?x . }",
            ["no term pg:propses; did you mean pg:proposes?", "no term pg:uzes; did you mean pg:uses?"],
        ),
        (f"SELECT * {{ ?s a <{ONTOLOGY}Papr> }}", ["no term pg:Papr; did you mean pg:Paper?"]),
        (f"PREFIX : <{ONTOLOGY}> PREFIX x: <{ONTOLOGY}> ASK {{ ?s a :Papr, x:Tusk }}",
         ["no term pg:Papr; did you mean pg:Paper?", "no term pg:Tusk; did you mean pg:Task?"]),
        ("ASK { ?s pg:propses+/^pg:usse|!pg:Task ?o }", ["no term pg:propses; did you mean pg:proposes?", "no term pg:usse; did you mean pg:uses?"]),
        ("ASK { ?s a pg:Xyzzy. ?s a pg:Xyzzy }", ["no term pg:Xyzzy; `kg schema` lists those there are"]),
        ("SELECT ?pg { ?s a pg:Method; pg:sentence 'pg:foo', \"pg:bar\", '''it's pg:baz''', \"\"\"a \" pg:qux\"\"\" } # pg:quux", []),
        ("prefix pg: <http://example.org/#> ASK { ?s a pg:Metod }", []),
        ("ASK { <http://x/#pg:foo> a ex:Metod, mypg:Metod; ?pg:foo _:pg, 'pg:x'@en }", []),
        (r"ASK { ?s a pg:Pap\-er, pg:%41b }", []),
        ("", []),
    ],
)  # fmt: skip
def test_an_unknown_term_is_told_with_the_nearest(query, said):
    assert unknown_terms(query) == said


def test_all_terms_that_the_graph_has_are_known():
    used = {
        term.value.removeprefix(ONTOLOGY)
        for quad in quads(*graph(), DEFAULT_BASE)
        for term in (quad.predicate, quad.object)
        if isinstance(term, NamedNode) and term.value.startswith(ONTOLOGY)
    }
    assert len(used) > 30
    assert used <= terms()


@pytest.mark.parametrize("name", names())
def test_the_named_queries_have_known_terms(name):
    text = load_query(name, "sparql").text
    assert "pg:" in text
    assert unknown_terms(text) == []


@given(
    st.lists(
        st.sampled_from(
            ["pg:", "a", ".", "<", ">", '"', "'", '"""', "'''", "\\", "#", "\n", "PREFIX ", "?x", " ", ":"]
        )
    ).map("".join)
)
@example("a." * 50_000)
@example('"""' * 20_000)
@example("'\\" * 50_000)
@example("pg:a." * 50_000)
def test_any_text_is_read_to_its_end(text):
    assert all("\n" not in line for line in unknown_terms(text))
