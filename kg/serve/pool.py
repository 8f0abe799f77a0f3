"""A pool of query processes for one store, each replaced when it ends or its store has been replaced."""

__all__ = ["Answer", "Busy", "Pool", "Stamp"]

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.errors import KgError, QueryTimeout, StoreError
from kg.query.process import Limits, end_error
from kg.serve.process import Process

PROCESSES = 2  # that answer concurrently
WAITING = 64  # queries that can wait for one
_WAIT_SECONDS = 30.0  # for a free process
_SWAP_SECONDS = 10.0  # for a store to reappear while it is replaced
_POLL_SECONDS = 0.02
_FIRST = 1 << 20  # bytes of an answer held back, so that an error before has its own status
_ANSWERS = 1000  # after which a process is replaced, as databases leak memory

Stamp = tuple[int, int, int]
"""What tells a store from the one that replaces it."""


class Busy(Exception):  # noqa: N818 - a state of the server
    """No process is free, or will be soon."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its first part; `rest` yields the others, and `whole` says that there are none."""

    media_type: str
    first: bytes
    whole: bool
    process: Process

    async def rest(self) -> AsyncIterator[bytes]:
        """Yield the other parts; raise what `kg.serve.process.Process.part` raises."""
        while not self.whole and (part := await self.process.part()):
            yield part


class _Question(NamedTuple):
    text: str
    accept: str
    dataset: dict[str, list[str]] | None


class Pool:
    """The processes of the local store at `path`, which can be replaced at any time."""

    def __init__(self, store: str, path: Path, limits: Limits, *, trusted: bool = False) -> None:
        self._store = store
        self._path = path
        self.limits = limits
        self._trusted = trusted
        self._slots = asyncio.Semaphore(PROCESSES)
        self._waiting = 0
        self._free: list[Process] = []
        self._stamps: dict[Process, Stamp] = {}  # of all live processes: the store that each has opened

    @asynccontextmanager
    async def answer(
        self, text: str, accept: str, dataset: dict[str, list[str]] | None = None
    ) -> AsyncIterator[Answer]:
        """Yield the answer to a query on all graphs or those of a dataset.

        Its process is killed if the answer is not read to the end in the block.

        Raises Busy, what `kg.serve.process.Process.ask` raises, and QueryTimeout, also within the block.
        """
        async with self._slot():
            answer: Answer | None = None
            try:
                async with asyncio.timeout(None) as clock:
                    answer = await self._start_answer(_Question(text, accept, dataset), clock)
                    yield answer
            except TimeoutError:
                raise end_error(self._store, None, self.limits) from None
            finally:
                if answer is not None:
                    self._give_back(answer.process)

    async def current_stamp(self) -> Stamp:
        """Return the stamp of the store, waiting while it is replaced; raise StoreError if there is none."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _SWAP_SECONDS
        while (stamp := self._stamp()) is None:
            if loop.time() > deadline:
                raise StoreError(f"there is no store {self._path}")
            await asyncio.sleep(_POLL_SECONDS)
        return stamp

    async def close(self) -> None:
        """Kill all processes and wait for their end."""
        living = list(self._stamps)
        for process in living:
            process.kill()
        await asyncio.gather(*(process.ended() for process in living))

    @asynccontextmanager
    async def _slot(self) -> AsyncIterator[None]:
        if self._slots.locked() and self._waiting >= WAITING:
            raise Busy(f"{WAITING} queries are already waiting")
        self._waiting += 1
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._slots.acquire()
        except TimeoutError:
            raise Busy(f"no process was free within {_WAIT_SECONDS:g} s") from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._slots.release()

    async def _start_answer(self, question: "_Question", clock: asyncio.Timeout) -> Answer:
        """Return an answer with its first part.

        The query is retried where the store was replaced meanwhile, and where a process ended that had
        answered others before, as the cause may be one of those: only the result of a fresh process counts.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _SWAP_SECONDS
        while True:
            stamp = await self.current_stamp()
            process: Process | None = None
            try:
                process = await self._take_process(stamp)
                clock.reschedule(None if self.limits.seconds is None else loop.time() + self.limits.seconds)
                return await self._first_part(process, question)
            except BaseException as error:
                if process is not None:
                    self._give_back(process)
                ended = process is not None and process.answered > 0 and not process.reusable
                replaced = self._stamp() != stamp and loop.time() <= deadline
                if (
                    not isinstance(error, KgError)
                    or isinstance(error, QueryTimeout)
                    or not (ended or replaced)
                ):
                    raise
            clock.reschedule(None)
            await asyncio.sleep(_POLL_SECONDS)

    async def _first_part(self, process: Process, question: "_Question") -> Answer:
        media_type = await process.ask(
            question.text, question.accept, trusted=self._trusted, dataset=question.dataset
        )
        first = bytearray()
        while part := await process.part():
            first += part
            if len(first) > _FIRST:
                return Answer(media_type, bytes(first), whole=False, process=process)
        return Answer(media_type, bytes(first), whole=True, process=process)

    async def _take_process(self, stamp: Stamp) -> Process:
        """Return a free process with the current store open, or a new one; kill those with an old store."""
        while self._free:
            process = self._free.pop()
            if process.alive and self._stamps[process] == stamp:
                return process
            self._end(process)
        process = await Process.start(self._store, self._path, self.limits)
        self._stamps[process] = stamp
        return process

    def _give_back(self, process: Process) -> None:
        if process.reusable and process.answered < _ANSWERS:
            self._free.append(process)
        else:
            self._end(process)

    def _end(self, process: Process) -> None:
        process.kill()
        self._stamps.pop(process, None)

    def _stamp(self) -> Stamp | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino, status.st_mtime_ns
