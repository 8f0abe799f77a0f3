"""The connection to a real Neo4j breaks at any byte, in any way: the same load, or the next one, makes good."""

import contextlib
import random

import pytest

from kg.errors import StoreError
from kg.model import Edge, Node
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, signature
from tests.faults.cutting_proxy import MODES, CuttingProxy
from tests.neo4j_server import expected, graph, neo4j_uri

__all__ = ["neo4j_uri"]

pytestmark = pytest.mark.live


def small(size: int, salt: str = "") -> tuple[list[Node], list[Edge]]:
    nodes, edges = graph(size, salt)
    return [n for n in nodes if n.label in {"Paper", "Task", "Method"}], [
        e for e in edges if e.type in {"PROPOSES", "SUBTASK_OF"}
    ]


OLD, NEW = small(30), small(20, salt=" new")


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up trying again soon: what is tried is that nothing is lost then."""
    monkeypatch.setattr("kg.stores.neo4j.session.RETRY_SECONDS", 0.1)
    monkeypatch.setattr("kg.stores.neo4j.session.TRANSACTION_SECONDS", 10.0)


def whole(uri: str) -> CuttingProxy:
    """Return a proxy that let a whole conversation through."""
    load(uri, *OLD)
    with CuttingProxy(uri, recovers=False) as proxy:
        load(proxy.uri, *NEW)
    return proxy


def load_through(proxy: CuttingProxy, uri: str) -> bool:
    """Load through a proxy that breaks, and again without it; return whether the first one succeeded."""
    load(uri, *OLD)
    done = False
    with proxy, contextlib.suppress(StoreError):
        report = load(proxy.uri, *NEW)
        assert report.rejected == ()
        assert signature(uri) == expected(*NEW)
        done = True
    assert proxy.cut  # asked for when the proxy's threads are at their end
    assert load(uri, *NEW).rejected == ()
    assert signature(uri) == expected(*NEW)
    assert load(uri, *NEW) == LoadReport(unchanged=len(NEW[0]) + len(NEW[1]))
    return done


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("direction", [0, 1])
def test_a_connection_that_breaks_is_made_good(
    neo4j_uri: str, direction: int, mode: str, patience: None
) -> None:
    total = whole(neo4j_uri).passed[direction]
    for part in (1,) if mode == "stall" else (1, 2):
        load_through(
            CuttingProxy(neo4j_uri, total * part // 4, direction, recovers=part == 2, mode=mode), neo4j_uri
        )


def test_where_the_server_answers_again_the_load_itself_makes_good(neo4j_uri: str) -> None:
    """The server has committed and the client does not know: the batch is neither lost nor written twice."""
    commits = whole(neo4j_uri).commits
    assert commits > 25
    for number in range(commits, 0, -3):
        assert load_through(CuttingProxy(neo4j_uri, recovers=True, commit=number), neo4j_uri)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["cut", "reset", "half-close"])
def test_an_answer_to_a_commit_that_is_lost_is_made_good(neo4j_uri: str, mode: str, patience: None) -> None:
    for number in range(1, whole(neo4j_uri).commits + 1):
        load_through(CuttingProxy(neo4j_uri, recovers=False, mode=mode, commit=number), neo4j_uri)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["cut", "reset", "half-close"])
@pytest.mark.parametrize("direction", [0, 1])
def test_a_connection_that_breaks_at_any_byte_is_made_good(
    neo4j_uri: str, direction: int, mode: str, patience: None
) -> None:
    """The first bytes, those of the handshake, one by one, then forty places all over the conversation."""
    total = whole(neo4j_uri).passed[direction]
    last = [total - 30, total - 60]  # a conversation is some bytes shorter or longer than the one before
    places = {*range(1, 13), *(total * part // 40 for part in range(1, 40)), *last}
    for limit in sorted(places):
        load_through(CuttingProxy(neo4j_uri, limit, direction, recovers=limit % 2 == 0, mode=mode), neo4j_uri)


@pytest.mark.slow
@pytest.mark.parametrize("direction", [0, 1])
def test_a_connection_that_falls_silent_at_any_byte_is_made_good(
    neo4j_uri: str, direction: int, patience: None
) -> None:
    total = whole(neo4j_uri).passed[direction]
    for limit in [1, *sorted(random.Random(direction).sample(range(2, total), 9))]:
        load_through(
            CuttingProxy(neo4j_uri, limit, direction, recovers=limit % 2 == 0, mode="stall"), neo4j_uri
        )
