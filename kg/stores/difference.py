"""Make what a store holds equal to the graph: the part that is the same for all stores that are brought up to date by difference.

A load compares content hashes with those that the store holds, writes only what is new or changed, in batches that may be
written twice, and removes last what is gone. Nothing is remembered between loads: the store itself says how far the last one came.
"""

__all__ = ["Change", "LoadReport", "Pace", "batches", "bisect", "report", "write_changes"]

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kg.errors import StoreOverloaded, StoreRejected, TooManyRejects
from kg.model import Edge, Node, Rejected
from kg.stores.rows import Row, digest, row

FIRST_ROWS, MOST_ROWS = 1_000, 20_000  # of a batch
MOST_BYTES = 8_000_000
QUICK, SLOW = 0.5, 2.0  # seconds that a batch takes: shorter ones grow, longer ones shrink
PROGRESS_ROWS = 5_000
# A refused row is that row's fault; a thousand of them, and more than every tenth, are the store's or the program's.
REFUSALS_BORNE = 1_000
RECORD_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `unchanged` counts nodes and edges; `rejected` are the dead letters, nodes before edges, in order of refusal.

    `digest` stands for all that the store then holds; it is empty where that is less than the whole graph.
    """

    nodes_added: int = 0
    nodes_changed: int = 0
    nodes_removed: int = 0
    edges_added: int = 0
    edges_changed: int = 0
    edges_removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()
    digest: str = field(default="", compare=False)

    @property
    def written(self) -> int:
        """How many nodes and edges were written or removed."""
        nodes = self.nodes_added + self.nodes_changed + self.nodes_removed
        return nodes + self.edges_added + self.edges_changed + self.edges_removed


@dataclass(slots=True)
class Pace:
    """How many rows go into a batch: as many as the store takes in a second or two, and no more than it has memory for."""

    rows: int = field(default_factory=lambda: min(FIRST_ROWS, MOST_ROWS))
    most: int = field(default_factory=lambda: MOST_ROWS)

    def took(self, rows: int, seconds: float) -> None:
        """Learn from a batch that was written."""
        if seconds < QUICK and rows >= self.rows:
            self.rows = min(2 * self.rows, self.most)
        elif seconds > SLOW:
            self.rows = max(min(rows, self.rows) // 2, 1)

    def overloaded(self, rows: int) -> None:
        """Learn from a batch that was too much for the store."""
        self.most = max(rows // 2, 1)
        self.rows = min(self.rows, self.most)


def batches(rows: Iterable[Row], pace: Pace) -> Iterator[list[Row]]:
    """Yield batches of one group each, sorted by key, as soon as one is full, and the rest at the end in order of group."""
    waiting: dict[tuple[str, ...], list[Row]] = {}
    sizes: dict[tuple[str, ...], int] = {}
    for found in rows:
        group = found.group
        batch = waiting.setdefault(group, [])
        batch.append(found)
        sizes[group] = sizes.get(group, 0) + found.size
        if len(batch) >= pace.rows or sizes[group] >= MOST_BYTES:
            sizes[group] = 0
            yield sorted(waiting.pop(group), key=_key)
    for _, batch in sorted(waiting.items()):
        for start in range(0, len(batch), step := max(pace.rows, 1)):  # the pace may have slackened since
            yield sorted(batch[start : start + step], key=_key)


def _key(found: Row) -> str:
    return found.key


def bisect(batch: Sequence[Row], write: Callable[[Sequence[Row]], None], pace: Pace) -> Iterator[tuple[Row, str]]:
    """Write a batch, and halve it where it is refused until the bad rows stand alone; yield these with the reason.

    A batch that is too much for the store is halved too; StoreOverloaded where a single row is.
    """
    start = time.monotonic()
    try:
        write(batch)
    except StoreRejected as refusal:
        if len(batch) == 1:
            yield batch[0], str(refusal)
            return
    except StoreOverloaded:
        if len(batch) == 1:
            raise
        pace.overloaded(len(batch))
    else:
        pace.took(len(batch), time.monotonic() - start)
        return
    middle = len(batch) // 2
    yield from bisect(batch[:middle], write, pace)
    yield from bisect(batch[middle:], write, pace)


@dataclass(slots=True)
class Change:
    """A load of nodes or of edges under way, and what came of it.

    `held` is what the store holds, {label or type: {key: content hash}}; what is left in it at the end is `gone`. Edges may join
    only what was accepted among `nodes`. More dead letters than `max_rejects` end the load; `pace` is that of its batches. One entry
    in memory for each key of the graph or the store.
    """

    stored: dict[str, dict[str, str]]
    nodes: "Change | None" = None
    max_rejects: int | None = None
    pace: Pace = field(default_factory=Pace)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    _seen: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def gone(self) -> list[tuple[str, list[str]]]:
        """The labels or types and keys that the store holds and the graph does not, sorted."""
        return [(name, sorted(keys)) for name, keys in sorted(self.stored.items()) if keys]

    @property
    def removed(self) -> int:
        """How many are gone."""
        return sum(map(len, self.stored.values()))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield (key, hash) of what was accepted."""
        for seen in self._seen.values():
            yield from seen.items()

    def due(self, things: Iterable[Node | Edge], progress: Callable[[int], None]) -> Iterator[Row]:
        """Yield the rows that are new or changed; `progress` is told how many things have been taken."""
        number = 0
        for number, thing in enumerate(things, 1):
            try:
                if found := self._compare(row(thing)):
                    yield found
            except StoreRejected as refusal:
                self.refuse(thing.iri if isinstance(thing, Node) else thing.key, str(refusal), repr(thing))
            if number % PROGRESS_ROWS == 0:
                progress(number)
        progress(number)

    def _compare(self, found: Row) -> Row | None:
        name, key, content = found.group[0], found.key, found.hash
        if self.nodes:
            for label, iri in zip(found.group[1:], found.ends, strict=True):
                if iri not in self.nodes._seen.get(label, ()):
                    raise StoreRejected(f"the graph has no {label} {iri}")
        seen = self._seen.setdefault(name, {})
        if key in seen:
            if seen[key] != content:
                raise StoreRejected(f"{name} {key} was given before with other content")
            return None
        seen[key] = content
        before = self.stored.get(name, {}).pop(key, None)
        if before is None:
            self.added += 1
            return found
        if before == content:
            self.unchanged += 1
            return None
        self.changed += 1
        return found._replace(changed=True)

    def take_back(self, refused: Row, reason: str) -> None:
        """Count a row as refused that was counted as written."""
        if refused.changed:
            self.changed -= 1
        else:
            self.added -= 1
        del self._seen[refused.group[0]][refused.key]
        self.refuse(refused.key, reason, repr(refused))

    def refuse(self, key: str, reason: str, record: str) -> None:
        """Keep a dead letter; TooManyRejects where there are more than is bearable."""
        source = key.encode("utf-8", "backslashreplace").decode()
        self.rejected.append(Rejected(source, "store-refused", reason, record[:RECORD_CHARACTERS]))
        before = self.nodes.rejected if self.nodes else []
        count = len(before) + len(self.rejected)
        if self.max_rejects is None:
            unbearable = count >= REFUSALS_BORNE and count * 10 > self.added + self.changed + self.unchanged
        else:
            unbearable = count > self.max_rejects
        if unbearable:
            rejected = (*before, *self.rejected)
            raise TooManyRejects(f"{count:,} rows were refused; the first, {rejected[0].source}: {rejected[0].reason}", rejected)


def write_changes(
    things: Iterable[Node | Edge],
    change: Change,
    write: Callable[[Sequence[Row]], None],
    remove: Callable[[str, Sequence[str]], None],
    progress: Callable[[int], None],
) -> None:
    """Write what is new or changed, batch by batch, and count it in `change`.

    `write` writes a batch wholly or raises StoreRejected. A row that is refused is a dead letter; where the store
    holds it with other content that is removed, as it would not be there had the store been empty.
    """
    for batch in batches(change.due(things, progress), change.pace):
        for refused, reason in bisect(batch, write, change.pace):
            if refused.changed:
                remove(refused.group[0], [refused.key])
            change.take_back(refused, reason)


def report(nodes: Change, edges: Change) -> LoadReport:
    """Return what two loads did."""
    rejected = (*nodes.rejected, *edges.rejected)
    return LoadReport(
        nodes_added=nodes.added,
        nodes_changed=nodes.changed,
        nodes_removed=nodes.removed,
        edges_added=edges.added,
        edges_changed=edges.changed,
        edges_removed=edges.removed,
        unchanged=nodes.unchanged + edges.unchanged,
        rejected=rejected,
        digest="" if rejected else digest(nodes.pairs(), edges.pairs())[2],
    )
