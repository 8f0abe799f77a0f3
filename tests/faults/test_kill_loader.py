"""kill -9 of the loader and of the server in the middle of a load into a real Neo4j: the next load makes good."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, signature
from tests.neo4j_server import expected, graph, local_server, neo4j_uri, server_command

__all__ = ["neo4j_uri"]

pytestmark = [pytest.mark.live, pytest.mark.slow]

OLD, NEW = graph(6), graph(5, salt=" new")


def fork(uri: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Start a load in a process of its own, with small batches, and return its id."""
    monkeypatch.setattr("kg.stores.difference.MOST_ROWS", 16)
    child = os.fork()
    if child:
        monkeypatch.undo()
        return child
    with suppress(BaseException):
        load(uri, *NEW)
    os._exit(0)


def reap(child: int) -> bool:
    """Kill a process without a warning, and return whether it was still at work."""
    ended, _ = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return not ended


def test_a_loader_killed_a_hundred_times_leaves_what_the_next_load_completes(
    neo4j_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = 0.0
    for _ in range(3):  # a server that has just started is slow
        load(neo4j_uri, *OLD)
        start = time.monotonic()
        os.waitpid(fork(neo4j_uri, monkeypatch), 0)
        whole = time.monotonic() - start
    moments = random.Random(5)
    killed = 0
    while killed < 100:
        load(neo4j_uri, *OLD)
        child = fork(neo4j_uri, monkeypatch)
        time.sleep(moments.uniform(0, whole))
        killed += reap(child)
        assert load(neo4j_uri, *NEW).rejected == ()
        assert signature(neo4j_uri) == expected(*NEW)
    assert load(neo4j_uri, *NEW) == LoadReport(unchanged=len(NEW[0]) + len(NEW[1]))


def test_a_loader_killed_again_and_again_comes_to_an_end(
    neo4j_uri: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each load goes on where the one before it was killed."""
    load(neo4j_uri, [], [])
    os.waitpid(fork(neo4j_uri, monkeypatch), 0)
    load(neo4j_uri, [], [])
    found, before = 0, -1
    for seconds in (0.05 * number for number in range(1, 200)):
        child = fork(neo4j_uri, monkeypatch)
        time.sleep(seconds)
        ended = not reap(child)
        found = sum(signature(neo4j_uri)[:2])
        assert found >= before, "what was written stays"
        before = found
        if ended:
            break
    assert signature(neo4j_uri) == expected(*NEW)


@pytest.fixture
def mortal(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Give the URI and the home of a server of this test's own."""
    with local_server(tmp_path / "home") as uri:
        yield uri, tmp_path / "home"


def test_a_server_killed_in_the_middle_of_a_load_loses_nothing(
    mortal: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    uri, home = mortal
    monkeypatch.setattr("kg.stores.neo4j.session.RETRY_SECONDS", 0.1)
    moments = random.Random(7)
    port = uri.rpartition(":")[2]
    for number in range(10):
        graph_of = (NEW, OLD)[number % 2]
        child = os.fork()
        if not child:
            time.sleep(moments.uniform(0.05, 1.0))
            os.kill(int((home / "run" / "pid").read_text(encoding="ascii")), signal.SIGKILL)
            os._exit(0)
        monkeypatch.setattr("kg.stores.difference.MOST_ROWS", 4)
        with suppress(StoreError):
            for _ in range(50):  # until the server dies
                load(uri, *(OLD, NEW)[number % 2])
                load(uri, *graph_of)
        os.waitpid(child, 0)
        environment = {**os.environ, "NEO4J_BOLT_PORT": port}
        subprocess.run(server_command("start", home=home), env=environment, check=True, capture_output=True)
        assert load(uri, *graph_of).rejected == ()
        assert signature(uri) == expected(*graph_of)
        assert load(uri, *graph_of) == LoadReport(unchanged=len(graph_of[0]) + len(graph_of[1]))
