"""The server answers SPARQL and Cypher on loopback, in the forms that HTTP and the SPARQL 1.1 Protocol have."""

import json
import signal
import subprocess
import sys

import httpx
import pytest

from tests.cli.serving import alive, serving

COUNT = "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pg:Paper }"


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph) as server:
        yield server


def test_the_page(server):
    with server.client() as client:
        reply = client.get("/")
    assert reply.status_code == 200
    assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert "unsafe" not in reply.headers["Content-Security-Policy"]
    assert "<h1>Sample of papergraph</h1>" in reply.text
    assert "server" not in reply.headers


@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_sparql_protocol(server, way):
    with server.client() as client:
        if way == "GET":
            reply = client.get("/sparql", params={"query": COUNT})
        elif way == "form":
            reply = client.post("/sparql", data={"query": COUNT})
        else:
            reply = client.post(
                "/sparql", content=COUNT, headers={"Content-Type": "application/sparql-query; charset=UTF-8"}
            )
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, "application/sparql-results+json")
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.json()["results"]["bindings"][0]["n"]["value"] == "15"


@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_cypher(server, way):
    query = "MATCH (p:Paper) RETURN count(*) AS n"
    with server.client() as client:
        if way == "GET":
            reply = client.get("/cypher", params={"query": query})
        elif way == "form":
            reply = client.post("/cypher", data={"query": query})
        else:
            reply = client.post("/cypher", content=query, headers={"Content-Type": "text/plain"})
    assert (reply.status_code, reply.json()) == (200, {"columns": ["n"], "rows": [[15]]})


@pytest.mark.parametrize(
    ("query", "accept", "kind", "start"),
    [
        ("SELECT ?p { ?p a pg:Paper } LIMIT 1", "text/csv", "text/csv; charset=utf-8", "p\r\n"),
        ("SELECT ?p { ?p a pg:Paper } LIMIT 1", "application/json", "application/json", '{"head"'),
        (
            "SELECT ?p { ?p a pg:Paper } LIMIT 1",
            "text/csv;q=0, */*;q=0.1",
            "application/sparql-results+json",
            "{",
        ),
        (
            "SELECT ?p { ?p a pg:Paper } LIMIT 1",
            "text/*, application/sparql-results+xml;q=0.9",
            "text/csv; charset=utf-8",
            "p\r\n",
        ),
        (
            "ASK { ?p a pg:Paper }",
            "application/sparql-results+xml",
            "application/sparql-results+xml",
            "<?xml",
        ),
        (
            "CONSTRUCT { ?m a ?t } WHERE { ?m a pg:Method, ?t } LIMIT 5",
            "text/turtle",
            "text/turtle; charset=utf-8",
            "@prefix",
        ),
        ("CONSTRUCT { ?m a ?t } WHERE { ?m a pg:Method, ?t } LIMIT 5", "", "application/n-triples", "<"),
    ],
)
def test_the_form_that_is_asked_for(server, query, accept, kind, start):
    reply = server.ask("/sparql", query, Accept=accept)
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, kind)
    assert reply.text.startswith(start)


@pytest.mark.parametrize(
    ("path", "query", "accept"),
    [
        ("/sparql", "SELECT * { ?s ?p ?o } LIMIT 1", "text/turtle"),
        ("/sparql", "ASK { ?s ?p ?o }", "text/csv"),
        ("/sparql", "SELECT * { ?s ?p ?o } LIMIT 1", "*/*;q=0"),
        ("/cypher", "RETURN 1 AS a", "text/csv"),
    ],
)
def test_no_form_that_is_asked_for(server, path, query, accept):
    reply = server.ask(path, query, Accept=accept)
    assert reply.status_code == 406
    assert "json" in reply.json()["error"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/sparql", "DROP ALL"),
        ("/sparql", "nonsense"),
        ("/cypher", "MATCH (n) DETACH DELETE n"),
        ("/cypher", "COPY (RETURN 1) TO '/tmp/x.csv'"),
        ("/cypher", ""),
    ],
)
def test_what_is_wrong_or_writes_is_refused(server, path, query):
    reply = server.ask(path, query)
    assert reply.status_code == 400
    assert reply.json()["error"]


def test_requests_without_one_query(server):
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with server.client() as client:
        replies = [
            client.get("/cypher"),
            client.get("/sparql?query=ASK{}&query=ASK{}"),
            client.post("/sparql?query=ASK{}", data={"query": "ASK {}"}),
            client.get("/sparql?update=DROP+ALL"),
            client.post("/sparql", data={"update": "DROP ALL"}),
            client.get("/sparql?query=ASK{}&using-graph-uri=http://x/"),
            client.get("/cypher?query=RETURN+1+AS+a&default-graph-uri=http://x/"),
            client.get("/sparql?query=ASK{}%FF"),
            client.post("/sparql", content=b"query=ASK{}\xff", headers=form),
            client.post("/sparql", content="&".join(["a=b"] * 200), headers=form),
        ]
    assert [reply.status_code for reply in replies] == [400] * len(replies)
    assert all(reply.json()["error"] for reply in replies)


@pytest.mark.parametrize(
    "kind",
    [
        "application/sparql-update",
        "application/json",
        "",
        "text/plain; charset=latin-1",
        "multipart/form-data",
    ],
)
@pytest.mark.parametrize("path", ["/sparql", "/cypher"])
def test_bodies_of_other_types(server, path, kind):
    with server.client() as client:
        assert (
            client.post(path, content="ASK {}", headers={"Content-Type": kind} if kind else {}).status_code
            == 415
        )


@pytest.mark.parametrize(
    ("path", "allowed"), [("/", {"GET", "HEAD", "OPTIONS"}), ("/sparql", {"GET", "HEAD", "POST", "OPTIONS"})]
)
def test_methods(server, path, allowed):
    def names(reply: httpx.Response) -> set[str]:
        return {name.strip() for name in reply.headers["Allow"].split(",")}

    with server.client() as client:
        options = client.options(path)
        assert (options.status_code, names(options)) == (204, allowed)
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            reply = client.request(method, path)
            assert (reply.status_code, names(reply)) == (405, allowed)
            assert reply.json()["error"]


def test_head_is_get_without_a_body(server):
    with server.client() as client:
        for path in ("/", "/sparql?query=ASK{}", "/cypher?query=RETURN+1+AS+a", "/sparql", "/nothing"):
            head, get = client.head(path), client.get(path)
            assert (head.status_code, head.content) == (get.status_code, b"")
            assert head.headers["Content-Length"] == get.headers["Content-Length"]


def test_other_paths(server):
    with server.client() as client:
        for path in ("/etc/passwd", "/sparql/", "/%2e%2e/x", "/page.html"):
            reply = client.get(path)
            assert (reply.status_code, reply.json()) == (
                404,
                {"error": "there is no such page; / has them all, /sparql and /cypher answer queries"},
            )


def test_at_most_so_many_rows(server):
    reply = server.ask("/cypher", "UNWIND range(1, 10000) AS x RETURN x").json()
    assert (len(reply["rows"]), "more" in reply) == (10_000, False)
    reply = server.ask("/cypher", "UNWIND range(1, 20000) AS x RETURN x").json()
    assert (len(reply["rows"]), reply["more"]) == (10_000, True)


def test_numbers_that_json_lacks(server, graph, kg):
    query = "RETURN 0.0 / 0.0 AS a, [1.0 / 0.0] AS b, -1.0 / 0.0 AS c, 9007199254740993 AS d"

    def no(constant: str) -> None:
        raise AssertionError(constant)

    wanted = {"a": "NaN", "b": ["Infinity"], "c": "-Infinity", "d": 9007199254740993}
    served = json.loads(server.ask("/cypher", query).content, parse_constant=no)
    assert dict(zip(served["columns"], served["rows"][0], strict=True)) == wanted
    assert json.loads(kg("query", query, "--store", graph).out, parse_constant=no) == wanted


def test_wrong_options(kg, graph):
    for origin in ("*", "example.org", "https://example.org/", "https://a.org, https://b.org", "null"):
        assert kg("serve", "--store", graph, "--cors", origin).code == 2
    outcome = kg("serve", "--store", graph, "--max-memory", "1K")
    assert outcome.code == 2


def test_a_port_that_is_taken(server, kg, graph):
    outcome = kg("serve", "--store", graph, "--port", server.port)
    assert (outcome.code, outcome.err.count("\n")) == (2, 1)
    assert "try another --port" in outcome.err


def test_without_the_extra(graph):
    code = "import sys; sys.modules['uvicorn'] = None; from kg.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "serve", "--store", str(graph)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == "kg: kg serve needs Starlette and uvicorn: pip install 'papergraph[serve]'\n"


def test_other_commands_do_not_load_it():
    code = "import sys; from kg.cli import app; print(sorted({'starlette', 'uvicorn', 'asyncio', 'h11'} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_end_it(graph, number):
    with serving(graph) as server:
        server.ask("/sparql", "ASK {}")
        workers = server.workers()
        with server.connect() as idle, server.connect() as asking:
            idle.sendall(b"GET / HT")
            query = b"SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff.%3Fg%20%3Fh%20%3Fi%20FILTER(%3Fa=%3Fi)%7D"
            asking.sendall(b"GET /sparql?query=" + query + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
            server.process.send_signal(number)
            assert server.process.wait(timeout=5) == 0
        assert workers
        assert not any(map(alive, workers))
