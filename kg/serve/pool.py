"""The query processes of one store: a few, kept open, each replaced when it ended, was ended, or its store is no longer the present one."""

__all__ = ["Answer", "Busy", "Pool"]

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError, QueryTimeout, StoreError
from kg.query.process import Limits, ending
from kg.serve.process import Process

PROCESSES = 2  # that answer side by side
WAITING = 64  # queries that wait for one
_WAIT_SECONDS = 30.0  # for a process to be free
_SWAP_SECONDS = 10.0  # for a store that is being replaced to be there again
_POLL_SECONDS = 0.02
_FIRST = 1 << 20  # bytes of an answer held back: until then an error still has a status of its own
_ANSWERS = 1000  # after which a process is replaced, since databases keep memory

Stamp = tuple[int, int, int]


class Busy(Exception):  # noqa: N818 - a state of the server
    """No process is free, nor will be soon."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of which the first part is there; `rest` gives the next ones, and `whole` says that there are none."""

    media_type: str
    first: bytes
    whole: bool
    process: Process

    async def rest(self) -> AsyncIterator[bytes]:
        """Yield the other parts; raises what `kg.serve.process.Process.part` does."""
        while not self.whole and (part := await self.process.part()):
            yield part


class Pool:
    """The processes of a local store that stands at `path` and may be replaced there at any time."""

    def __init__(self, store: str, path: Path, limits: Limits, *, trusted: bool = False) -> None:
        self._store = store
        self._path = path
        self._limits = limits
        self._trusted = trusted
        self._turns = asyncio.Semaphore(PROCESSES)
        self._waiting = 0
        self._free: list[Process] = []
        self._stamps: dict[Process, Stamp] = {}  # of all that live: the store that each has opened

    @asynccontextmanager
    async def answer(self, text: str, accept: str) -> AsyncIterator[Answer]:
        """Give the answer to a query; its process is killed unless all of the answer has been read when the block ends.

        Raises Busy, what `kg.serve.process.Process.ask` does, and QueryTimeout, within the block too, when the time is up.
        """
        async with self._turn():
            answer: Answer | None = None
            try:
                async with asyncio.timeout(None) as clock:
                    answer = await self._begun(text, accept, clock)
                    yield answer
            except TimeoutError:
                raise ending(self._store, None, self._limits) from None
            finally:
                if answer is not None:
                    self._give_back(answer.process)

    async def close(self) -> None:
        """Kill all processes and wait for their end."""
        living = list(self._stamps)
        for process in living:
            process.kill()
        await asyncio.gather(*(process.ended() for process in living))

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._turns.locked() and self._waiting >= WAITING:
            raise Busy(f"{WAITING} queries wait already")
        self._waiting += 1
        try:
            async with asyncio.timeout(_WAIT_SECONDS):
                await self._turns.acquire()
        except TimeoutError:
            raise Busy(f"no process was free within {_WAIT_SECONDS:g} s") from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    async def _begun(self, text: str, accept: str, clock: asyncio.Timeout) -> Answer:
        """Return an answer with its first part.

        Asked again where the store was replaced meanwhile, for then an error means nothing, and where a process ended that had answered
        others before, for then the cause may lie with them or outside: what a fresh process does counts.
        """
        loop = asyncio.get_running_loop()
        patience = loop.time() + _SWAP_SECONDS
        while True:
            stamp = await self._present()
            process: Process | None = None
            try:
                process = await self._taken(stamp)
                clock.reschedule(None if self._limits.seconds is None else loop.time() + self._limits.seconds)
                return await self._first(process, text, accept)
            except BaseException as error:
                if process is not None:
                    self._give_back(process)
                ended = process is not None and process.answered > 0 and not process.reusable
                replaced = self._stamp() != stamp and loop.time() <= patience
                if not isinstance(error, KgError) or isinstance(error, QueryTimeout) or not (ended or replaced):
                    raise
            clock.reschedule(None)
            await asyncio.sleep(_POLL_SECONDS)

    async def _first(self, process: Process, text: str, accept: str) -> Answer:
        media_type = await process.ask(text, accept, trusted=self._trusted)
        first = bytearray()
        while part := await process.part():
            first += part
            if len(first) > _FIRST:
                return Answer(media_type, bytes(first), whole=False, process=process)
        return Answer(media_type, bytes(first), whole=True, process=process)

    async def _taken(self, stamp: Stamp) -> Process:
        """Return a free process that has opened the present store, started where there is none; others that wait are ended."""
        while self._free:
            process = self._free.pop()
            if process.alive and self._stamps[process] == stamp:
                return process
            self._end(process)
        process = await Process.start(self._store, self._path, self._limits)
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

    async def _present(self) -> Stamp:
        """Return what tells the present store from later ones; waits while it is being replaced, StoreError where there is none."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + _SWAP_SECONDS
        while (stamp := self._stamp()) is None:
            if loop.time() > patience:
                raise StoreError(f"there is no store {self._path}")
            await asyncio.sleep(_POLL_SECONDS)
        return stamp

    def _stamp(self) -> Stamp | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_mtime_ns
