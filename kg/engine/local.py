"""Extraction in this process or in several in parallel; both keep the order of the papers."""

__all__ = ["SECONDS", "chunks", "extract", "extract_chunk"]

import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any

from kg.bugs import bug
from kg.errors import ExtractionError, KgError
from kg.model import TOO_LONG, Extraction, Paper, Rejected

SECONDS = 300.0
"""Processor time limit for one paper. Texts are limited by counts, so this only stops hangs."""

_CHUNK = (
    32  # papers per task: enough to hide the cost of passing them on, few enough to lose little on a kill
)


def extract(
    papers: Iterable[Paper], pipeline: str | None = None, workers: int = 1
) -> Iterator[Extraction | Rejected]:
    """Yield the extraction of every paper, in order, using `workers` processes if more than one.

    A paper that raises an ExtractionError, hits a bug or takes longer than SECONDS yields a Rejected with its
    id as source, and the others go on. Other errors of kg, such as a full disk, are raised.
    """
    papers = iter(papers)
    first = list(islice(papers, _CHUNK))
    if not first:
        return
    if workers <= 1 or len(first) < _CHUNK:
        yield from extract_chunk(first, pipeline)
        for chunk in chunks(papers):
            yield from extract_chunk(chunk, pipeline)
        return
    yield from _in_parallel(first, papers, pipeline, workers)


def _in_parallel(
    first: list[Paper], papers: Iterator[Paper], pipeline: str | None, workers: int
) -> Iterator[Extraction | Rejected]:
    import multiprocessing

    # spawn: the parent may hold database connections, which a fork must not share
    with ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_quiet
    ) as pool:
        waiting: deque[Future[list[Extraction | Rejected]]] = deque(
            [pool.submit(extract_chunk, first, pipeline)]
        )
        try:
            for chunk in chunks(papers):
                waiting.append(pool.submit(extract_chunk, chunk, pipeline))
                if len(waiting) > 2 * workers:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def chunks(papers: Iterator[Paper]) -> Iterator[list[Paper]]:
    """Split papers into the chunks that are extracted at once."""
    while chunk := list(islice(papers, _CHUNK)):
        yield chunk


def _quiet() -> None:
    """Leave Ctrl-C to the parent, which stops the pool and keeps finished work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def extract_chunk(papers: list[Paper], pipeline: str | None) -> list[Extraction | Rejected]:
    """Extract some papers in this process; the spaCy pipeline is loaded once."""
    from kg.extract.language import extract as extract_all

    nlp = _language(pipeline)
    seconds = 0.0 if _waits(nlp) else SECONDS
    extracted: list[Extraction | Rejected] = []
    rest: list[Paper] = []
    try:
        with _watched(seconds) as restart:
            for item in extract_all(papers, nlp):
                extracted.append(item)
                restart()
    except Exception as error:  # one paper must not fail the others
        if isinstance(error, KgError) and not isinstance(error, ExtractionError):
            raise
        rest = papers[len(extracted) :]
    return [*extracted, *(item for paper in rest for item in _one(paper, nlp, seconds))]


def _one(paper: Paper, nlp: Any, seconds: float) -> list[Extraction | Rejected]:
    from kg.extract.language import extract as extract_all

    try:
        with _watched(seconds):
            return list(extract_all([paper], nlp))
    except _TooLongError:
        return [Rejected(paper.id, TOO_LONG, f"took more than {seconds:g} s", "")]
    except ExtractionError as error:
        return [Rejected(paper.id, "extract", str(error), paper.text[:2000])]
    except KgError:
        raise
    except Exception as error:
        return [bug(paper.id, error)]


class _TooLongError(Exception):
    """A paper exceeded its time limit."""


@contextmanager
def _watched(seconds: float) -> Iterator[Callable[[], None]]:
    """Raise _TooLongError if the block takes more processor time, in seconds, 0 for no limit.

    Yields a function to restart the clock.

    Only the main thread can be interrupted; in others there is no limit.
    """
    if not seconds or threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return

    def stop(*_: object) -> None:
        raise _TooLongError

    def restart() -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)

    before = signal.signal(signal.SIGVTALRM, stop)
    restart()
    try:
        yield restart
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _waits(nlp: Any) -> bool:
    """Return whether a spaCy pipeline waits for a language model, which has no time limit."""
    return any(nlp.get_pipe_meta(name).factory == "kg_llm" for name in nlp.pipe_names)


@cache
def _language(pipeline: str | None) -> Any:
    from kg.extract.language import make

    return make(pipeline)
