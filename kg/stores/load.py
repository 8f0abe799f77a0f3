"""Make the content of a store on a server equal to the graph: the part that does not depend on the server.

A load compares content hashes with those that the store holds, writes only what is new or changed, in batches that may be
written twice, and afterwards names what is gone. Nothing is remembered between loads: the store itself says how far the last one came.
"""

__all__ = ["BATCH_ROWS", "Change", "LoadReport", "Row", "batches", "bisect", "digest", "row", "write_changes"]

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.errors import StoreRejected, unknown_name
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import content_key
from kg.model import Edge, Node, PropertyValue, Rejected

BATCH_ROWS = 5_000
# A refused row is that row's fault; a thousand of them, and more than every tenth, are the store's or the program's.
REFUSALS_BORNE = 1_000
RECORD_CHARACTERS = 2_000

Stored = str | int | float | bool | list[str]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did. `unchanged` counts nodes and edges; `rejected` are the dead letters, nodes before edges, in order of refusal."""

    nodes_added: int = 0
    nodes_changed: int = 0
    nodes_removed: int = 0
    edges_added: int = 0
    edges_changed: int = 0
    edges_removed: int = 0
    unchanged: int = 0
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A node or an edge as a store on a server takes it.

    `group` is (label,) or (type, label of the source, label of the target), `key` the IRI or the edge's key, `ends` the IRIs
    of source and target. `properties` has no None, lists for tuples, `iri` or `key`, and the content `hash`; `changed` says that the
    store holds the row with other content.
    """

    group: tuple[str, ...]
    key: str
    ends: tuple[str, ...]
    properties: dict[str, Stored]
    changed: bool = False

    @property
    def hash(self) -> str:
        """The content hash: equal rows have equal hashes."""
        return str(self.properties["hash"])


def row(thing: Node | Edge) -> Row:
    """Return the row of a node or an edge.

    Raises StoreRejected for a label, type or property that the schema does not have, for a value that is not of its
    type, and for text that UTF-8 cannot express (a lone surrogate).
    """
    if isinstance(thing, Node):
        if thing.label not in NODE_PROPERTIES:
            raise StoreRejected(str(unknown_name("label", thing.label, NODE_PROPERTIES)))
        return _row((thing.label,), thing.iri, (), NODE_PROPERTIES[thing.label], {**thing.properties, "iri": thing.iri})
    if thing.type not in EDGES:
        raise StoreRejected(str(unknown_name("edge type", thing.type, EDGES)))
    spec, pair = EDGES[thing.type], (thing.source.label, thing.target.label)
    if pair not in spec.pairs:
        raise StoreRejected(f"{thing.type} does not lead from {pair[0]} to {pair[1]}")
    ends = thing.source.iri, thing.target.iri
    return _row((thing.type, *pair), thing.key, ends, spec.properties, {**thing.properties, "key": thing.key})


def _row(group: tuple[str, ...], key: str, ends: tuple[str, ...], declared: dict[str, str], given: Mapping[str, PropertyValue]) -> Row:
    if unknown := sorted(given.keys() - declared.keys()):
        raise StoreRejected(str(unknown_name(f"property of {group[0]}", unknown[0], declared)))
    properties = {name: _stored(name, declared[name], value) for name, value in sorted(given.items()) if value is not None}
    content = (part for name, value in properties.items() for part in (name, json.dumps(value)))
    return Row(group, key, ends, {**properties, "hash": content_key(*group, *ends, *content)})


def _stored(name: str, kind: str, value: PropertyValue) -> Stored:
    """Return the value as stored; lists for tuples, floats for decimals."""
    match kind, value:
        case "string", str():
            return _encodable(name, value)
        case "strings", tuple() | list() if all(isinstance(text, str) for text in value):
            return [_encodable(name, text) for text in value]
        case "boolean", bool():
            return value
        case "integer", int() if not isinstance(value, bool) and -(2**63) <= value < 2**63:
            return value
        case "decimal", int() | float() if not isinstance(value, bool):
            return float(value)
    raise StoreRejected(f"{name} is {value!r:.100} and not of type {kind}")


def _encodable(name: str, text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise StoreRejected(f"{name} has a lone surrogate at character {error.start}") from None
    return text


def batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Yield batches of one group each, sorted by key, as soon as one is full, and the rest at the end in order of group."""
    waiting: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        waiting.setdefault(row.group, []).append(row)
        if len(waiting[row.group]) == size:
            yield sorted(waiting.pop(row.group), key=lambda row: row.key)
    for _, batch in sorted(waiting.items()):
        yield sorted(batch, key=lambda row: row.key)


def bisect(batch: Sequence[Row], write: Callable[[Sequence[Row]], None]) -> Iterator[tuple[Row, str]]:
    """Write a batch, and halve it where it is refused until the bad rows stand alone; yield these with the reason."""
    try:
        write(batch)
    except StoreRejected as refusal:
        if len(batch) == 1:
            yield batch[0], str(refusal)
            return
        middle = len(batch) // 2
        yield from bisect(batch[:middle], write)
        yield from bisect(batch[middle:], write)


@dataclass(slots=True)
class Change:
    """A load of nodes or of edges under way, and what came of it.

    `held` is what the store holds, {label or type: {key: content hash}}; what is left in it at the end is `gone`. Edges may join
    only what was accepted among `nodes`. One entry in memory for each key of the graph or the store.
    """

    held: dict[str, dict[str, str]]
    nodes: "Change | None" = None
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    _seen: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def gone(self) -> list[tuple[str, list[str]]]:
        """The labels or types and keys that the store holds and the graph does not, sorted."""
        return [(name, sorted(keys)) for name, keys in sorted(self.held.items()) if keys]

    def due(self, things: Iterable[Node | Edge], progress: Callable[[int], None]) -> Iterator[Row]:
        """Yield the rows that are new or changed; `progress` is told how many things have been taken."""
        number = 0
        for number, thing in enumerate(things, 1):
            try:
                if found := self._compare(row(thing)):
                    yield found
            except StoreRejected as refusal:
                self.refuse(thing.iri if isinstance(thing, Node) else thing.key, str(refusal), repr(thing))
            if number % BATCH_ROWS == 0:
                progress(number)
        progress(number)

    def _compare(self, found: Row) -> Row | None:
        name, key, content = found.group[0], found.key, found.hash
        for label, iri in zip(found.group[1:], found.ends, strict=True):
            if self.nodes and iri not in self.nodes._seen.get(label, {}):
                raise StoreRejected(f"the graph has no {label} {iri}")
        seen = self._seen.setdefault(name, {})
        if key in seen:
            if seen[key] != content:
                raise StoreRejected(f"{name} {key} was given before with other content")
            return None
        seen[key] = content
        before = self.held.get(name, {}).pop(key, None)
        if before == content:
            self.unchanged += 1
            return None
        return replace(found, changed=before is not None)

    def take_back(self, refused: Row, reason: str) -> None:
        """Count a row as refused that was counted as written."""
        if refused.changed:
            self.changed -= 1
        else:
            self.added -= 1
        del self._seen[refused.group[0]][refused.key]
        self.refuse(refused.key, reason, repr(refused))

    def refuse(self, key: str, reason: str, record: str) -> None:
        """Keep a dead letter; StoreRejected where there are too many of them."""
        source = key.encode("utf-8", "backslashreplace").decode()
        self.rejected.append(Rejected(source, "store-refused", reason, record[:RECORD_CHARACTERS]))
        count = len(self.rejected)
        if count >= REFUSALS_BORNE and count * 10 > self.added + self.changed + self.unchanged:
            raise StoreRejected(f"{count:,} rows were refused; the first, {self.rejected[0].source}: {self.rejected[0].reason}")


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
    for batch in batches(change.due(things, progress), BATCH_ROWS):
        changed = sum(row.changed for row in batch)
        change.changed += changed
        change.added += len(batch) - changed
        for refused, reason in bisect(batch, write):
            if refused.changed:
                remove(refused.group[0], [refused.key])
            change.take_back(refused, reason)


def digest(nodes: Iterable[tuple[str, str]], edges: Iterable[tuple[str, str]]) -> tuple[int, int, str]:
    """Return the numbers of nodes and edges and a digest of them, from (IRI, hash) and (key, hash) in any order."""
    hashed, counts = hashlib.sha256(), []
    for pairs in (sorted(nodes), sorted(edges)):
        counts.append(len(pairs))
        for pair in pairs:
            hashed.update(content_key(*pair).encode())
        hashed.update(b"\n")
    return counts[0], counts[1], hashed.hexdigest()
