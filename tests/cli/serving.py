"""`kg serve` in a process of its own, asked through raw sockets and a real client."""

import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

PATIENCE = 20.0  # seconds, after which a test gives up waiting


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=60, trust_env=False, verify=False)

    def ask(self, path: str, query: str, **headers: str) -> httpx.Response:
        with self.client() as client:
            return client.get(path, params={"query": query}, headers=headers)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)

    def raw(self, data: bytes) -> bytes:
        """Send bytes as they are and return all that comes until the server closes, or says nothing for a while."""
        with self.connect() as connection:
            connection.sendall(data)
            connection.settimeout(3)
            return everything(connection)

    def workers(self) -> set[int]:
        """Return the ids of the query processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return {int(child) for child in children.split() if alive(int(child))}


def everything(connection: socket.socket) -> bytes:
    found = b""
    with suppress(TimeoutError, ConnectionError):
        while part := connection.recv(1 << 16):
            found += part
    return found


def alive(process: int) -> bool:
    """Return whether a process is there and has not ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] not in ("Z", "X")
    except OSError:
        return False


def until(condition: Callable[[], bool]) -> bool:
    """Wait until something is so, and return whether it is."""
    end = time.monotonic() + PATIENCE
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


@contextmanager
def serving(graph: Path, *options: str) -> Iterator[Server]:
    """Start a server, and see that it ends as it should and has said nothing of bugs."""
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--store", str(graph), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
            assert found
            yield Server(process, int(found[1]))
            process.terminate()
            assert process.wait(timeout=PATIENCE) == 0
            assert process.stderr.read() == "stopped\n"
        finally:
            process.kill()
