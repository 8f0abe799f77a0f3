"""The connection to a real Neo4j breaks after any number of bytes: the same load, or the next one, makes good."""

import contextlib
import random

import pytest

from kg.errors import StoreUnavailable
from kg.model import Edge, Node
from kg.stores.load import LoadReport
from kg.stores.neo4j import load, signature
from tests.faults.cutting_proxy import CuttingProxy
from tests.neo4j_server import expected, graph, neo4j_uri

__all__ = ["neo4j_uri"]

pytestmark = pytest.mark.live


def small(size: int, salt: str = "") -> tuple[list[Node], list[Edge]]:
    nodes, edges = graph(size, salt)
    return [n for n in nodes if n.label in {"Paper", "Task", "Method"}], [e for e in edges if e.type in {"PROPOSES", "SUBTASK_OF"}]


OLD, NEW = small(30), small(20, salt=" new")


def traffic(uri: str, direction: int) -> int:
    load(uri, *OLD)
    with CuttingProxy(uri, 10**12, direction, recovers=False) as proxy:
        load(proxy.uri, *NEW)
    return proxy.passed[direction]


def load_through_a_cut(uri: str, limit: int, direction: int, recovers: bool) -> None:
    load(uri, *OLD)
    with CuttingProxy(uri, limit, direction, recovers) as proxy:
        with contextlib.suppress(StoreUnavailable):
            report = load(proxy.uri, *NEW)
            assert report.rejected == ()
            assert signature(uri) == expected(*NEW)
        assert proxy.cut
    assert load(uri, *NEW).rejected == ()
    assert signature(uri) == expected(*NEW)
    assert load(uri, *NEW) == LoadReport(unchanged=len(NEW[0]) + len(NEW[1]))


@pytest.mark.parametrize("recovers", [False, True])
@pytest.mark.parametrize("direction", [0, 1])
def test_a_connection_cut_anywhere_is_made_good(neo4j_uri: str, direction: int, recovers: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.stores.neo4j.session.RETRY_SECONDS", 5.0 if recovers else 0.1)
    total = traffic(neo4j_uri, direction)
    for quarter in (1, 2, 3):
        load_through_a_cut(neo4j_uri, total * quarter // 4, direction, recovers)


@pytest.mark.slow
@pytest.mark.parametrize("recovers", [False, True])
@pytest.mark.parametrize("direction", [0, 1])
def test_a_connection_cut_at_many_places_is_made_good(
    neo4j_uri: str, direction: int, recovers: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.stores.neo4j.session.RETRY_SECONDS", 5.0 if recovers else 0.1)
    total = traffic(neo4j_uri, direction)
    for limit in sorted(random.Random(direction).sample(range(1, total), 40)):
        load_through_a_cut(neo4j_uri, limit, direction, recovers)
