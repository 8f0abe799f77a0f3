"""Loads that are refused in part, or fail at any step, into a store in memory; files that are whole or absent."""

import itertools
import random
from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import StoreOverloaded, StoreRejected, StoreUnavailable, TooManyRejects, UsageError
from kg.model import Edge, Node, NodeRef, PropertyValue
from kg.stores import difference as loading
from kg.stores.difference import Change, Pace, batches, bisect, write_changes
from kg.stores.neo4j import bulk_files, load, query, signature
from kg.stores.rows import Row, digest, row
from tests.neo4j_server import graph


class MemoryStore:
    """A store in a dictionary that refuses some keys, and fails before or after the write at a given operation."""

    def __init__(self, refused: frozenset[str] = frozenset()) -> None:
        self.rows: dict[tuple[str, str], Row] = {}
        self.refused = refused
        self.operations = 0
        self.fails_at = -1
        self.fails_after_writing = False

    def held(self, edges: bool) -> dict[str, dict[str, str]]:
        held: dict[str, dict[str, str]] = {}
        for (name, key), found in self.rows.items():
            if bool(found.ends) == edges:
                held.setdefault(name, {})[key] = found.hash
        return held

    def _step(self, act: Callable[[], None]) -> None:
        self.operations += 1
        fails = self.operations == self.fails_at
        if fails and not self.fails_after_writing:
            raise StoreUnavailable("before the write")
        act()
        if fails:
            raise StoreUnavailable("after the write")

    def write(self, rows: Sequence[Row]) -> None:
        if any(found.key in self.refused for found in rows):
            raise StoreRejected("refused")
        self._step(lambda: self.rows.update({(found.group[0], found.key): found for found in rows}))

    def remove(self, name: str, keys: Sequence[str]) -> None:
        def act() -> None:
            for key in keys:
                self.rows.pop((name, key), None)

        self._step(act)

    def load(self, nodes: list[Node], edges: list[Edge]) -> tuple[Change, Change]:
        first = Change(self.held(edges=False))
        write_changes(nodes, first, self.write, self.remove, lambda _number: None)
        second = Change(self.held(edges=True), first)
        write_changes(edges, second, self.write, self.remove, lambda _number: None)
        for name, keys in [*second.stale, *first.stale]:
            self.remove(name, keys)
        return first, second

    def content(self) -> dict[tuple[str, str], str]:
        return {key: found.hash for key, found in self.rows.items()}


def clean(nodes: list[Node], edges: list[Edge]) -> dict[tuple[str, str], str]:
    store = MemoryStore()
    store.load(nodes, edges)
    return store.content()


@pytest.mark.parametrize("after", [False, True])
def test_failing_at_every_operation_and_loading_again_gives_the_clean_graph(
    after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "MOST_ROWS", 4)
    old, new = graph(4), graph(3, salt=" new")
    for operation in itertools.count(1):
        store = MemoryStore()
        store.load(*old)
        store.operations, store.fails_at, store.fails_after_writing = 0, operation, after
        try:
            store.load(*new)
        except StoreUnavailable:
            store.load(*new)
        else:
            assert operation > 50
            return
        assert store.content() == clean(*new)


@given(st.sets(st.integers(0, 34)), st.sets(st.integers(0, 129)), st.booleans())
def test_just_the_refused_rows_and_the_edges_that_hang_on_them_are_missing(
    bad_nodes: set[int], bad_edges: set[int], before: bool
) -> None:
    nodes, edges = graph(5)
    refused = frozenset([nodes[i].iri for i in bad_nodes] + [edges[i].key for i in bad_edges])
    store = MemoryStore()
    if before:
        store.load(*graph(5, salt=" old"))
    store.refused = refused
    first, second = store.load(nodes, edges)
    good_nodes = [node for node in nodes if node.iri not in refused]
    good_edges = [edge for edge in edges if not {edge.key, edge.source.iri, edge.target.iri} & refused]
    assert store.content() == clean(good_nodes, good_edges)
    assert sorted(letter.source for letter in first.rejected) == sorted(nodes[i].iri for i in bad_nodes)
    assert len(second.rejected) == len(edges) - len(good_edges)
    assert first.added + first.changed == len(good_nodes)
    assert second.added + second.changed == len(good_edges)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 99)), max_size=60), st.integers(1, 9))
def test_batches_have_one_group_and_are_sorted_and_lose_nothing(
    given_rows: list[tuple[str, int]], size: int
) -> None:
    rows = [Row((group,), f"{key:02}", (), (), "") for group, key in given_rows]
    made = list(batches(rows, Pace(size, size)))
    assert sorted((found.group, found.key) for batch in made for found in batch) == sorted(
        (found.group, found.key) for found in rows
    )
    for batch in made:
        assert 0 < len(batch) <= size
        assert len({found.group for found in batch}) == 1
        assert [found.key for found in batch] == sorted(found.key for found in batch)


@given(st.integers(1, 200), st.sets(st.integers(0, 199)))
def test_bisecting_finds_the_bad_rows_and_writes_each_other_one_once(count: int, bad: set[int]) -> None:
    rows = [Row(("Task",), str(i), (), (), "") for i in range(count)]
    written: list[str] = []

    def write(part: Sequence[Row]) -> None:
        if any(int(found.key) in bad for found in part):
            raise StoreRejected("bad")
        written.extend(found.key for found in part)

    assert [int(found.key) for found, _ in bisect(rows, write, Pace())] == sorted(bad & set(range(count)))
    assert written == [found.key for found in rows if int(found.key) not in bad]


def test_a_store_that_refuses_too_much_ends_the_load(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "REFUSALS_BORNE", 10)
    nodes, edges = graph(20)
    store = MemoryStore(frozenset(node.iri for node in nodes[20:]))
    with pytest.raises(StoreRejected, match=r"rows were refused; the first, .*: refused"):
        store.load(nodes, edges)


def test_the_hash_depends_on_everything_that_is_stored_and_on_nothing_else() -> None:
    base: dict[str, PropertyValue] = {"iri": "x", "id": "1", "title": "T", "year": 1, "sources": ("a", "b")}
    one = row(Node("Paper", "x", base)).hash
    assert row(Node("Paper", "x", dict(reversed(base.items())))).hash == one
    assert row(Node("Paper", "x", {**base, "abstract": None})).hash == one
    assert row(Node("Paper", "x", {**base, "sources": ["a", "b"]})).hash == one  # type: ignore[dict-item]
    others: list[dict[str, PropertyValue]] = [
        {"title": "t"},
        {"year": 2},
        {"sources": ("ab",)},
        {"abstract": ""},
        {"year": None},
    ]
    hashes = [row(Node("Paper", "x", {**base, **other})).hash for other in others]
    assert len({one, row(Node("Paper", "y", base)).hash, *hashes}) == 2 + len(hashes)
    assert row(Edge("USES", "k", NodeRef("Paper", "a"), NodeRef("Method", "b"), {"confidence": 1})) == row(
        Edge("USES", "k", NodeRef("Paper", "a"), NodeRef("Method", "b"), {"confidence": 1.0, "key": "k"})
    )


def test_the_digest_does_not_depend_on_order() -> None:
    pairs = [(str(i), str(i * i)) for i in range(50)]
    assert digest(pairs, pairs) == digest(reversed(pairs), random.Random(3).sample(pairs, 50))
    assert digest(pairs, []) != digest([], pairs)


@pytest.mark.parametrize(
    "uri",
    [
        "bolt://neo4j:canary@localhost:7687", "neo4j://canary@localhost", "localhost:7687", "bolt://", "bolt://localhost:99999",
        "bolt://localhost:7687/neo4j", "ftp://localhost", "bolt://[::1", "bolt://neo4j:canary@[::1", "",
    ],
)  # fmt: skip
def test_a_wrong_uri_is_a_usage_error_and_its_password_is_not_repeated(uri: str) -> None:
    for act in (lambda: load(uri, [], []), lambda: signature(uri), lambda: query(uri, "RETURN 1")):
        with pytest.raises(UsageError) as caught:
            act()
        assert "canary" not in str(caught.value)


def test_bulk_files_are_whole_or_absent(tmp_path: pytest.TempPathFactory) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "below" / "files"
    nodes, edges = graph(2)

    def broken() -> Iterator[Edge]:
        yield edges[0]
        raise RuntimeError("the input broke")

    with pytest.raises(RuntimeError):
        bulk_files(folder, nodes, broken())
    with pytest.raises(StoreRejected, match="the graph has no Task x:nowhere"):
        bulk_files(
            folder,
            nodes,
            [Edge("SUBTASK_OF", "k", NodeRef("Task", "x:nowhere"), NodeRef("Task", nodes[2].iri), {})],
        )
    assert list(folder.parent.iterdir()) == []
    bulk_files(folder, nodes, edges)
    arguments = (folder / "import.args").read_text(encoding="utf-8").splitlines()
    assert all(
        (folder / argument.partition("=")[2]).is_file()
        for argument in arguments
        if argument.startswith(("--nodes", "--rel"))
    )
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(UsageError, match="not an empty folder"):
        bulk_files(folder, nodes, edges)
    again = folder.with_name("again")
    bulk_files(again, nodes, edges)
    assert {path.name: path.read_bytes() for path in again.iterdir()} == first


def test_a_batch_that_is_too_much_is_halved_and_the_next_ones_are_smaller() -> None:
    rows = [Row(("Task",), str(i), (), (), "") for i in range(100)]
    pace, written = Pace(64, 64), []

    def write(part: Sequence[Row]) -> None:
        if len(part) > 10:
            raise StoreOverloaded("too much")
        written.append(len(part))

    for batch in batches(rows, pace):
        assert list(bisect(batch, write, pace)) == []
    assert sum(written) == 100
    assert pace.most <= 10
    with pytest.raises(StoreOverloaded):
        list(bisect(rows[:1], lambda _: write(rows), pace))


@given(st.lists(st.tuples(st.integers(1, 30_000), st.floats(0, 100)), max_size=30))
def test_the_pace_stays_within_its_bounds(taken: list[tuple[int, float]]) -> None:
    pace = Pace()
    for rows, seconds in taken:
        pace.took(rows, seconds)
        assert 1 <= pace.rows <= pace.most


@pytest.mark.parametrize("allowed", [0, 2, 3])
def test_the_user_says_how_many_refusals_are_bearable(allowed: int) -> None:
    nodes, _ = graph(5)
    store = MemoryStore(frozenset(node.iri for node in nodes[:3]))
    change = Change({}, max_rejects=allowed)
    if allowed < 3:
        with pytest.raises(TooManyRejects) as caught:
            write_changes(nodes, change, store.write, store.remove, lambda _number: None)
        assert len(caught.value.rejected) == allowed + 1
    else:
        write_changes(nodes, change, store.write, store.remove, lambda _number: None)
        assert len(change.rejected) == 3
