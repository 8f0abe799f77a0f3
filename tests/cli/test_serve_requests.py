"""Hostile and odd requests, byte by byte: each gets its status, and none keeps others from theirs."""

import json
import re
import time
from pathlib import Path

import pytest

from tests.cli.serving import everything, serving, until

PAGE = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
ASK = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"
FORM = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
CLOSE = b"Connection: close\r\n"


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph) as server:
        yield server


def status(reply: bytes) -> int:
    """Return the status of a reply, and see that an error says in JSON what it is."""
    head, _, body = reply.partition(b"\r\n\r\n")
    found = int(head.split()[1])
    if found >= 400:
        body = body[: int(re.search(rb"content-length: (\d+)", head.lower())[1])]
        assert json.loads(body)["error"]
        assert b"nosniff" in head
    return found


@pytest.mark.parametrize(
    "length",
    [
        b"-1",
        b"abc",
        b"9" * 5000,
        b"+5",
        b"5, 6",
        b"0x5",
        b"5\r\nContent-Length: 6",
        b"",
        b"1e3",
        "٥".encode(),
        b"18446744073709551617" * 2,
    ],
)
def test_lengths_that_are_none(server, length):
    assert status(server.raw(FORM + b"Content-Length: " + length + b"\r\n\r\nquery=ASK{}")) == 400


@pytest.mark.parametrize("length", [b"11, 11", b"11\r\nContent-Length: 11", b"0011"])
def test_lengths_that_agree(server, length):
    assert status(server.raw(FORM + CLOSE + b"Content-Length: " + length + b"\r\n\r\nquery=ASK{}")) == 200


def test_chunked_bodies(server):
    chunked = FORM + CLOSE + b"Transfer-Encoding: chunked\r\n\r\n"
    assert status(server.raw(chunked + b"6\r\nquery=\r\n5;x=y\r\nASK{}\r\n0\r\nTrailer: z\r\n\r\n")) == 200
    for bad in (
        b"-1\r\nquery",
        b"xyz\r\n",
        b"FFFFFFFFFFFFFFFFFFFFFFFF\r\nquery",
        b"6\r\nquery=ASK{}\r\n0\r\n\r\n",
    ):
        assert status(server.raw(chunked + bad)) == 400
    for other in (
        b"gzip, chunked",
        b"chunked, chunked",
        b"identity",
        b"chunked\r\nTransfer-Encoding: chunked",
    ):
        assert status(server.raw(FORM + b"Transfer-Encoding: " + other + b"\r\n\r\n0\r\n\r\n")) == 400
    both = FORM + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\nb\r\nquery=ASK{}\r\n0\r\n\r\n"
    assert status(server.raw(both)) == 400


@pytest.mark.parametrize("declared", [True, False])
def test_bodies_that_are_too_long(server, declared):
    with server.client() as client:
        body = b"query=" + b"a" * (3 << 20)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        reply = client.post("/sparql", content=body if declared else iter([body]), headers=headers)
        assert reply.status_code == 413
        assert reply.json()["error"]
        assert client.get("/sparql?query=ASK{}").status_code == 200


def test_a_body_without_end_is_not_read_for_ever(server):
    with server.connect() as connection:
        connection.sendall(FORM + b"Transfer-Encoding: chunked\r\n\r\n")

        def refused() -> bool:
            try:
                connection.sendall(b"10000\r\n" + b"a" * 65536 + b"\r\n")
            except OSError:
                return True
            return False

        assert until(refused)


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / FTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX: \x00\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ],
)  # fmt: skip
def test_what_is_no_request(server, data):
    assert status(server.raw(data)) == 400


@pytest.mark.parametrize(
    "more", [b"/?" + b"a" * 70000 + b" HTTP/1.1\r\n", b"/ HTTP/1.1\r\n" + b"X: y\r\n" * 40000]
)
def test_heads_that_are_too_long(server, more):
    assert status(server.raw(b"GET " + more + b"Host: localhost\r\nConnection: close\r\n\r\n")) in (
        400,
        431,
    )  # which depends on the pieces


@pytest.mark.parametrize(
    ("host", "wanted"),
    [
        (b"Host: LOCALHOST:1", 200), (b"Host: LocalHost", 200), (b"Host: 127.0.0.1:8765", 200), (b"Host: localhost:", 200),
        (b"Host: evil.example", 403), (b"Host: localhost.evil.example", 403), (b"Host: [::1]:80", 403), (b"Host: localhost@evil", 403),
        (b"Host: 127.0.0.1.evil", 403), (b"Host: 127.1", 403), (b"Host: ", 403), ("Host: localhost:٨".encode(), 403),
        (b"X: y", 400), (b"Host: localhost\r\nHost: evil.example", 400),
    ],
)  # fmt: skip
@pytest.mark.parametrize("path", [b"/", b"/sparql?query=ASK%7B%7D"])
def test_hosts(server, path, host, wanted):
    assert status(server.raw(b"GET " + path + b" HTTP/1.1\r\n" + CLOSE + host + b"\r\n\r\n")) == wanted


def test_http_1_0(server):
    assert status(server.raw(b"GET / HTTP/1.0\r\n\r\n")) == 400
    assert status(server.raw(b"GET /sparql?query=ASK%7B%7D HTTP/1.0\r\nHost: localhost\r\n\r\n")) == 200
    query = b"SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff%7DLIMIT%2050000"
    long = b"GET /sparql?query=" + query + b" HTTP/1.0\r\nHost: localhost\r\n\r\n"
    assert status(server.raw(long)) == 505  # its end could not be told from a lost connection


def test_a_bad_body_after_a_good_head(server):
    reply = server.raw(
        b"HEAD /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
    )
    assert reply.startswith(b"HTTP/1.1 400 ")
    assert reply.endswith(b"\r\n\r\n")


def test_requests_in_a_row(server):
    replies = server.raw(ASK + b"Host: localhost\r\n\r\n" + ASK + b"Host: localhost\r\n\r\n" + PAGE)
    assert replies.count(b"HTTP/1.1 200 OK") == 3


def test_a_client_that_waits_to_be_asked_for_its_body(server):
    with server.connect() as connection:
        connection.sendall(FORM + CLOSE + b"Expect: 100-continue\r\nContent-Length: 12\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"query=ASK{}")
        connection.sendall(b"\n")
        assert status(everything(connection)) == 200


def test_upgrades_are_passed_over(server):
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    assert (
        status(
            server.raw(
                ASK + b"Host: localhost\r\n" + upgrade.replace(b"Upgrade\r", b"Upgrade, close\r") + b"\r\n"
            )
        )
        == 200
    )


@pytest.mark.slow
def test_slow_clients_do_not_stop_a_good_one(server):
    starts = (
        b"",
        b"GET / HTTP/1.1\r\nHost: loc",
        FORM + b"Content-Length: 100\r\n\r\nquery=",
        FORM + b"Transfer-Encoding: chunked\r\n\r\n5\r\n",
    )
    slow = [server.connect() for _ in range(400)]
    try:
        for number, connection in enumerate(slow):
            connection.sendall(starts[number % len(starts)])
        with server.client() as client:
            assert [client.get("/sparql?query=ASK{}").status_code for _ in range(20)] == [200] * 20
        assert len(list(Path(f"/proc/{server.process.pid}/fd").iterdir())) < 300  # the slowest gave way
        dropped: set[int] = set()

        def drip() -> bool:
            for connection in slow:
                if connection.fileno() not in dropped:
                    try:
                        connection.sendall(b"a")
                    except OSError:
                        dropped.add(connection.fileno())
            time.sleep(0.5)
            return len(dropped) == len(slow)

        assert until(drip)
    finally:
        for connection in slow:
            connection.close()
    assert server.ask("/sparql", "ASK {}").status_code == 200


@pytest.mark.slow
def test_a_client_that_does_not_read_frees_its_process(graph):
    with serving(graph, "--timeout", "3") as server:
        server.ask("/sparql", "ASK {}")
        connections = [server.connect() for _ in range(3)]
        long = b"GET /sparql?query=SELECT%20*%20%7B%3Fa%20%3Fb%20%3Fc.%3Fd%20%3Fe%20%3Ff%7D HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for connection in connections:
            connection.sendall(long)
        assert server.ask("/sparql", "ASK {}").status_code == 200
        for connection in connections:
            reply = everything(connection)
            assert b"200 OK" in reply
            assert not reply.endswith(b"0\r\n\r\n")
            connection.close()


SITES = [
    ({}, True),
    ({"Sec-Fetch-Site": "none"}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "{own}"}, True),
    ({"Origin": "{own}"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, False),
    ({"Sec-Fetch-Site": "Cross-Site"}, False),
    ({"Sec-Fetch-Site": "same-site"}, False),
    ({"Origin": "https://evil.example"}, False),
    ({"Origin": "http://localhost:1"}, False),
    ({"Origin": "null"}, False),
    ({"Origin": ""}, False),
    ({"Origin": "{own}.evil.example"}, False),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize(("headers", "allowed"), SITES)
def test_pages_of_other_sites(server, method, headers, allowed):
    headers = {name: value.replace("{own}", server.url) for name, value in headers.items()}
    with server.client() as client:
        reply = client.request(method, "/sparql?query=nonsense", headers=headers) if method != "POST" else client.post(
            "/sparql", data={"query": "nonsense"}, headers=headers
        )  # fmt: skip
    assert reply.status_code == (400 if allowed else 403)  # 400 says that the query was looked at
    assert not any("access-control" in name.lower() for name in reply.headers)


def test_the_page_may_be_linked_to(server):
    with server.client() as client:
        assert (
            client.get(
                "/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
            ).status_code
            == 200
        )


def test_one_other_site_may_ask(graph):
    origin = "https://notes.example:8443"
    with serving(graph, "--cors", origin) as server, server.client() as client:
        preflight = {
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        reply = client.options("/sparql", headers=preflight)
        assert (reply.status_code, reply.headers["Access-Control-Allow-Origin"]) == (204, origin)
        assert "POST" in reply.headers["Access-Control-Allow-Methods"]
        for query, wanted in (("ASK {}", 200), ("nonsense", 400)):
            reply = client.get(
                "/sparql", params={"query": query}, headers={"Origin": origin, "Sec-Fetch-Site": "cross-site"}
            )
            assert (reply.status_code, reply.headers["Access-Control-Allow-Origin"]) == (wanted, origin)
            assert reply.headers["Vary"] == "Origin"
        for other in (
            "https://notes.example",
            "http://notes.example:8443",
            "https://evil.notes.example:8443",
            "null",
            origin.upper(),
        ):
            reply = client.get(
                "/sparql?query=ASK{}", headers={"Origin": other, "Sec-Fetch-Site": "cross-site"}
            )
            assert reply.status_code == 403
            assert "Access-Control-Allow-Origin" not in reply.headers
            reply = client.options("/sparql", headers={**preflight, "Origin": other})
            assert reply.status_code == 403
        assert client.get("/sparql?query=ASK{}", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
