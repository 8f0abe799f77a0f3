"""Every operation of a real store fails, one after the other, before and after its effect: the next load makes good."""

import itertools
import os
from pathlib import Path

import pytest

from kg.errors import StoreUnavailable
from kg.stores import embedded
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, signature
from tests.daily import daily
from tests.faults.test_connection_faults import small
from tests.faults.test_stateful_load import failing
from tests.neo4j_server import expected, graph, neo4j_uri

__all__ = ["neo4j_uri"]

GOOD, ALL = (small(5), small(4, salt=" new")), (graph(3), graph(2, salt=" new"))


def fail_everywhere(
    uri: str, old: tuple, new: tuple, after: bool, monkeypatch: pytest.MonkeyPatch, rows: int
) -> int:  # type: ignore[type-arg]
    """Return how many operations there are."""
    monkeypatch.setattr("kg.stores.difference.MOST_ROWS", rows)
    for number in itertools.count(1):
        load(uri, *old)
        with failing("kg.stores.neo4j.load", "commit", number, after):
            try:
                load(uri, *new)
            except StoreUnavailable:
                pass
            else:
                return number
        assert load(uri, *new).rejected == ()
        assert signature(uri) == expected(*new)
    raise AssertionError


@pytest.mark.live
@pytest.mark.parametrize("after", [False, True])
def test_each_transaction_of_a_load_into_neo4j(
    neo4j_uri: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fail_everywhere(neo4j_uri, *GOOD, after, monkeypatch, 3) > 15


@pytest.mark.live
@pytest.mark.slow
@pytest.mark.parametrize("after", [False, True])
def test_each_transaction_of_a_load_of_every_type(
    neo4j_uri: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fail_everywhere(neo4j_uri, *ALL, after, monkeypatch, 2) > 60


@pytest.mark.parametrize("after", daily([False, True], [False]))
def test_each_statement_of_a_load_into_the_embedded_store(after: bool, tmp_path: Path) -> None:
    old, new = GOOD
    for number in itertools.count(1):
        embedded.load(tmp_path / "e", *old)
        with failing("kg.stores.embedded.write", "run", number, after):
            try:
                embedded.load(tmp_path / "e", *new)
            except StoreUnavailable:
                pass
            else:
                assert number > 10
                return
        assert embedded.signature(tmp_path / "e") == expected(*old), "the old store, whole"
        embedded.load(tmp_path / "e", *new)
        assert embedded.signature(tmp_path / "e") == expected(*new)


@pytest.mark.live
def test_two_loaders_at_once_give_the_graph(neo4j_uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Six processes, of two graphs, with small batches: none fails, and afterwards one load gives its graph."""
    old, new = graph(6), graph(5, salt=" new")
    load(neo4j_uri, [], [])
    for things in ([new] * 3, [old, new, old]):
        children = []
        for each in things:
            child = os.fork()
            if not child:
                try:
                    monkeypatch.setattr("kg.stores.difference.MOST_ROWS", 3)
                    load(neo4j_uri, *each)
                    os._exit(0)
                finally:
                    os._exit(1)
            children.append(child)
        assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0] * len(things)
        if all(each is new for each in things):
            assert signature(neo4j_uri) == expected(*new)
        assert load(neo4j_uri, *new).rejected == ()
        assert signature(neo4j_uri) == expected(*new)
        assert load(neo4j_uri, *new) == LoadReport(unchanged=len(new[0]) + len(new[1]))
