"""Queries in SPARQL that are wrong: one clear line, the same from the command and from the server."""

import pytest

from tests.cli.serving import serving

WRONG = [
    ("SELECT ?s { ?s a bibo:Article }", "line 1, column 30: no prefix bibo: is known: declare it with PREFIX; known are cito codemeta"),
    ("SELECT ?s\n{ ?s a foo:bar , pg:Task }", "line 2, column 15: no prefix foo: is known"),
    ("SELECT ?s { ?s ?p ?o", "a } is missing, or a { too many"),
    ("SELECT ?s { ?s ?p ?o . FILTER(STR(?o) = ')' }", "a ) is missing, or a ( too many"),
    ("SELECT ?s { ?s ?p ?o }}", "a { is missing, or a } too many"),
    ("SELECT ?s { ?s ?p 'abc }", "line 1, column 25: a string has no closing quotation mark"),
    ("SELECT ?s { ?s a pg:Paper ?s ?p ?o }", "syntax error in line 1, column 35, near the end of '…CT ?s { ?s a pg:Paper ?s ?p ?o'"),
    ("SELECT name FROM papers", "syntax error in line 1, column 16, near the end of 'SELECT name FRO'"),
    ("SELECT ?s { ?s ?p ?o } LIMIT -1", "syntax error in line 1, column 30, near the end of 'SELECT ?s { ?s ?p ?o } LIMIT'"),
    ("SELECT ?s { ?s ?p ?o } LIMIT 99999999999999999999999", "LIMIT is too large"),
    ("SELECT ?s { <method/bert> ?p ?s }", "line 1, column 26: an IRI in <…> is not complete"),
    ("SELECT ?s { <http://exa mple.org/> ?p ?s }", "line 1, column 35: an IRI in <…> is not complete"),
    ("SELECT ?s (COUNT(?o) AS ?n) { ?s ?p ?o }", "SELECT has a variable that is neither counted nor in GROUP BY"),
    ("SELECT ?s (1 AS ?s) { ?s ?p ?o }", "AS needs a new variable, not one of the pattern"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "SELECT * is not authorized with GROUP BY"),
    ("MATCH (p:Paper) RETURN p", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with MATCH"),
    ("PREFIX a: <http://e/> # SELECT\n", "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ("LOAD <http://example.org/x.ttl>", "LOAD is refused: the graph is read-only"),
    ("PREFIX a: <http://e/> insert data { a:b a:c pg:d }", "INSERT is refused: the graph is read-only"),
    ("DELETE WHERE { ?s ?p ?o }", "DELETE is refused: the graph is read-only"),
    ("SELECT ?s { SERVICE <https://query.wikidata.org/sparql> { ?s ?p ?o } }", "SERVICE is not allowed: a query reads this store"),
    ("SELECT (<http://e/f>(1) AS ?x) {}", "The custom function <http://e/f> is not supported"),
    ("SELECT ?s { " + "{" * 3000 + "}" * 3000 + " }", "the query crashed the database process"),
]  # fmt: skip
ELSEWHERE = "http://example.org/none"


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph) as server:
        yield server


@pytest.mark.parametrize(("query", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_a_wrong_query_is_told_in_one_line(server, kg, graph, query, said):
    code, out, error = kg("sparql", query, "--store", graph)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert error.startswith(f"kg: SPARQL: {said}")
    assert len(error) < 300
    reply = server.ask("/sparql", query)
    assert (reply.status_code, f"kg: {reply.json()['error']}\n") == (400, error)


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?s {{ GRAPH <{ELSEWHERE}> {{ ?s ?p ?o }} }}",
        f"SELECT ?s FROM <{ELSEWHERE}> {{ ?s ?p ?o }}",
        f"SELECT ?s FROM NAMED <{ELSEWHERE}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    ],
)
def test_a_graph_that_is_not_there_is_empty(server, kg, graph, query):
    assert kg("sparql", query, "--store", graph) == (0, "", "no rows\n")
    assert server.ask("/sparql", query).json()["results"]["bindings"] == []


def test_a_query_asks_the_graphs_that_it_names(server):
    def rows(query):
        return server.ask("/sparql", query).json()["results"]["bindings"]

    [one, other, *_] = [
        row["g"]["value"] for row in rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
    ]
    papers = "SELECT ?p {} {{ ?p a pg:Paper }} ORDER BY ?p"
    found = [row["p"]["value"] for row in rows(papers.format(f"FROM <{one}> from <{other}>"))]
    assert found == [one.removesuffix("#graph"), other.removesuffix("#graph")]
    assert len(rows(papers.format(f"# FROM <{one}>\n"))) == 15
    assert rows(papers.format(f"FROM NAMED <{one}>")) == [], (
        "then the default graph is empty (SPARQL 1.1, 13.2)"
    )


def test_a_query_without_a_space_is_no_name(kg, graph):
    assert kg("sparql", "ASK{}", "--store", graph) == (0, '{"answer": true}\n', "")
    code, _, error = kg("sparql", "paper-of-author", "--store", graph)
    assert (code, "Did you mean 'papers-of-author'" in error) == (2, True)


def test_only_a_query_that_runs_is_told_of_unknown_terms(kg, graph):
    assert (
        kg("sparql", "ASK { ?s a pg:Papr }", "--store", graph).err
        == "no term pg:Papr; did you mean pg:Paper?\n"
    )
    assert (
        kg("sparql", "ASK { ?s a pg:Papr ", "--store", graph).err
        == "kg: SPARQL: a } is missing, or a { too many\n"
    )
    described = kg("sparql", "DESCRIBE pg:Papr", "--store", graph)
    assert (described.code, described.err) == (0, "no term pg:Papr; did you mean pg:Paper?\n")
