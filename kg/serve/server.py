"""Run uvicorn on a loopback socket, with a time limit for clients to send a request."""

__all__ = ["Connection", "serve"]

import asyncio
import json
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from kg.errors import UsageError
from kg.query.process import Limits
from kg.serve.app import application
from kg.serve.gate import MAX_HEAD, SECURITY
from kg.serve.pages import PageReader
from kg.serve.pool import Pool
from kg.stores import find

_ADDRESS = "127.0.0.1"
_REQUEST_SECONDS = 10.0  # for a complete request, from the connection or the last response
_CONNECTIONS = 256


class Connection(H11Protocol):
    """A connection with a time limit for requests; where there are too many, the slowest is closed."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock, and close the slowest connection where there are too many."""
        super().connection_made(transport)
        # Head and body are sent one after the other: without this the body waits 40 ms for the client to confirm the head.
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._idle_since = self.loop.time()
        self._clock = self.loop.call_later(_REQUEST_SECONDS, self._check_clock)
        if len(self.connections) > _CONNECTIONS:
            others: set[Any] = self.connections
            waiting = (other for other in others if other.incomplete and not other.transport.is_closing())
            min(waiting, key=lambda other: other.idle_since, default=self).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._clock.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Start the clock for the next request."""
        self._idle_since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer a malformed request with the usual JSON and headers, unless a response has started."""
        if self.cycle is not None:
            self.cycle.disconnected = True  # the application's response has no receiver any more
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            head = self.conn.our_state is h11.SEND_RESPONSE and self.scope["method"] == "HEAD"
            body = json.dumps(
                {
                    "error": (
                        f"{msg} A request's head has to be well-formed "
                        f"and no longer than {MAX_HEAD >> 10} KB."
                    )
                }
            ).encode()
            headers = {
                **SECURITY,
                "Content-Type": "application/json",
                "Content-Length": str(len(body)),
                "Connection": "close",
            }
            response = h11.Response(status_code=400, headers=list(headers.items()), reason="Bad Request")
            for event in (response, h11.Data(b"" if head else body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    @property
    def idle_since(self) -> float:
        """The time when the connection was made or its last response ended."""
        return self._idle_since

    @property
    def incomplete(self) -> bool:
        """Whether the server waits for the client to send a request or the rest of one."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def _check_clock(self) -> None:
        remaining = self._idle_since + _REQUEST_SECONDS - self.loop.time()
        if remaining <= 0 and (
            self.incomplete or self.transport.is_closing()
        ):  # closing: the client does not read
            self.transport.abort()
        else:
            self._clock = self.loop.call_later(max(remaining, 1.0), self._check_clock)


class _Server(uvicorn.Server):
    """A server that stops at SIGINT and SIGTERM, unless ignored, and then restores their handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals while the block runs."""
        numbers = [
            number
            for number in (signal.SIGINT, signal.SIGTERM)
            if signal.getsignal(number) is not signal.SIG_IGN
        ]
        previous = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler)


def serve(
    folder: Path,
    stores: dict[str, Path],
    limits: Limits,
    port: int,
    *,
    note: Callable[[str], None],
    complain: Callable[[str], None],
    cors: str | None = None,
    trusted: bool = False,
) -> None:
    """Answer requests until SIGINT or SIGTERM, about the graph in a folder; `stores` are the paths of its local stores, by name.

    `note` is called with the address once the socket listens, `complain` with errors that clients must not
    see. `limits` apply to each query, `trusted` queries also run where this system has no sandbox, and pages
    of the origin `cors` are allowed. Raises UsageError for a port in use.
    """
    try:
        listening = socket.create_server((_ADDRESS, port))
    except OSError as error:
        raise UsageError(
            f"cannot listen on {_ADDRESS}:{port}: {error.strerror}; try another --port"
        ) from error
    with listening:
        note(f"http://{_ADDRESS}:{listening.getsockname()[1]}/")
        asyncio.run(_run(folder, stores, limits, listening, complain, cors=cors, trusted=trusted))


async def _run(
    folder: Path,
    stores: dict[str, Path],
    limits: Limits,
    listening: socket.socket,
    complain: Callable[[str], None],
    *,
    cors: str | None,
    trusted: bool,
) -> None:
    pools = {
        find(store).language: Pool(store, path, limits, trusted=trusted) for store, path in stores.items()
    }
    pages = PageReader(folder)
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: complain(f"kg serve: {context['message']}: {context.get('exception')!r}")
    )
    try:
        await _Server(configuration(application(pools, pages, complain, cors))).serve([listening])
    finally:
        await asyncio.gather(pages.close(), *(pool.close() for pool in pools.values()))


def configuration(app: Any) -> uvicorn.Config:
    """Return the uvicorn configuration: our connection class, no output, immediate shutdown."""
    library = logging.getLogger("uvicorn")  # it logs tracebacks when a client disconnects
    library.addHandler(logging.NullHandler())
    library.propagate = False
    return uvicorn.Config(
        app, http=Connection, ws="none", loop="asyncio", lifespan="off", log_config=None, access_log=False,
        server_header=False, proxy_headers=False, h11_max_incomplete_event_size=MAX_HEAD,
        timeout_graceful_shutdown=0,
    )  # fmt: skip
