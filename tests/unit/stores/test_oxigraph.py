"""The RDF store is swapped in whole, answers in plain values, and asks no other server."""

import io
import json
import socket
import threading

import pytest
from pyoxigraph import NamedNode

from kg.errors import KgError, NotAcceptable, StoreError, UsageError
from kg.ids import DEFAULT_BASE
from kg.model import Node
from kg.rdf import quads
from kg.stores import oxigraph
from tests.compliance.graph import graph


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "oxigraph"
    oxigraph.load(path, *graph())
    return path


def contents(path):
    return oxigraph.query(
        path, "SELECT ?g ?s ?p ?o { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?g ?s ?p ?o"
    )


def test_a_store_holds_every_quad(store):
    _, [(triples,)] = oxigraph.query(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    _, [(named,)] = oxigraph.query(store, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
    found = list(quads(*graph(), DEFAULT_BASE))
    assert triples == len(found) == len(set(found)), "the default graph is all of them together"
    assert named == sum(isinstance(quad.graph_name, NamedNode) for quad in found)


def test_a_load_replaces_what_was_there(tmp_path):
    told = []
    oxigraph.load(tmp_path / "o", *graph(), progress=lambda stage, number: told.append((stage, number)))
    assert told == [("quads", len(list(quads(*graph(), DEFAULT_BASE))))]
    oxigraph.load(tmp_path / "o", graph()[0][:1], [])
    assert oxigraph.query(tmp_path / "o", "SELECT ?t { ?p dcterms:title ?t }")[1] == [
        ("GlowNet: bright networks",)
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def test_a_load_that_fails_leaves_the_old_store_and_nothing_else(tmp_path):
    oxigraph.load(tmp_path / "o", *graph())
    before = contents(tmp_path / "o")
    with pytest.raises(KgError, match="is not an IRI"):
        oxigraph.load(tmp_path / "o", [*graph()[0], Node("Task", "no iri", {"name": "x"})], [])
    assert contents(tmp_path / "o") == before
    assert [path.name for path in tmp_path.iterdir()] == ["o"]


def test_what_an_earlier_crash_left_is_removed_and_nothing_else(tmp_path):
    for name in ("o.new", "o.old", "o.newest", "o.older"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "CURRENT").write_text("half")
    oxigraph.load(tmp_path / "o", *graph())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["o", "o.newest", "o.older"]


@pytest.mark.parametrize(
    ("sparql", "columns", "rows"),
    [
        ("ASK { ?p a pg:Paper }", ["answer"], [(True,)]),
        ("ASK { ?p a pg:Nothing }", ["answer"], [(False,)]),
        ("SELECT (1 AS ?a) (1.50 AS ?b) (1e3 AS ?c) (true AS ?d) ('x'@en AS ?e) (pg:x AS ?f) ?g {}", list("abcdefg"),
         [(1, 1.5, 1000.0, True, "x", "https://w3id.org/papergraph/ontology#x", None)]),
        ("SELECT ('x'^^xsd:integer AS ?a) ('2020Z'^^xsd:gYear AS ?b) ('2020'^^xsd:gYear AS ?c) ('2020-01-01'^^xsd:date AS ?d) {}", list("abcd"),
         [("x", "2020Z", 2020, "2020-01-01")]),
        ("CONSTRUCT { ?t pg:called ?n } { ?t a pg:Task ; skos:prefLabel ?n ; pg:key 'asr' }", ["subject", "predicate", "object"],
         [(f"{DEFAULT_BASE}task/speech-recognition", f"{DEFAULT_BASE}ontology#called", "speech recognition")]),
        ("SELECT ?year { ?p dcterms:identifier 'arxiv:2101.00001' ; schema:datePublished ?year }", ["year"], [(2021,)]),
        ("SELECT ?v { ?r mls:hasValue ?v ; pg:raw '3.1e23' }", ["v"], [(3.1e23,)]),
        ("SELECT ?s { ?e rdf:predicate pg:subtaskOf ; oa:hasTarget/oa:hasSelector/oa:start ?s }", ["s"], [(9,)]),
    ],
)  # fmt: skip
def test_answers_are_plain_values(sparql, columns, rows, store):
    assert oxigraph.query(store, sparql) == (columns, rows)


@pytest.fixture
def listening():
    """Give the address of a server and the list of connections that were made to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)
        found = []

        def accept():
            try:
                with server.accept()[0] as connection:
                    found.append(connection.recv(100))
            except OSError:
                pass

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", found
        server.close()


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * { {} service<URL>{ ?s ?p ?o } }",
        "SELECT * { ?a ?b 5SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { ?a ?b trueSERVICE <URL> { ?s ?p ?o } }",
        "PREFIX a: <a:> SELECT * { ?a ?b a:.SERVICE <URL> { ?s ?p ?o } }",
        "PREFIX a: <a:> SELECT * { ?a ?b a:b\\# .SERVICE <URL> { ?s ?p ?o } }",
        "PREFIX a: <a:> SELECT * { ?a ?b a:b\\' .SERVICE <URL> { ?s ?p ?o } # '\n }",
        "PREFIX : <URL> SELECT * { SERVICE: { ?s ?p ?o } }",
        "SELECT * { ?a ?b '''x''' .SERVICE <URL> { ?s ?p ?o } FILTER(?a = ''' ''') }",
        'SELECT * { ?a ?b "\\"" .SERVICE <URL> { ?s ?p ?o } FILTER(?a = "") }',
        "SELECT * { FILTER(1<2) SERVICE <URL> { ?s ?p ?o } FILTER(2>1) }",
        "SELECT * { # comment\rSERVICE <URL> { ?s ?p ?o } }",
        "SELECT ?x { BIND(<URL> AS ?x) SERVICE ?x { ?s ?p ?o } }",
        "LOAD <URL>",
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "SELECT nonsense",
        "SELECT ?x",
        "SELECT (<a:function>(1) AS ?x) {}",
        "",
    ],
)
def test_what_is_wrong_writes_or_leads_elsewhere_is_refused_in_one_line(sparql, store, listening):
    url, connections = listening
    before = contents(store)
    with pytest.raises(UsageError, match=r"^SPARQL: ") as caught:
        oxigraph.query(store, sparql.replace("URL", url))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert contents(store) == before
    assert connections == []


@pytest.mark.parametrize(
    "sparql",
    [
        'SELECT ?x { BIND("a SERVICE <x>" AS ?x) } # SERVICE',
        "SELECT ?x { BIND('''it's a\nSERVICE''' AS ?x) }",
        'SELECT ?x { BIND("\\"SERVICE" AS ?x) BIND(<http://e.org/service#SERVICE> AS ?y) }',
        "SELECT ?service { BIND(1 AS ?service) BIND(2 AS $xservice) }",
        "SELECT * FROM <http://127.0.0.1:9/x> { ?s ?p ?o } # names a graph, fetches nothing",
    ],
)
def test_a_word_is_no_federation(sparql, store):
    oxigraph.query(store, sparql)


def test_parameters_take_the_places_that_the_query_has_for_them(store):
    sparql = 'SELECT ?_a ?n { VALUES ?_a { "" } VALUES ?_b { "" } ?t a pg:Task ; skos:prefLabel ?n } ORDER BY ?n LIMIT 9'
    assert len(oxigraph.query(store, sparql)[1]) == 4
    hostile = '" } \\ \n{ "\' \0'
    assert oxigraph.query(store, sparql, {"a": hostile, "limit": 1})[1] == [
        (hostile, "fine-grained image classification")
    ]
    assert oxigraph.query(store, sparql, {"b": "x", "limit": 0})[1] == []
    for wrong in ({"c": "x"}, {"a": "\ud800"}, {"a": object()}, {"limit": "1 } #"}):
        with pytest.raises(UsageError):
            oxigraph.query(store, sparql, wrong)


@pytest.mark.parametrize(
    ("sparql", "accept", "kind"),
    [
        (
            "SELECT ?n { ?t a pg:Task ; pg:key 'asr' ; skos:prefLabel ?n }",
            "*/*",
            "application/sparql-results+json",
        ),
        (
            "SELECT ?n { ?t a pg:Task ; pg:key 'asr' ; skos:prefLabel ?n }",
            "text/csv",
            "text/csv; charset=utf-8",
        ),
        ("ASK {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("ASK {}", "text/csv, */*;q=0.1", "application/sparql-results+json"),
        ("CONSTRUCT WHERE { ?t pg:key 'asr' }", "text/turtle", "text/turtle"),
        ("DESCRIBE pg:x", "*/*", "application/n-triples"),
    ],
)
def test_the_protocol_has_its_formats(sparql, accept, kind, store):
    content_type, write = oxigraph.Reader(store).serialized(sparql, accept)
    write(body := io.BytesIO())
    assert content_type == kind
    if kind.endswith("json") and sparql != "ASK {}":
        assert json.loads(body.getvalue())["results"]["bindings"] == [
            {"n": {"type": "literal", "value": "speech recognition"}}
        ]


@pytest.mark.parametrize(
    ("sparql", "accept"),
    [("ASK {}", "text/csv"), ("SELECT * {}", "text/turtle"), ("DESCRIBE pg:x", "text/csv")],
)
def test_a_form_that_an_answer_does_not_have(sparql, accept, store):
    with pytest.raises(NotAcceptable, match="comes as application/"):
        oxigraph.Reader(store).serialized(sparql, accept)


def test_a_store_that_is_not_there_or_is_none(tmp_path):
    with pytest.raises(StoreError, match="cannot open the RDF store"):
        oxigraph.query(tmp_path / "o", "ASK {}")
    assert not any(tmp_path.iterdir())
    (tmp_path / "o").write_text("something else")
    with pytest.raises(StoreError, match="cannot open the RDF store"):
        oxigraph.query(tmp_path / "o", "ASK {}")
    with pytest.raises(StoreError, match="cannot write the store"):
        oxigraph.load(tmp_path / "o" / "o", [], [])


def test_a_base_that_is_no_iri_is_the_users(tmp_path):
    with pytest.raises(UsageError, match="the base IRI 'no base/' is not an IRI"):
        oxigraph.load(tmp_path / "o", [], [], base="no base/")
    assert not any(tmp_path.iterdir())
