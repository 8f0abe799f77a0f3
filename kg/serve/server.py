"""The server itself: uvicorn on a socket of the loopback address, which gives no client for ever to send its request."""

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
from kg.serve.pool import Pool
from kg.stores import find

_ADDRESS = "127.0.0.1"
_REQUEST_SECONDS = 10.0  # for a whole request, from the connection or the last response on
_CONNECTIONS = 256


class Connection(H11Protocol):
    """A connection whose client has a limited time to send a request; where there are too many, the slowest one gives way to the newest."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the clock, and make room."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._clock = self.loop.call_later(_REQUEST_SECONDS, self._look)
        if len(self.connections) > _CONNECTIONS:
            others: set[Any] = self.connections
            slow = (each for each in others if each.incomplete and not each.transport.is_closing())
            min(slow, key=lambda each: each.since, default=self).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._clock.cancel()
        super().connection_lost(exc)

    def on_response_complete(self) -> None:
        """Start the clock for the next request."""
        self._since = self.loop.time()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no request as everything else is answered, unless a response is already on its way."""
        if self.cycle is not None:
            self.cycle.disconnected = True  # nobody listens to what the application may still say
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            head = self.conn.our_state is h11.SEND_RESPONSE and self.scope["method"] == "HEAD"
            body = json.dumps({"error": f"{msg} A head is well-formed and no longer than {MAX_HEAD >> 10} KB."}).encode()
            headers = {**SECURITY, "Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close"}
            response = h11.Response(status_code=400, headers=list(headers.items()), reason="Bad Request")
            for event in (response, h11.Data(b"" if head else body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    @property
    def since(self) -> float:
        """When the connection was made or its last response ended."""
        return self._since

    @property
    def incomplete(self) -> bool:
        """Whether the client has a request to send, the first one or another one, or is in the middle of it."""
        return self.cycle is None or self.cycle.response_complete or self.cycle.more_body

    def _look(self) -> None:
        left = self._since + _REQUEST_SECONDS - self.loop.time()
        if left <= 0 and (self.incomplete or self.transport.is_closing()):  # the latter: nobody reads the end of a response
            self.transport.abort()
        else:
            self._clock = self.loop.call_later(max(left, 1.0), self._look)


class _Server(uvicorn.Server):
    """A server that ends at SIGINT and SIGTERM, unless they are ignored, and leaves no trace of that."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Handle signals while the block runs."""
        wanted = [number for number in (signal.SIGINT, signal.SIGTERM) if signal.getsignal(number) is not signal.SIG_IGN]
        before = {number: signal.signal(number, self.handle_exit) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def serve(
    stores: dict[str, Path],
    limits: Limits,
    port: int,
    *,
    note: Callable[[str], None],
    complain: Callable[[str], None],
    cors: str | None = None,
    trusted: bool = False,
) -> None:
    """Answer requests until SIGINT or SIGTERM; `stores` are the paths of local stores, by name.

    `note` is told the address once the socket listens, `complain` what no client should be told. `limits` hold for each query,
    `trusted` queries run where this system has no sandbox too, and pages of the origin `cors` may ask. UsageError for a port that is taken.
    """
    try:
        listening = socket.create_server((_ADDRESS, port))
    except OSError as error:
        raise UsageError(f"cannot listen on {_ADDRESS}:{port}: {error.strerror}; try another --port") from error
    with listening:
        note(f"http://{_ADDRESS}:{listening.getsockname()[1]}/")
        asyncio.run(_serve(stores, limits, listening, complain, cors=cors, trusted=trusted))


async def _serve(
    stores: dict[str, Path], limits: Limits, listening: socket.socket, complain: Callable[[str], None], *, cors: str | None, trusted: bool
) -> None:
    pools = {find(store).language: Pool(store, path, limits, trusted=trusted) for store, path in stores.items()}
    asyncio.get_running_loop().set_exception_handler(
        lambda _, context: complain(f"kg serve: {context['message']}: {context.get('exception')!r}")
    )
    try:
        await _Server(configuration(application(pools, complain, cors))).serve([listening])
    finally:
        await asyncio.gather(*(pool.close() for pool in pools.values()))


def configuration(app: Any) -> uvicorn.Config:
    """Return how uvicorn serves the application: by our connections, silently, with no more time to end than it takes."""
    library = logging.getLogger("uvicorn")  # it writes tracebacks where a client hangs up
    library.addHandler(logging.NullHandler())
    library.propagate = False
    return uvicorn.Config(
        app, http=Connection, ws="none", loop="asyncio", lifespan="off", log_config=None, access_log=False, server_header=False,
        proxy_headers=False, h11_max_incomplete_event_size=MAX_HEAD, timeout_graceful_shutdown=0,
    )  # fmt: skip
