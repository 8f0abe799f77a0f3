"""The server answers SPARQL and Cypher on loopback, and nothing else."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

import pytest


@pytest.fixture(scope="module")
def address(graph):
    process = subprocess.Popen(
        [sys.executable, "-m", "kg", "serve", "--port", "0", "--store", str(graph)], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
    assert found
    yield found[0]
    process.terminate()
    assert process.wait(timeout=20) in (0, 130)
    process.stderr.close()


def ask(address, path, query=None, accept="*/*", method="GET", host=None):
    data = None
    if query is not None:
        encoded = urllib.parse.urlencode({"query": query})
        path, data = (path, encoded.encode()) if method == "POST" else (f"{path}?{encoded}", None)
    request = urllib.request.Request(address + path, data=data, headers={"Accept": accept, **({"Host": host} if host else {})})
    try:
        with urllib.request.urlopen(request) as reply:
            return reply.status, reply.headers, reply.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read().decode()


def test_the_page(address):
    status, headers, body = ask(address, "")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "<h1>papergraph</h1>" in body


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparql_protocol(address, method):
    status, headers, body = ask(address, "sparql", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pg:Paper }", method=method)
    assert (status, headers["Content-Type"]) == (200, "application/sparql-results+json")
    assert json.loads(body)["results"]["bindings"][0]["n"]["value"] == "15"


def test_sparql_formats(address):
    assert ask(address, "sparql", "SELECT ?p { ?p a pg:Paper } LIMIT 1", "text/csv")[2].startswith("p\r\n")
    assert ask(address, "sparql", "ASK { ?p a pg:Paper }")[2].endswith('"boolean":true}')
    assert "Method" in ask(address, "sparql", "CONSTRUCT { ?m a ?t } WHERE { ?m a pg:Method, ?t } LIMIT 5", "text/turtle")[2]


def test_cypher(address):
    status, _, body = ask(address, "cypher", "MATCH (p:Paper) RETURN count(*) AS n")
    assert (status, json.loads(body)) == (200, {"columns": ["n"], "rows": [[15]]})


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("sparql", "DROP ALL"),
        ("sparql", "nonsense"),
        ("cypher", "MATCH (n) DETACH DELETE n"),
        ("cypher", "COPY (RETURN 1) TO '/tmp/x.csv'"),
        ("cypher", ""),
    ],
)
def test_what_is_wrong_or_writes_is_refused(address, path, query):
    status, _, body = ask(address, path, query)
    assert status == 400
    assert json.loads(body)["error"]


def test_other_paths_and_other_hosts(address):
    assert ask(address, "etc/passwd")[0] == 404
    assert ask(address, "sparql", "ASK {}", host="evil.example")[0] == 403
    assert ask(address, "", host="[::1]:80")[0] == 403
