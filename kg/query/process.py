"""Run a query in a separate process, which is killed when it times out or the caller stops."""

__all__ = ["Limits", "QueryProcess", "command", "end_error", "open_request"]

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from kg.errors import QueryTimeout, StoreError, UsageError
from kg.query import frames
from kg.stores import find

_READ = 1 << 18  # bytes read from the pipe at once


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a query: seconds (None: no limit), bytes of memory, rows (None: no limit)."""

    seconds: float | None = 60.0
    memory: int = 2 << 30
    rows: int | None = None


def command(store: str) -> list[str]:
    """Return the command that starts the query process of a store."""
    return [sys.executable, "-P", "-m", "kg.query.worker", find(store).import_path, str(os.getpid())]


def open_request(path: Path, memory: int) -> bytes:
    """Return the first request, which opens the store."""
    return json.dumps({"path": str(path.absolute()), "memory": memory}).encode() + b"\n"


def end_error(store: str, code: int | None, limits: Limits) -> UsageError:
    """Return the error for a process that ended too early; `code` is its exit code, None for a timeout."""
    language = find(store).language
    if code is None:
        return QueryTimeout(
            f"{language}: the query took longer than {limits.seconds:g} s: "
            "ask for less, or allow more with --timeout"
        )
    reason = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return UsageError(
        f"{language}: the query crashed the database process ({reason}): "
        "simplify it, ask for less, or raise --max-memory; the graph is not damaged"
    )


class QueryProcess:
    """The query process of a local store: it starts at once and imports while the caller does other work.

    Use as a context manager, which kills the process at its end.
    """

    def __init__(self, store: str, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._process = subprocess.Popen(  # noqa: S603
            command(store), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )
        self._buffer = bytearray()
        self._deadline: float | None = None

    def __enter__(self) -> Self:
        """Return the process itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Kill the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(
        self, path: Path, text: str, parameters: Mapping[str, Any], *, trusted: bool
    ) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Return the columns of a query on the store at `path` and an iterator over its rows; call once.

        `trusted` queries also run where this system has no sandbox. Raises UsageError, also while rows are
        read, for a query that is wrong, exceeds its limits or crashes the database, and StoreError where the
        store cannot be opened.
        """
        value = self._start(path, {"query": text, "parameters": dict(parameters), "trusted": trusted})
        return value["columns"], self._rows()

    def document(self, path: Path, text: str, media_type: str, *, trusted: bool) -> Iterator[bytes]:
        """Return the parts of an answer in a media type; call once. Raises the errors of `ask`, and NotAcceptable."""
        self._start(path, {"query": text, "accept": media_type, "trusted": trusted})
        return self._parts()

    def _start(self, path: Path, request: dict[str, Any]) -> Any:
        """Open the store, send the request, and return what comes before the answer."""
        try:
            line = json.dumps({**request, "limit": self._limits.rows}).encode() + b"\n"
        except (TypeError, ValueError) as error:
            raise UsageError(f"a parameter has to be a JSON value: {error}") from None
        self._send(open_request(path, self._limits.memory))
        self._next()
        self._deadline = None if self._limits.seconds is None else time.monotonic() + self._limits.seconds
        self._send(line)
        return self._next()[1]

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        while (frame := self._next())[0] == "rows":
            yield from map(tuple, frame[1])

    def _parts(self) -> Iterator[bytes]:
        while (frame := self._next())[0] == "body":
            yield frame[1]

    def _next(self) -> tuple[frames.Kind, Any]:
        """Return the kind and value of the next frame; raise the error that it holds, if any."""
        kind, length = frames.head(self._take(frames.HEAD))
        data = self._take(length)
        if kind == "body":
            return kind, data
        value = frames.value(data)
        if kind == "value":
            frames.raise_error(value)
        return kind, value

    def _take(self, length: int) -> bytes:
        stream = cast("Any", self._process.stdout)
        while len(self._buffer) < length:
            remaining = None if self._deadline is None else self._deadline - time.monotonic()
            if remaining is not None and (
                remaining <= 0 or not select.select([stream], [], [], remaining)[0]
            ):
                raise end_error(self._store, None, self._limits)
            data = stream.read(_READ)
            if not data:
                raise self._end_error()
            self._buffer += data
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken

    def _send(self, line: bytes) -> None:
        try:
            cast("Any", self._process.stdin).write(line)
        except BrokenPipeError:
            raise self._end_error() from None

    def _end_error(self) -> Exception:
        code = self._process.wait()
        if self._deadline is None and code:
            return StoreError(
                f"the process for {find(self._store).language} queries could not start (exit code {code})"
            )
        return end_error(self._store, code, self._limits)
