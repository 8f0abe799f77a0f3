"""Asks a store in a process of its own, which is ended when its time is up or nobody listens any more."""

__all__ = ["Limits", "QueryProcess", "command", "ending", "opening"]

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

_READ = 1 << 18  # bytes taken from the pipe at once


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds (None: any), bytes of memory, rows (None: any)."""

    seconds: float | None = 60.0
    memory: int = 2 << 30
    rows: int | None = None


def command(store: str) -> list[str]:
    """Return the command that starts the process for a store."""
    return [sys.executable, "-P", "-m", "kg.query.worker", find(store).place, str(os.getpid())]


def opening(path: Path, memory: int) -> bytes:
    """Return the first request."""
    return json.dumps({"path": str(path.absolute()), "memory": memory}).encode() + b"\n"


def ending(store: str, code: int | None, limits: Limits) -> UsageError:
    """Return the error for a process that ended before its answer did; `code` is its exit code, None where its time was up."""
    language = find(store).language
    if code is None:
        return QueryTimeout(f"{language}: the query took longer than {limits.seconds:g} s: ask for less, or give it more with --timeout")
    why = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return UsageError(
        f"{language}: the query ended the database's process ({why}): ask in a simpler form, for less, or with more --max-memory; "
        "the graph is unharmed"
    )


class QueryProcess:
    """The process of a local store that is asked in a language: it starts at once and loads what it needs while the caller does other work.

    Use as a context manager; at its end the process is killed.
    """

    def __init__(self, store: str, limits: Limits) -> None:
        self._store = store
        self._limits = limits
        self._process = subprocess.Popen(command(store), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)  # noqa: S603 - ours
        self._buffer = bytearray()
        self._ends: float | None = None

    def __enter__(self) -> Self:
        """Return the process itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the process, whatever it is at."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def ask(self, path: Path, text: str, parameters: Mapping[str, Any], *, trusted: bool) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
        """Return the columns and, as they are found, the rows of a query on the store at `path`; ask only once.

        `trusted` queries run where this system has no sandbox too. Raises UsageError for a query that is wrong, goes beyond its limits or
        kills the database, while rows are read too, and StoreError where the store cannot be opened.
        """
        request = {"query": text, "parameters": dict(parameters), "limit": self._limits.rows, "trusted": trusted}
        try:
            line = json.dumps(request).encode() + b"\n"
        except (TypeError, ValueError) as error:
            raise UsageError(f"a parameter has to be a value of JSON: {error}") from None
        self._send(opening(path, self._limits.memory))
        self._next()
        self._ends = None if self._limits.seconds is None else time.monotonic() + self._limits.seconds
        self._send(line)
        _, value = self._next()
        return value["columns"], self._rows()

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        while (found := self._next())[0] == "rows":
            yield from map(tuple, found[1])

    def _next(self) -> tuple[frames.Kind, Any]:
        """Return the next frame's kind and value; raises the error that it holds."""
        kind, length = frames.head(self._take(frames.HEAD))
        value = frames.value(self._take(length))
        if kind == "value":
            frames.raise_error(value)
        return kind, value

    def _take(self, length: int) -> bytes:
        stream = cast("Any", self._process.stdout)
        while len(self._buffer) < length:
            left = None if self._ends is None else self._ends - time.monotonic()
            if left is not None and (left <= 0 or not select.select([stream], [], [], left)[0]):
                raise ending(self._store, None, self._limits)
            data = stream.read(_READ)
            if not data:
                raise self._ended()
            self._buffer += data
        taken = bytes(self._buffer[:length])
        del self._buffer[:length]
        return taken

    def _send(self, line: bytes) -> None:
        try:
            cast("Any", self._process.stdin).write(line)
        except BrokenPipeError:
            raise self._ended() from None

    def _ended(self) -> Exception:
        code = self._process.wait()
        if self._ends is None and code:
            return StoreError(f"the process for {find(self._store).language} queries could not start (exit code {code})")
        return ending(self._store, code, self._limits)
