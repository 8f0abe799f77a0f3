"""A query process for the server: reused for many queries, with an asynchronous interface."""

__all__ = ["Process"]

import asyncio
import json
from asyncio.subprocess import PIPE, SubprocessStreamProtocol
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, cast

from kg.errors import StoreError
from kg.query import frames
from kg.query.process import Limits, command, end_error, open_request
from kg.stores import find

_START_SECONDS = 60.0  # for a process to start and open its store
_BUFFER = 1 << 18  # bytes of an answer read ahead of the client


class Process:
    """The query process of a local store; `kill` ends it at any time."""

    def __init__(
        self,
        store: str,
        limits: Limits,
        transport: asyncio.SubprocessTransport,
        streams: SubprocessStreamProtocol,
    ) -> None:
        self._store = store
        self._limits = limits
        self._transport = transport
        self._process = asyncio.subprocess.Process(transport, streams, asyncio.get_running_loop())
        self._requests = cast("asyncio.StreamWriter", streams.stdin)
        self._answers = cast("asyncio.StreamReader", streams.stdout)
        self.reusable = True  # it has answered all its queries completely
        self.answered = 0

    @classmethod
    async def start(cls, store: str, path: Path, limits: Limits) -> Self:
        """Return a process that has opened its store; raise StoreError where it cannot."""
        loop = asyncio.get_running_loop()
        transport_and_streams = await loop.subprocess_exec(
            lambda: SubprocessStreamProtocol(_BUFFER, loop),
            *command(store),
            stdin=PIPE,
            stdout=PIPE,
            stderr=None,
        )
        process = cls(store, limits, *transport_and_streams)
        try:
            async with asyncio.timeout(_START_SECONDS):
                await process._send(open_request(path, limits.memory))
                await process._next()
        except TimeoutError:
            process.kill()
            raise StoreError(
                f"the process for {find(store).language} queries did not start within {_START_SECONDS:g} s"
            ) from None
        except BaseException:
            process.kill()
            raise
        return process

    async def ask(
        self, text: str, accept: str, *, trusted: bool, dataset: dict[str, list[str]] | None = None
    ) -> str:
        """Send a query and return the media type of its answer; read the parts next.

        `dataset` has the IRIs of the graphs to ask, "default" and "named" ones, None those of the query.

        Raises UsageError, NotAcceptable or StoreError as the store's Reader does, and UsageError for a query
        that crashes the process.
        """
        self.reusable = False
        request: dict[str, Any] = {
            "query": text,
            "accept": accept,
            "limit": self._limits.rows,
            "trusted": trusted,
        }
        if dataset is not None:
            request["dataset"] = dataset
        await self._send(json.dumps(request).encode() + b"\n")
        kind, value = await self._next()
        assert kind == "value"
        return str(value["type"])

    async def part(self) -> bytes:
        """Return the next part of the answer, empty after the last one; raise what `ask` raises."""
        kind, value = await self._next()
        if kind == "body":
            return cast("bytes", value)
        self.reusable = True
        self.answered += 1
        return b""

    @property
    def alive(self) -> bool:
        """Whether the process is not known to have ended."""
        return self._process.returncode is None and not self._answers.at_eof()

    def kill(self) -> None:
        """End the process at once."""
        self._transport.close()

    async def ended(self) -> int:
        """Wait until the process has ended and return its exit code."""
        return await self._process.wait()

    async def _next(self) -> tuple[frames.Kind, Any]:
        try:
            kind, length = frames.head(await self._answers.readexactly(frames.HEAD))
            data = await self._answers.readexactly(length)
        except asyncio.IncompleteReadError:
            raise end_error(self._store, await self.ended(), self._limits) from None
        if kind == "body":
            return kind, data
        value = frames.value(data)
        try:
            frames.raise_error(value)
        except StoreError:
            raise
        except Exception:
            self.reusable = True  # it has reported the error and waits for the next query
            raise
        return kind, value

    async def _send(self, line: bytes) -> None:
        with suppress(ConnectionError):  # it has ended; the next read reports how
            self._requests.write(line)
            await self._requests.drain()
