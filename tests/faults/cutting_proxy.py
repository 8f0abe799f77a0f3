"""A TCP proxy that breaks connections on purpose."""

__all__ = ["CuttingProxy"]

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class CuttingProxy:
    """A TCP proxy that resets its connections when `limit` bytes have passed in one direction.

    `direction` 0 counts what the client sends and 1 what it is sent, so that a limit there can lie between the server's commit and
    the answer to it. Afterwards new connections are let through (`recovers`) or refused.
    """

    def __init__(self, uri: str, limit: int, direction: int, recovers: bool) -> None:
        parts = urlsplit(uri)
        self.server = (parts.hostname or "", parts.port or 7687)
        self.limit, self.direction, self.recovers = limit, direction, recovers
        self.passed = [0, 0]
        self.cut = False
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self.uri = f"bolt://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> "CuttingProxy":
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._close(self._listener)
        self._threads[0].join()
        with self._lock:
            self._drop()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client = self._listener.accept()[0]
                server = socket.create_connection(self.server)
                for end in (client, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                with self._lock:
                    self._open += [client, server]
                    for ends in ((client, server, 0), (server, client, 1)):
                        self._threads.append(threading.Thread(target=self._pump, args=ends))
                        self._threads[-1].start()

    def _pump(self, source: socket.socket, target: socket.socket, direction: int) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                with self._lock:
                    if not self.cut and direction == self.direction:
                        data = data[: self.limit - self.passed[direction]]
                    self.passed[direction] += len(data)
                    target.sendall(data)
                    if not self.cut and self.passed[self.direction] >= self.limit:
                        self.cut = True
                        self._drop()
                        if not self.recovers:
                            self._close(self._listener)
        self._close(source)
        self._close(target)

    def _drop(self) -> None:
        for end in self._open:
            self._close(end)
        self._open.clear()

    @staticmethod
    def _close(end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
