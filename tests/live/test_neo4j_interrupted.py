"""A load into a real Neo4j that its input, a kill or another load disturbs: the next one makes good."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import TypeVar

import pytest

from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, signature
from tests.neo4j_server import CHECKOUT, expected, graph

pytestmark = pytest.mark.live
T = TypeVar("T")


def breaking(things: list[T], after: int) -> Iterator[T]:
    yield from things[:after]
    raise RuntimeError("the input broke")


@pytest.mark.parametrize(
    ("nodes_read", "edges_read"), [(0, 0), (1, 0), (11, 0), (10**6, 0), (10**6, 1), (10**6, 41)]
)
def test_after_an_input_that_broke_the_next_load_gives_the_whole_graph(
    uri: str, monkeypatch: pytest.MonkeyPatch, nodes_read: int, edges_read: int
) -> None:
    old, new = graph(4), graph(3, salt=" new")
    load(uri, *old)
    monkeypatch.setattr("kg.stores.difference.MOST_ROWS", 2)
    with pytest.raises(RuntimeError, match="the input broke"):
        load(
            uri,
            new[0] if nodes_read > len(new[0]) else breaking(new[0], nodes_read),
            breaking(new[1], edges_read),
        )
    assert signature(uri)[:2] == (
        len(old[0]),
        len(old[1]),
    )  # nothing is removed before the input is at its end
    load(uri, *new)
    assert signature(uri) == expected(*new)


KILLED = """
import os, signal, sys
import kg.stores.difference
from kg.stores.neo4j import load
from tests.neo4j_server import graph

kg.stores.difference.MOST_ROWS = 2

def until(things, number):
    for count, thing in enumerate(things):
        if count == number:
            os.kill(os.getpid(), signal.SIGKILL)
        yield thing

nodes, edges = graph(3, salt=" new")
load(sys.argv[1], until(nodes, int(sys.argv[2])), until(edges, int(sys.argv[3])))
"""


@pytest.mark.parametrize(("nodes_read", "edges_read"), [(0, 0), (9, 0), (1000, 3), (1000, 50)])
def test_after_a_kill_the_next_load_gives_the_whole_graph(uri: str, nodes_read: int, edges_read: int) -> None:
    load(uri, *graph(4))
    command = [sys.executable, "-c", KILLED, uri, str(nodes_read), str(edges_read)]
    killed = subprocess.run(command, cwd=CHECKOUT, check=False)
    assert killed.returncode == -signal.SIGKILL
    new = graph(3, salt=" new")
    load(uri, *new)
    assert signature(uri) == expected(*new)


def test_two_loads_at_once_give_the_graph(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.difference.MOST_ROWS", 7)
    nodes, edges = graph(20)
    threads = [threading.Thread(target=load, args=(uri, nodes, edges)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert signature(uri) == expected(nodes, edges)
    assert load(uri, nodes, edges) == LoadReport(unchanged=len(nodes) + len(edges))
