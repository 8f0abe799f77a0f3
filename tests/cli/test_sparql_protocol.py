"""SPARQL 1.1 Protocol as its clients speak it: SPARQLWrapper and curl, and the same graphs from `kg sparql`."""

import csv
import io
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
from urllib.parse import urlencode

import pytest
import SPARQLWrapper as wrapper  # noqa: N813 - a module with the name of its class
from rdflib import Graph
from rdflib.compare import isomorphic

from kg.rdf import GRAPH_FORMS
from tests.cli.serving import serving

RDFLIB = {"turtle": "turtle", "ntriples": "nt", "rdfxml": "xml", "jsonld": "json-ld"}
SELECT = "SELECT ?name { ?t a pg:Task ; skos:prefLabel ?name } ORDER BY ?name LIMIT 3"
ASK = "ASK { ?p a pg:Paper }"
CONSTRUCT = "CONSTRUCT { ?t rdfs:label ?name } WHERE { ?t a pg:Task ; skos:prefLabel ?name }"
DESCRIBE = "DESCRIBE <https://w3id.org/papergraph/dataset/imagenet>"
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?p a pg:Paper } } ORDER BY ?g"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
METHODS = [(wrapper.GET, None), (wrapper.POST, wrapper.URLENCODED), (wrapper.POST, wrapper.POSTDIRECTLY)]


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph) as server:
        yield server


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=METHODS, ids=["get", "form", "direct"])
def client(request, server):
    """Give a function that makes SPARQLWrapper ask a query, by each way of sending one."""

    def ask(query, form, *, default=(), named=()):
        asked = wrapper.SPARQLWrapper(f"{server.url}/sparql", returnFormat=form)
        method, how = request.param
        asked.setMethod(method)
        if how is not None:
            asked.setRequestMethod(how)
        for iri in default:
            asked.addDefaultGraph(iri)
        for iri in named:
            asked.addNamedGraph(iri)
        asked.setQuery(f"PREFIX pg: <https://w3id.org/papergraph/ontology#>\n{query}")
        return asked.query()

    return ask


def cells(table):
    return [row["name"]["value"] for row in table["results"]["bindings"]]


def test_sparqlwrapper_reads_rows_in_every_format(client):
    names = cells(client(SELECT, wrapper.JSON).convert())
    assert len(names) == 3
    found = client(SELECT, wrapper.XML).convert()
    assert [node.firstChild.data for node in found.getElementsByTagName("literal")] == names
    [head, *rows] = csv.reader(io.StringIO(client(SELECT, wrapper.CSV).convert().decode()))
    assert (head, rows) == (["name"], [[name] for name in names])
    lines = client(SELECT, wrapper.TSV).convert().decode().splitlines()
    assert lines == ["?name", *(f'"{name}"' for name in names)]


def test_sparqlwrapper_reads_booleans(client):
    assert client(ASK, wrapper.JSON).convert()["boolean"] is True
    assert client(ASK, wrapper.XML).convert().getElementsByTagName("boolean")[0].firstChild.data == "true"


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE])
def test_sparqlwrapper_reads_graphs_in_every_format(client, query):
    found = [
        client(query, wrapper.RDFXML).convert(),
        Graph().parse(data=client(query, wrapper.TURTLE).convert(), format="turtle"),
        client(query, wrapper.JSONLD).convert(),
    ]
    assert len(found[0]) > 5
    assert all(isomorphic(found[0], other) for other in found[1:])


def test_sparqlwrapper_chooses_the_graphs(client):
    one, other, *_ = [
        row["g"]["value"] for row in client(GRAPHS, wrapper.JSON).convert()["results"]["bindings"]
    ]

    def count(**graphs):
        return int(client(COUNT, wrapper.JSON, **graphs).convert()["results"]["bindings"][0]["n"]["value"])

    assert 0 < count(default=[one]) < count(default=[one, other]) < count()
    found = client(GRAPHS, wrapper.JSON, named=[other]).convert()["results"]["bindings"]
    assert [row["g"]["value"] for row in found] == [other]


def test_sparqlwrapper_learns_what_is_wrong(client):
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="syntax error"):
        client("SELECT ?s { ?s ?p }", wrapper.JSON)


def test_sparqlwrapper_cannot_update(server):
    asked = wrapper.SPARQLWrapper(f"{server.url}/sparql")
    asked.setMethod(wrapper.POST)
    asked.setQuery("CLEAR ALL")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="read-only"):
        asked.query()


def curl(server, *arguments, path="/sparql"):
    """Return the status, the media type and the body that curl gets."""
    program = shutil.which("curl")
    if program is None:
        pytest.skip("needs curl")
    command = [
        program,
        "-sS",
        "--noproxy",
        "*",
        "-w",
        "\n%{http_code} %{content_type}",
        *arguments,
        server.url + path,
    ]
    said = subprocess.run(command, capture_output=True, check=True, timeout=60)
    body, _, last = said.stdout.decode().rpartition("\n")
    status, _, media_type = last.partition(" ")
    return int(status), media_type.partition(";")[0], body


def accepting(media_type):
    return "-H", f"Accept: {media_type}"


WAYS = {
    "get": lambda query: ("-G", "--data-urlencode", f"query={query}"),
    "form": lambda query: ("--data-urlencode", f"query={query}"),
    "direct": lambda query: ("-H", "Content-Type: application/sparql-query", "--data-binary", query),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_curl_gets_every_format(server, way):
    for media_type in ("application/sparql-results+json", "application/json"):
        status, said, body = curl(server, *accepting(media_type), *way(SELECT))
        assert (status, said) == (200, media_type)
        names = cells(json.loads(body))
        assert len(names) == 3
    status, said, body = curl(server, *accepting("application/sparql-results+xml"), *way(SELECT))
    assert (status, said) == (200, "application/sparql-results+xml")
    assert [
        node.text for node in ET.fromstring(body).iter("{http://www.w3.org/2005/sparql-results#}literal")
    ] == names
    for media_type, first in (("text/csv", "name"), ("text/tab-separated-values", "?name")):
        status, said, body = curl(server, *accepting(media_type), *way(SELECT))
        assert (status, said, body.split()[0], len(body.splitlines())) == (200, media_type, first, 4)
    graphs = []
    for form, media_type in GRAPH_FORMS.items():
        status, said, body = curl(server, *accepting(media_type), *way(CONSTRUCT))
        assert (status, said) == (200, media_type)
        graphs.append(Graph().parse(data=body, format=RDFLIB[form]))
    assert len(graphs[0]) > 5
    assert all(isomorphic(graphs[0], other) for other in graphs[1:])


def test_curl_sends_graphs_in_the_address_of_a_direct_query(server):
    [one, *_] = [
        row["g"]["value"] for row in json.loads(curl(server, *WAYS["get"](GRAPHS))[2])["results"]["bindings"]
    ]
    chosen = urlencode({"named-graph-uri": one})
    status, _, body = curl(server, *WAYS["direct"](GRAPHS), path=f"/sparql?{chosen}")
    assert (status, [row["g"]["value"] for row in json.loads(body)["results"]["bindings"]]) == (200, [one])


def test_curl_asks_only_for_the_head(server):
    whole = curl(server, *accepting("text/csv"), *WAYS["get"](SELECT))
    status, media_type, head = curl(server, "--head", *accepting("text/csv"), *WAYS["get"](SELECT))
    assert (status, media_type) == (200, "text/csv")
    assert f"content-length: {len(whole[2].encode())}\r\n" in head.lower()
    assert head.endswith("\r\n\r\n"), "no body comes after the head"


def test_curl_asks_what_is_allowed(server):
    status, _, head = curl(server, "-i", "-X", "OPTIONS")
    assert status == 204
    assert "allow: get, head, post, options\r\n" in head.lower()
    assert curl(server, "-X", "DELETE")[0] == 405


@pytest.mark.parametrize("form", GRAPH_FORMS)
def test_curl_gets_the_service_description(server, form):
    status, media_type, body = curl(server, *accepting(GRAPH_FORMS[form]))
    assert (status, media_type) == (200, GRAPH_FORMS[form])
    said = Graph().parse(data=body, format=RDFLIB[form])
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert [str(found) for found in said.objects(predicate=Graph().resource(f"{sd}endpoint").identifier)] == [
        f"{server.url}/sparql"
    ]


@pytest.mark.parametrize(
    ("wanted", "arguments", "said"),
    [
        (406, (*accepting("image/png"), *WAYS["get"](SELECT)), "comes as application/sparql-results+json"),
        (406, (*accepting("text/turtle"), *WAYS["get"](SELECT)), "comes as application/sparql-results+json"),
        (406, (*accepting("text/csv"), *WAYS["get"](CONSTRUCT)), "comes as application/n-triples, text/turtle"),
        (406, accepting("text/html"), "comes as text/turtle"),
        (400, WAYS["get"]("SELECT ?s { ?s ?p }"), "SPARQL: syntax error in line 1, column 20"),
        (400, ("--data-urlencode", "update=CLEAR ALL"), "the graph is read-only"),
        (400, ("-d", "a=b"), "the request has no query"),
        (415, ("-H", "Content-Type: application/sparql-update", "--data-binary", "CLEAR ALL"), "application/sparql-query"),
    ],
)  # fmt: skip
def test_curl_learns_what_is_wrong_in_one_line(server, wanted, arguments, said):
    status, media_type, body = curl(server, *arguments)
    assert (status, media_type) == (wanted, "application/json")
    error = json.loads(body)["error"]
    assert said in error
    assert "\n" not in error
    assert len(error) < 300


@pytest.mark.parametrize("query", [CONSTRUCT, DESCRIBE, "CONSTRUCT { [] pg:rule 'a\\rb\\u0001' } WHERE {}"])
def test_the_command_writes_what_the_server_answers(server, kg, graph, query):
    for form, media_type in GRAPH_FORMS.items():
        status, _, served = curl(server, *accepting(media_type), *WAYS["get"](query))
        code, written, _ = kg("sparql", query, "--format", form, "--store", graph)
        assert (status, code) == (200, 0)
        one, other = (Graph().parse(data=text, format=RDFLIB[form]) for text in (served, written))
        assert len(one) > 0
        assert isomorphic(one, other), form


def test_what_several_papers_say_is_written_once(kg, graph):
    """In the union of all graphs a triple is there once for each."""
    said = "SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } GROUP BY ?s ?p ?o HAVING(COUNT(*) > 1) LIMIT 1"
    (row,) = map(json.loads, kg("sparql", said, "--format", "jsonl", "--store", graph).out.splitlines())
    lines = kg("sparql", f"DESCRIBE <{row['s']}>", "--format", "ntriples", "--store", graph).out.splitlines()
    assert f"<{row['s']}> <{row['p']}> <{row['o']}> ." in lines
    assert len(lines) == len(set(lines))


def test_the_ending_of_a_file_chooses_the_format_of_a_graph(kg, graph, tmp_path):
    found = []
    for ending, form in {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}.items():
        assert kg("sparql", CONSTRUCT, "--store", graph, "-o", tmp_path / f"graph.{ending}") == (0, "", "")
        found.append(Graph().parse(tmp_path / f"graph.{ending}", format=form))
    assert len(found[0]) > 5
    assert all(isomorphic(found[0], other) for other in found[1:])
    default = kg("sparql", CONSTRUCT, "--store", graph).out
    assert isomorphic(Graph().parse(data=default, format="turtle"), found[0])


@pytest.mark.parametrize(
    ("query", "options", "said"),
    [
        (CONSTRUCT, ("-f", "csv"), "CONSTRUCT gives a graph, and csv is for rows: choose turtle, ntriples, rdfxml or jsonld"),
        (DESCRIBE, ("-f", "table"), "DESCRIBE gives a graph, and table is for rows: choose turtle, ntriples, rdfxml or jsonld"),
        (CONSTRUCT, ("-f", "trig"), "unknown format 'trig'"),
        (CONSTRUCT, ("-o", "graph.csv"), "cannot write a graph to graph.csv by its ending"),
        (CONSTRUCT, ("-f", "turtle", "-o", "graph.nt"), "graph.nt has the ending of ntriples, not of turtle"),
        (CONSTRUCT, ("--limit", "5"), "write LIMIT into a query that gives a graph"),
        (CONSTRUCT, ("-p", "task=x"), "--param only applies to named queries"),
        (SELECT, ("-f", "turtle"), "turtle is for the graphs of CONSTRUCT and DESCRIBE: choose jsonl, csv, table or parquet for rows"),
        ("# CONSTRUCT\nPREFIX construct: <http://e/> ASK { ?construct ?p 'CONSTRUCT' }", ("-f", "jsonld"), "choose jsonl, csv"),
        ("methods-for-task", ("-f", "rdfxml"), "choose jsonl, csv, table or parquet for rows"),
        (SELECT, ("-o", "rows.ttl"), "cannot tell the format of rows.ttl from its ending"),
        ("CONSTRUCT { ?s <http://e/1> ?s } WHERE { BIND(pg:Paper AS ?s) }", ("-f", "rdfxml"), "RDF/XML cannot hold the predicate http://e/1"),
    ],
)  # fmt: skip
def test_a_format_that_does_not_suit_is_refused(kg, graph, tmp_path, monkeypatch, query, options, said):
    monkeypatch.chdir(tmp_path)
    code, _, error = kg("sparql", query, *options, "--store", graph)
    assert code == 2
    assert said in error
    assert error.count("\n") == 1
    assert not any(tmp_path.iterdir())
