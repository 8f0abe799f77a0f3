"""Fuzz the HTTP server: `python tests/fuzz/server.py [libFuzzer options]` (`make fuzz` does all; needs atheris).

The bytes of a client reach the connection of uvicorn in pieces, through the parser, the gate and the reading
of the query; only the process that would answer is replaced by one that notes what it was asked. What must
hold for any bytes: nothing is raised or complained of, all that is sent back is well-formed HTTP, errors are
JSON with no status of a bug, and no query is asked for a foreign host or page.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))
with atheris.instrument_imports(
    include=["kg.serve", "kg.stores.accept", "h11", "uvicorn.protocols.http", "starlette", "urllib.parse"]
):
    from h11 import (
        CLIENT,
        NEED_DATA,
        PAUSED,
        Connection,
        ConnectionClosed,
        Data,
        EndOfMessage,
        Request,
        Response,
    )
    from uvicorn.server import ServerState

    from kg.errors import UsageError
    from kg.serve import server
    from kg.serve.app import application
    from kg.serve.pool import Answer
    from kg.stores.accept import preferred

LOOP = asyncio.new_event_loop()
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
SEEDS = [
    b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: 127.0.0.1:1\r\nAccept: text/csv;q=0.5, */*;q=0.1\r\n\r\n"
    * 2,
    b"GET /cypher?query=RETURN+1 HTTP/1.0\r\nHost: LOCALHOST\r\nSec-Fetch-Site: cross-site\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
    + FORM
    + b"Content-Length: 11\r\nOrigin: http://evil\r\n\r\nquery=ASK{}",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\n"
    + FORM
    + b"Transfer-Encoding: chunked\r\n\r\n6;a=b\r\nquery=\r\n5\r\nASK{}\r\n0\r\nX: y\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query;charset=utf-8\r\nContent-Length: 5\r\n\r\nASK{}",
    b"OPTIONS /cypher HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.example\r\nAccess-Control-Request-Method: POST\r\n\r\n",
    b"HEAD /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nUpgrade: websocket\r\n\r\n",
]
DICTIONARY = [
    "GET ", "HEAD ", "POST ", "OPTIONS ", "PUT ", "CONNECT ", "/sparql", "/cypher", "?query=", "&update=", "&default-graph-uri=", "%FF", " HTTP/1.1",
    " HTTP/1.0", "Host: localhost", "Host: evil", "Origin: ", "null", "https://a.example", "Sec-Fetch-Site: ", "same-origin", "none",
    "cross-site", "Content-Length: ", "-1", "99999999999999999999", "Transfer-Encoding: chunked", "Content-Type: ", "Accept: ", "*/*", ";q=0",
    "Connection: close", "Expect: 100-continue", "Upgrade: websocket", "multipart/form-data", "application/sparql-query", "Trailer: x",
]  # fmt: skip


class Asked:
    """Stands for the pool of processes, and notes what it is asked."""

    def __init__(self) -> None:
        self.queries: list[str] = []

    @asynccontextmanager
    async def answer(self, text: str, accept: str) -> AsyncIterator[Answer]:
        """Answer every query in the same way."""
        text.encode()
        if preferred(accept, ["text/plain"]) is None:
            raise UsageError("no such form")
        self.queries.append(text)
        yield Answer("text/plain", b"answer", whole=True, process=None)  # type: ignore[arg-type]


class Client(asyncio.Transport):
    """The other end of the connection: takes what the server sends."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = bytearray()
        self.closed = False

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Know nothing of a socket."""
        return default

    def is_closing(self) -> bool:
        """Return whether the server has closed the connection."""
        return self.closed

    def write(self, data: bytes) -> None:
        """Take what the server sends."""
        self.sent += data

    def close(self) -> None:
        """End the connection."""
        self.closed = True

    abort = close

    def pause_reading(self) -> None:
        """Send on: what a server does not want now it has to keep."""

    resume_reading = pause_reading


ASKED, COMPLAINTS = Asked(), []
CONFIG = server.configuration(
    application({"oxigraph": ASKED, "embedded": ASKED}, COMPLAINTS.append, "https://a.example")
)
CONFIG.load()


def check(data: bytes) -> None:
    """Send the bytes, of which the first says how they are cut, and see that what comes back is what a client can be given."""
    ASKED.queries.clear()
    piece, data = (data[0] if data else 0) + 1, data[1:]
    client, state = Client(), ServerState()
    connection = server.Connection(CONFIG, state, {}, LOOP)
    connection.connection_made(client)
    piece = len(data) if piece > 200 else piece * 4
    for start in range(0, len(data), piece or 1):
        if not client.closed:
            connection.data_received(data[start : start + piece])
            LOOP.run_until_complete(_settled())
    _check_responses(bytes(client.sent), data)
    connection.connection_lost(None)
    LOOP.run_until_complete(_settled())
    if COMPLAINTS:
        raise ValueError(COMPLAINTS)
    if state.tasks:
        raise ValueError("a request goes on after its client has left")
    lowered = data.lower()
    if ASKED.queries and b"localhost" not in lowered and b"127.0.0.1" not in lowered:
        raise ValueError(f"asked for a foreign host: {ASKED.queries}")


async def _settled() -> None:
    for _ in range(12):
        await asyncio.sleep(0)


def _check_responses(sent: bytes, data: bytes) -> None:
    """See that the responses are well-formed and no status is one of a bug; a client that sent no whole method takes each as to GET."""
    method = "HEAD" if data.lstrip(b"\r\n").startswith(b"HEAD ") else "GET"
    while sent:
        reader = Connection(CLIENT)
        reader.send(Request(method=method, target="/", headers=[("Host", "localhost")]))
        reader.send(EndOfMessage())
        reader.receive_data(sent)
        body, status, kind = b"", 0, b""
        while not isinstance(event := reader.next_event(), (EndOfMessage, ConnectionClosed)):
            if event is NEED_DATA or event is PAUSED:
                return  # its end comes with a part of the request that was not sent
            if isinstance(event, Response):
                status, kind = event.status_code, dict(event.headers).get(b"content-type", b"")
            body += event.data if isinstance(event, Data) else b""
        if status in (500, 504) or (
            status >= 400
            and method != "HEAD"
            and (kind != b"application/json" or not json.loads(body)["error"])
        ):
            raise ValueError(status, body)
        if method == "HEAD":
            return  # which of the next requests is one cannot be told from here
        sent = reader.trailing_data[0]


def main() -> None:
    """Fuzz from requests of each kind, until the options of libFuzzer say stop."""
    with tempfile.TemporaryDirectory() as folder:
        seeds, words = Path(folder) / "seeds", Path(folder) / "words"
        seeds.mkdir()
        for number, seed in enumerate(SEEDS):
            for cut in (b"\x05", b"\xff"):
                (seeds / f"{number}-{cut[0]}").write_bytes(cut + seed)
        words.write_text("".join(f'"{word}"\n' for word in (*DICTIONARY, "\\x0d\\x0a")), encoding="ascii")
        atheris.Setup([sys.argv[0], f"-dict={words}", *sys.argv[1:], str(seeds)], check)
        atheris.Fuzz()


if __name__ == "__main__":
    asyncio.set_event_loop(LOOP)
    LOOP.set_exception_handler(lambda _, context: COMPLAINTS.append(str(context)))
    main()
