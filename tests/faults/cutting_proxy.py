"""A TCP proxy that breaks connections on purpose."""

__all__ = ["MODES", "CuttingProxy"]

import contextlib
import socket
import struct
import threading
from urllib.parse import urlsplit

MODES = ("cut", "reset", "half-close", "stall")
_COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # Bolt's message as a chunk of its own


class CuttingProxy:
    """A TCP proxy that breaks its connections when `limit` bytes have passed in one direction, or at the n-th COMMIT.

    `direction` 0 counts what the client sends and 1 what it is sent. With `commit` the server gets the n-th
    COMMIT whole and the client none of the answer. A connection is "cut" (closed in good order), "reset",
    "half-close"d (in the direction that is counted; the other goes on) or "stall"ed (open and silent).
    Afterwards new connections are let through (`recovers`) or refused.
    """

    def __init__(
        self,
        uri: str,
        limit: int = 1 << 60,
        direction: int = 0,
        *,
        recovers: bool,
        mode: str = "cut",
        commit: int = 0,
    ) -> None:
        parts = urlsplit(uri)
        self.server = (parts.hostname or "", parts.port or 7687)
        self.limit, self.direction, self.recovers, self.mode, self.commit = (
            limit,
            direction,
            recovers,
            mode,
            commit,
        )
        self.passed, self.commits = [0, 0], 0
        self.cut = False
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._silent: set[socket.socket] = set()
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
            for end in self._open:
                self._close(end)
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
                    if target in self._silent:
                        continue
                    self._pass(data, target, direction)
        if self.mode != "stall" or source not in self._silent:
            self._close(source)
            self._close(target)

    def _pass(self, data: bytes, target: socket.socket, direction: int) -> None:
        if not self.cut and not self.commit and direction == self.direction:
            data = data[: self.limit - self.passed[direction]]
        answers = self.commit and direction == 1 and not self.cut and self.commits >= self.commit
        if not answers:
            self.passed[direction] += len(data)
            target.sendall(data)
        if direction == 0:
            self.commits += data.count(_COMMIT)
        if not self.cut and (answers or (not self.commit and self.passed[self.direction] >= self.limit)):
            self.cut = True
            self._break(target)
            if not self.recovers:
                self._close(self._listener)

    def _break(self, target: socket.socket) -> None:
        if self.mode == "half-close":
            target.shutdown(socket.SHUT_WR)
            self._silent.add(target)
            return
        if self.mode == "stall":
            self._silent.update(self._open)
            return
        for end in self._open:
            if self.mode == "reset":
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RD)  # wakes the thread that reads, without a word to the peer
                end.close()
            else:
                self._close(end)
        self._open.clear()

    @staticmethod
    def _close(end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()
