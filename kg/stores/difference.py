"""Make a store equal to the graph by writing only the difference: the part that all incremental stores share.

A load compares content hashes with those in the store, writes new and changed rows in idempotent batches, and
removes stale rows last. No state is kept between loads: the store itself shows how far the last one came.
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
QUICK, SLOW = 0.5, 2.0  # seconds a batch: below the first batches grow, above the second they shrink
PROGRESS_ROWS = 5_000
# A few refused rows are at fault themselves; a thousand, and more than one in ten, mean that the store or kg
# is.
REFUSALS_BORNE = 1_000
RECORD_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `unchanged` counts nodes and edges; `rejected` are the dead letters, nodes first.

    `digest` identifies the content of the store; it is empty where rows of the graph are missing from it.
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
    """The size of batches in rows: what the store writes in a second or two, and has memory for."""

    rows: int = field(default_factory=lambda: min(FIRST_ROWS, MOST_ROWS))
    most: int = field(default_factory=lambda: MOST_ROWS)

    def took(self, rows: int, seconds: float) -> None:
        """Adapt to the time that a batch took."""
        if seconds < QUICK and rows >= self.rows:
            self.rows = min(2 * self.rows, self.most)
        elif seconds > SLOW:
            self.rows = max(min(rows, self.rows) // 2, 1)

    def overloaded(self, rows: int) -> None:
        """Adapt to a batch that was too large for the store."""
        self.most = max(rows // 2, 1)
        self.rows = min(self.rows, self.most)


def batches(rows: Iterable[Row], pace: Pace) -> Iterator[list[Row]]:
    """Yield batches of one group each, sorted by key: full ones at once, the rest at the end, by group."""
    waiting: dict[tuple[str, ...], list[Row]] = {}
    sizes: dict[tuple[str, ...], int] = {}
    for row_ in rows:
        group = row_.group
        batch = waiting.setdefault(group, [])
        batch.append(row_)
        sizes[group] = sizes.get(group, 0) + row_.size
        if len(batch) >= pace.rows or sizes[group] >= MOST_BYTES:
            sizes[group] = 0
            yield sorted(waiting.pop(group), key=_key)
    for _, batch in sorted(waiting.items()):
        for start in range(0, len(batch), step := max(pace.rows, 1)):  # the pace may have dropped meanwhile
            yield sorted(batch[start : start + step], key=_key)


def _key(row_: Row) -> str:
    return row_.key


def bisect(
    batch: Sequence[Row], write: Callable[[Sequence[Row]], None], pace: Pace
) -> Iterator[tuple[Row, str]]:
    """Write a batch, halving it where refused until the bad rows are isolated; yield those with the reason.

    A batch that is too large for the store is halved too. Raises StoreOverloaded where a single row is too
    large.
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
    """The progress and the counts of a load of nodes or of edges.

    `stored` is the content of the store, {label or type: {key: content hash}}; entries left in it at the end
    are `stale`. Edges may connect only nodes accepted in `nodes`. More than `max_rejects` dead letters end
    the load. Memory: one entry for each key of the graph and of the store.
    """

    stored: dict[str, dict[str, str]]
    nodes: "Change | None" = None
    max_rejects: int | None = None
    pace: Pace = field(default_factory=Pace)
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    _accepted: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def stale(self) -> list[tuple[str, list[str]]]:
        """The labels or types and keys that are in the store but not in the graph, sorted."""
        return [(name, sorted(keys)) for name, keys in sorted(self.stored.items()) if keys]

    @property
    def removed(self) -> int:
        """The number of stale keys."""
        return sum(map(len, self.stored.values()))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield (key, hash) of the accepted rows."""
        for accepted in self._accepted.values():
            yield from accepted.items()

    def pending(self, items: Iterable[Node | Edge], progress: Callable[[int], None]) -> Iterator[Row]:
        """Yield the new and changed rows; `progress` is called with the number of items compared."""
        number = 0
        for number, item in enumerate(items, 1):
            try:
                if row_ := self._compare(row(item)):
                    yield row_
            except StoreRejected as refusal:
                self.refuse(item.iri if isinstance(item, Node) else item.key, str(refusal), repr(item))
            if number % PROGRESS_ROWS == 0:
                progress(number)
        progress(number)

    def _compare(self, row_: Row) -> Row | None:
        label_or_type, key, content = row_.group[0], row_.key, row_.hash
        if self.nodes:
            for label, iri in zip(row_.group[1:], row_.ends, strict=True):
                if iri not in self.nodes._accepted.get(label, ()):
                    raise StoreRejected(f"the graph has no {label} {iri}")
        accepted = self._accepted.setdefault(label_or_type, {})
        if key in accepted:
            if accepted[key] != content:
                raise StoreRejected(f"{label_or_type} {key} comes twice, with different content")
            return None
        accepted[key] = content
        stored = self.stored.get(label_or_type, {}).pop(key, None)
        if stored is None:
            self.added += 1
            return row_
        if stored == content:
            self.unchanged += 1
            return None
        self.changed += 1
        return row_._replace(changed=True)

    def take_back(self, refused: Row, reason: str) -> None:
        """Count a row as refused that was counted as added or changed."""
        if refused.changed:
            self.changed -= 1
        else:
            self.added -= 1
        del self._accepted[refused.group[0]][refused.key]
        self.refuse(refused.key, reason, repr(refused))

    def refuse(self, key: str, reason: str, record: str) -> None:
        """Keep a dead letter; raise TooManyRejects where there are more than allowed."""
        source = key.encode("utf-8", "backslashreplace").decode()
        self.rejected.append(Rejected(source, "store-refused", reason, record[:RECORD_CHARACTERS]))
        before = self.nodes.rejected if self.nodes else []
        count = len(before) + len(self.rejected)
        if self.max_rejects is None:
            too_many = count >= REFUSALS_BORNE and count * 10 > self.added + self.changed + self.unchanged
        else:
            too_many = count > self.max_rejects
        if too_many:
            rejected = (*before, *self.rejected)
            raise TooManyRejects(
                f"{count:,} rows were refused; the first, {rejected[0].source}: {rejected[0].reason}",
                rejected,
            )


def write_changes(
    items: Iterable[Node | Edge],
    change: Change,
    write: Callable[[Sequence[Row]], None],
    remove: Callable[[str, Sequence[str]], None],
    progress: Callable[[int], None],
) -> None:
    """Write the new and changed rows in batches, counted in `change`.

    `write` writes a whole batch or raises StoreRejected. A refused row becomes a dead letter, and an older
    version of it is removed from the store, so that the result is the same as that of a load into an empty
    store.
    """
    for batch in batches(change.pending(items, progress), change.pace):
        for refused, reason in bisect(batch, write, change.pace):
            if refused.changed:
                remove(refused.group[0], [refused.key])
            change.take_back(refused, reason)


def report(nodes: Change, edges: Change) -> LoadReport:
    """Return the report on a load of nodes and one of edges."""
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
