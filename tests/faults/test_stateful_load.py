"""Papers come, change and go, loads crash and are resumed, in any order: the stores hold what a dictionary says."""

import random
import sys
from collections.abc import Callable
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from kg.errors import StoreUnavailable
from kg.evidence.database import EvidenceDatabase
from kg.projection import load_server, project
from kg.stores import embedded, neo4j
from kg.workspace import compute
from tests.neo4j_server import expected, neo4j_uri
from tests.said import add, graph_of, say

__all__ = ["neo4j_uri"]

pytestmark = pytest.mark.live

NAMES = ["Ant", "Bee", "Cat", "Dog net", "Eel (E)"]
RELATIONS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda pair: pair[0] != pair[1]),
    max_size=4,
)


def silent(*_: object) -> None:
    """Say nothing of progress."""


@contextmanager
def failing(module: str, name: str, number: int, after: bool) -> Any:
    """Let the n-th call of a store's operation fail, before or after its effect."""
    owner = sys.modules[module]
    real: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def operation(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and not after:
            raise StoreUnavailable("before")
        done = real(*arguments)
        if calls == number:
            raise StoreUnavailable("after")
        return done

    with patch.object(owner, name, operation):
        yield


class Loads(RuleBasedStateMachine):
    """A log and its two projections beside `model`, {paper: what it says}."""

    uri = ""

    @initialize()
    def begin(self) -> None:
        self.model: dict[int, list[tuple[str, str]]] = {}
        self.opened = ExitStack()
        self.folder = Path(self.opened.enter_context(TemporaryDirectory()))
        self.log = self.opened.enter_context(EvidenceDatabase(self.folder / "graph"))

    def teardown(self) -> None:
        if hasattr(self, "opened"):
            self.opened.close()

    @rule(number=st.integers(0, 5), relations=RELATIONS)
    def put(self, number: int, relations: list[tuple[str, str]]) -> None:
        """A paper comes, or comes again with another text."""
        self.model[number] = relations
        add(self.log, say(number, *relations))

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.model)))
        del self.model[number]
        assert self.log.papers.forget([f"p{number}"]) == []

    @rule(seed=st.integers(0, 99), rows=st.integers(1, 9))
    def load(self, seed: int, rows: int) -> None:
        """A whole load, of the same graph in any order and batches of any size."""
        compute(self.log, silent)
        mixed = random.Random(seed)
        with patch.object(sys.modules["kg.stores.difference"], "MOST_ROWS", rows), ExitStack() as shuffled:
            for name in ("nodes", "edges"):
                shuffled.enter_context(shuffle(name, mixed))
            load_server(self.log, self.uri, silent)
            project(self.log, "embedded", silent)
        self.compare()

    @rule(seed=st.integers(0, 99), number=st.integers(1, 25), after=st.booleans(), verify=st.booleans())
    def crash(self, seed: int, number: int, after: bool, verify: bool) -> None:
        """A load that fails at any operation."""
        compute(self.log, silent)
        with (
            patch.object(sys.modules["kg.stores.difference"], "MOST_ROWS", 1 + seed % 5),
            failing("kg.stores.neo4j.load", "commit", number, after),
            suppress(StoreUnavailable),
        ):
            load_server(self.log, self.uri, silent, verify=verify)
        with failing("kg.stores.embedded.write", "run", number, after), suppress(StoreUnavailable):
            project(self.log, "embedded", silent)

    @rule()
    def reopen(self) -> None:
        """The process ends and another one begins."""
        self.log.db.close()
        self.log = self.opened.enter_context(EvidenceDatabase(self.folder / "graph"))

    def compare(self) -> None:
        with TemporaryDirectory() as folder, EvidenceDatabase(Path(folder)) as clean:
            add(clean, *(say(number, *relations) for number, relations in self.model.items()))
            wanted = expected(*graph_of(clean))
        assert neo4j.signature(self.uri) == wanted
        assert embedded.signature(self.log.folder / "embedded") == wanted


def shuffle(name: str, mixed: random.Random) -> Any:
    """Let the graph come in another order."""
    view = sys.modules["kg.graph.view"]
    real = getattr(view, name)

    def shuffled(evidence: EvidenceDatabase) -> list[Any]:
        things = list(real(evidence))
        mixed.shuffle(things)
        return things

    return patch.object(view, name, shuffled)


def run(uri: str, examples: int, steps: int) -> None:
    from kg.stores.neo4j import load

    load(uri, [], [])
    machine = type("Loads", (Loads,), {"uri": uri})
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=checks
        ),
    )


def test_the_stores_hold_what_the_dictionary_says(neo4j_uri: str) -> None:
    run(neo4j_uri, 6, 15)


@pytest.mark.slow
def test_the_stores_hold_what_the_dictionary_says_at_length(neo4j_uri: str) -> None:
    run(neo4j_uri, 60, 30)
