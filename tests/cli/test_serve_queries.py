"""What a query sent to the server can not do: run on for nobody, take the others' turn, end the server, leave the graph."""

import os
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import httpx
import pytest

from tests.cli.serving import alive, serving, until

COUNTS = {
    "/cypher": "MATCH (p:Paper) RETURN count(*) AS n",
    "/sparql": "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pg:Paper }",
}
ENDLESS = {
    "/cypher": "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b UNWIND range(1, 1000000) AS c RETURN sum(a * b % 7 + c) AS n",
    "/sparql": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}
ALL_ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATHS = ["/cypher", "/sparql"]


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph, "--timeout", "3", "--max-memory", "500M") as server:
        yield server


def good(server, path: str) -> bool:
    reply = server.ask(path, COUNTS[path])
    return reply.status_code == 200 and "15" in reply.text


def test_twenty_clients_at_once(server):
    with ThreadPoolExecutor(20) as clients:
        assert all(clients.map(lambda number: good(server, PATHS[number % 2]), range(200)))
    assert len(server.workers()) <= 4


@pytest.mark.parametrize("path", PATHS)
def test_a_query_without_end_is_stopped(server, path):
    before = server.workers()
    with ThreadPoolExecutor(3) as clients:
        replies = list(clients.map(lambda _: server.ask(path, ENDLESS[path]), range(3)))
    assert [reply.status_code for reply in replies] == [504] * 3
    assert "longer than 3 s" in replies[0].json()["error"]
    assert until(lambda: len(server.workers()) <= len(before) + 1)
    assert good(server, path)


@pytest.mark.parametrize("path", PATHS)
def test_a_query_ends_when_its_client_leaves(graph, path):
    with serving(graph, "--timeout", "0") as server:
        connections = [server.connect() for _ in range(3)]  # the third one waits for its turn
        for connection in connections:
            connection.sendall(
                f"GET {path}?query={quote(ENDLESS[path])} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
            )
        assert until(lambda: len(server.workers()) == 2)
        workers = server.workers()
        for connection in connections:
            connection.close()
        assert until(lambda: not any(map(alive, workers)))
        assert good(server, path)
        assert len(server.workers()) == 1


def read_until_cut(server, path: str, query: str) -> int:
    """Return how many bytes of an answer come before it is seen to be cut."""
    size = 0
    with server.client() as client, client.stream("GET", path, params={"query": query}) as reply:
        assert reply.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012 - some parts come first
            for part in reply.iter_bytes():
                size += len(part)
    return size


def test_an_answer_that_its_time_ends_is_seen_to_be_cut(server):
    assert read_until_cut(server, "/sparql", ALL_ROWS) > 1 << 20
    assert good(server, "/sparql")


def test_an_answer_that_is_too_long_is_seen_to_be_cut(graph):
    with serving(graph) as server:
        size = read_until_cut(
            server, "/cypher", "UNWIND range(1, 9000) AS a RETURN repeat('abcdefgh', 5000) AS text"
        )
        assert (1 << 28) - (1 << 20) < size <= 1 << 28
        assert good(server, "/cypher")


def test_an_error_within_a_long_answer_is_seen(server):
    """What fails before the first part is sent has a status of its own, and what fails later is cut."""
    late = "UNWIND range(1, {}) AS a RETURN CASE WHEN a < {} THEN repeat('abcdefgh', 100) ELSE repeat('a', 900000000) END AS text"
    assert server.ask("/cypher", late.format(100, 90)).status_code == 400
    assert good(server, "/cypher")


def test_a_process_that_is_killed_is_replaced(server):
    for path in PATHS:
        assert good(server, path)
        for worker in server.workers():
            os.kill(worker, signal.SIGKILL)
            assert until(lambda worker=worker: not alive(worker))
        assert good(server, path)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/cypher", "RETURN " + "[" * 1500 + "]" * 1500),
        ("/cypher", "RETURN size(repeat('abcdefgh', 500000000)) AS n"),
        ("/sparql", "SELECT * { " + "{" * 50_000 + "}" * 50_000 + " }"),
        ("/sparql", "SELECT (" + "(" * 100_000 + "1" + ")" * 100_000 + " AS ?a) {}"),
    ],
)
def test_a_query_cannot_end_the_server(server, path, query):
    with server.client() as client:
        assert client.post(path, data={"query": query}).status_code in (400, 504)
    assert good(server, path)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ BIND(<http://x/\\u0041#> AS ?z) SERVICE <{url}> {{ ?a ?b ?c }} }}",
        "SELECT * {{ BIND(<http://x/\\U00000041#> AS ?z) SERVICE SILENT <{url}> {{ ?a ?b ?c }} }}",
        "PREFIX x: <http://x/\\u0041#> SELECT * {{ SERVICE <{url}> {{ ?a ?b ?c }} }}",
        "BASE <http://x/\\u0041#> SELECT * {{ ?s ?p 1SERVICE <{url}> {{ ?a ?b ?c }} }}",
        "SELECT * {{ SERVICE <{url}> {{ ?a ?b ?c }} }}",
        "SELECT * FROM <{url}> {{ ?a ?b ?c }}",
    ],
)
def test_nothing_is_sent(server, query):
    with socket.create_server(("127.0.0.1", 0)) as other:
        url = f"http://127.0.0.1:{other.getsockname()[1]}/"
        reply = server.ask("/sparql", query.format(url=url))
        assert reply.status_code in ((200,) if "FROM" in query else (200, 400))
        other.settimeout(0.2)
        with pytest.raises(TimeoutError):
            other.accept()


@pytest.mark.parametrize(
    "lead",
    ["WITH 1 AS y LIMIT 1", "WITH 1 AS y SKIP 0", "WITH 1 AS y WHERE 1=1", "WITH 1 AS y LIMIT 1/**/", ""],
)
def test_nothing_is_read(server, tmp_path, lead):
    (tmp_path / "secret.csv").write_text("secret\n")
    reply = server.ask("/cypher", f"{lead}LOAD FROM '{tmp_path}/secret.csv' (header=false) RETURN column0")
    assert reply.status_code == 400
    assert "secret\\n" not in reply.text
    assert "column0" not in reply.json()["error"]


def test_too_many_at_once_are_told_to_come_again(graph):
    with serving(graph, "--timeout", "20") as server:
        path = f"/sparql?query={quote(ENDLESS['/sparql'])}"
        connections = [server.connect() for _ in range(66)]
        for connection in connections:
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert until(lambda: len(server.workers()) == 2)
        reply = server.ask("/sparql", "ASK {}")
        assert (reply.status_code, reply.headers["Retry-After"]) == (503, "1")
        assert reply.json()["error"] == "64 queries are already waiting"
        assert good(server, "/cypher")
        for connection in connections:
            connection.close()
        assert until(lambda: good(server, "/sparql"))
