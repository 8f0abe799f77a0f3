"""A Neo4j database made equal to the graph over Bolt: only what differs is written, and running it again resumes."""

__all__ = ["load", "signature"]

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError, StoreOverloaded, StoreRejected
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node, NodeRef
from kg.stores.difference import Change, LoadReport, report, write_changes
from kg.stores.neo4j.session import Auth, commit, read, run, session, supported
from kg.stores.rows import Row, columns, digest, row

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

Held = dict[str, dict[str, str]]
_REMOVED = 5_000  # keys a transaction
_INDEX_SECONDS = 300
# The marker says whether the database is the graph of a digest, or whose batch was the last to change it.
_MARKER_CONSTRAINT = "CREATE CONSTRAINT papergraph_marker IF NOT EXISTS FOR (m:_Papergraph) REQUIRE m.id IS UNIQUE"
_READ_MARKER = "OPTIONAL MATCH (m:_Papergraph {id: 1}) RETURN m.digest, m.rows, m.batch"
_MARK = """
MERGE (m:_Papergraph {id: 1}) WITH m, m.batch = $batch AS done
SET m.batch = $batch, m.digest = null, m.rows = null RETURN coalesce(done, false)"""
_COMPLETE = """
MERGE (m:_Papergraph {id: 1}) SET m.lock = true REMOVE m.lock
WITH m WHERE m.batch = $batch OR (m.batch IS NULL AND $batch IS NULL) SET m.digest = $digest, m.rows = $rows"""


@dataclass(frozen=True, slots=True)
class _Kind:
    """How what is ours is read and removed."""

    read: str
    check: str
    remove: str


_NODE = _Kind(
    "MATCH (x:{name}) WHERE x.iri IS NOT NULL AND x.hash IS NOT NULL RETURN x.iri, x.hash",
    "MATCH (x:{name}) WHERE x.iri IS NOT NULL AND x.hash IS NOT NULL RETURN x.iri, x.hash, [] AS labels, [] AS ends, [{values}]",
    "UNWIND $keys AS key MATCH (x:{name} {{iri: key}}) WHERE x.hash IS NOT NULL DETACH DELETE x",
)
_EDGE = _Kind(
    "MATCH ()-[x:{name}]->() WHERE x.key IS NOT NULL AND x.hash IS NOT NULL RETURN x.key, x.hash",
    "MATCH (s)-[x:{name}]->(t) WHERE x.key IS NOT NULL AND x.hash IS NOT NULL "
    "RETURN x.key, x.hash, [labels(s), labels(t)], [s.iri, t.iri], [{values}]",
    "UNWIND $keys AS key MATCH ()-[x:{name} {{key: key}}]->() WHERE x.hash IS NOT NULL DELETE x",
)


def load(
    uri: str,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    auth: Auth = None,
    database: str | None = None,
    known: str = "",
    verify: bool = False,
    max_rejects: int | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> LoadReport:
    """Make the database's graph equal to these nodes and edges: at-least-once delivery with idempotent effect.

    Constraints and indexes come first, then nodes, then edges, each compared with what the database holds; what is gone is removed
    last, so that an input that fails removes nothing. A load that was interrupted is resumed by running it again. A row that the
    server refuses is a dead letter in the report; more than `max_rejects` of them end the load. `known` is the digest of
    these nodes and edges, where an earlier load has told it: a database that is marked with it is left as it is. `verify` trusts
    neither that nor the hashes that the database holds, but reads every value and repairs what differs. `auth` is (user, password), by
    default $NEO4J_USERNAME (or neo4j) and $NEO4J_PASSWORD; `progress` is told a stage (nodes, edges, removed) and how
    far it has come. Memory: an entry a key.

    Raises StoreUnavailable where no server answers, StoreRejected where it takes nothing at all or refuses too much, StoreError
    for a wrong password, an unknown database, data that breaks a constraint, or a server that is too old, UsageError for a wrong URI.
    """
    told = progress or (lambda _stage, _number: None)
    with session(uri, auth, database, "WRITE") as opened:
        supported(opened, uri)
        held, rows, last = read(opened, lambda transaction: transaction.run(_READ_MARKER).single(strict=True))
        if known and held == known and not verify:
            return LoadReport(unchanged=rows, digest=known)
        _constrain(opened, uri)
        writer = _Writer(opened, last)
        node_change = Change(_held(opened, _NODE, verify), max_rejects=max_rejects)
        write_changes(nodes, node_change, writer.nodes, partial(writer.remove, _NODE), partial(told, "nodes"))
        edge_change = Change(_held(opened, _EDGE, verify), node_change, max_rejects, node_change.pace)
        write_changes(edges, edge_change, writer.edges, partial(writer.remove, _EDGE), partial(told, "edges"))
        done = report(node_change, edge_change)
        if done.rejected and not done.unchanged + node_change.added + node_change.changed:
            raise StoreRejected(f"Neo4j at {uri} took nothing; the first refusal: {done.rejected[0].reason}")
        for kind, change in ((_EDGE, edge_change), (_NODE, node_change)):
            for name, keys in change.gone:
                writer.remove(kind, name, keys)
        if done.digest:
            rows = done.unchanged + done.nodes_added + done.nodes_changed + done.edges_added + done.edges_changed
            commit(opened, lambda transaction: run(transaction, _COMPLETE, batch=writer.last, digest=done.digest, rows=rows))
        told("removed", done.nodes_removed + done.edges_removed)
    return done


def signature(uri: str, *, auth: Auth = None, database: str | None = None) -> tuple[int, int, str]:
    """Return the numbers of our nodes and edges in the database and a digest of them, computed from every value that it holds."""
    with session(uri, auth, database, "READ") as opened:
        found = [
            [pair for name in names for pair in _checked(opened, kind, name)] for kind, names in ((_NODE, NODE_PROPERTIES), (_EDGE, EDGES))
        ]
        return digest(*found)


def _constrain(opened: "Session", uri: str) -> None:
    """Make the constraints and indexes, and wait until they are ready."""
    text = files("kg.generated").joinpath("constraints.cypher").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("//"))
    statements = [statement.strip() for statement in "".join(lines).split(";\n") if statement.strip()]

    def work(transaction: "ManagedTransaction") -> None:
        for statement in [_MARKER_CONSTRAINT, *statements]:
            run(transaction, statement)

    try:
        commit(opened, work)
    except StoreRejected as refusal:
        raise StoreError(f"the data in Neo4j at {uri} breaks a constraint of the graph, so nothing was loaded: {refusal}") from refusal
    run(opened, "CALL db.awaitIndexes($seconds)", seconds=_INDEX_SECONDS)


def _held(opened: "Session", kind: _Kind, verify: bool) -> Held:
    """Return what the database holds; with `verify` what is not as its hash says has no hash."""
    pairs = _checked if verify else _pairs
    return {name: dict(pairs(opened, kind, name)) for name in (NODE_PROPERTIES if kind is _NODE else EDGES)}


def _pairs(opened: "Session", kind: _Kind, name: str) -> list[tuple[str, str]]:
    def work(transaction: "ManagedTransaction") -> list[tuple[str, str]]:
        found = transaction.run(kind.read.format(name=name))
        return [(key, content) for key, content in found if isinstance(key, str) and isinstance(content, str)]

    return read(opened, work)


def _checked(opened: "Session", kind: _Kind, name: str) -> list[tuple[str, str]]:
    """Return (key, hash) of all that the database holds of a label or type; what is not as its hash says has the hash ""."""
    names = NODE_PROPERTIES[name] if kind is _NODE else EDGES[name].properties
    cypher = kind.check.format(name=name, values=", ".join(f"x.{value}" for value in names))

    def work(transaction: "ManagedTransaction") -> Iterator[tuple[str, str]]:
        for key, content, labels, ends, values in transaction.run(cypher):
            if isinstance(key, str):
                yield key, content if _hash(name, key, labels, ends, dict(zip(names, values, strict=True))) == content else ""

    return read(opened, lambda transaction: list(work(transaction)))


def _hash(name: str, key: str, labels: list[list[str]], ends: list[Any], values: dict[str, Any]) -> str:
    """Return the content hash of what the database holds, or "" for what is not of the schema."""
    lists = {prop: tuple(value) if isinstance(value, list) else value for prop, value in values.items()}
    ours = [next((label for label in found if label in NODE_PROPERTIES), "") for found in labels]
    try:
        if not ends:
            return row(Node(name, key, lists)).hash
        source, target = map(NodeRef, ours, ends)
        return row(Edge(name, key, source, target, lists)).hash
    except StoreRejected:
        return ""


@dataclass(slots=True)
class _Writer:
    """Writes batches, each in a transaction with its marker; `last` is the marker of the last one."""

    opened: "Session"
    last: str | None
    _name: str = field(default_factory=lambda: secrets.token_hex(8))
    _count: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    def nodes(self, rows: Sequence[Row]) -> None:
        """Give each node our properties, and take from it those of ours that it has no longer; properties of others stay."""
        (label,), names = rows[0].group, columns(rows[0].group)
        own = ", ".join(f"n.{name} = row[{place}]" for place, name in enumerate(names) if name != "iri")
        cypher = f"UNWIND $rows AS row MERGE (n:{label} {{iri: row[{names.index('iri')}]}}) SET {own}, n.hash = row[{len(names)}]"
        found = [(*each.values, each.hash) for each in rows]
        self._commit(lambda transaction: run(transaction, cypher, rows=found))

    def edges(self, rows: Sequence[Row]) -> None:
        """Replace each edge: one whose ends have changed cannot be merged."""
        name, source, target = rows[0].group
        own = ", ".join(f"{column}: row[{place}]" for place, column in enumerate(columns(rows[0].group), 2))
        create = (
            f"UNWIND $rows AS row MATCH (s:{source} {{iri: row[0]}}) MATCH (t:{target} {{iri: row[1]}}) "
            f"CREATE (s)-[r:{name} {{{own}, hash: row[{2 + len(columns(rows[0].group))}]}}]->(t) RETURN count(r)"
        )
        found = [(*each.ends, *each.values, each.hash) for each in rows]
        present = any(each.changed for each in rows)

        def work(transaction: "ManagedTransaction", *, replace: bool) -> None:
            if replace:
                run(transaction, _EDGE.remove.format(name=name), keys=[each.key for each in rows])
            made = transaction.run(create, rows=found).single(strict=True)[0]
            if made != len(rows):
                raise StoreRejected(f"its {source} or its {target} is gone from the database")

        try:
            self._commit(partial(work, replace=present))
        except StoreRejected:
            if present:
                raise
            self._commit(partial(work, replace=True))  # another load may have been quicker

    def remove(self, kind: _Kind, name: str, keys: Sequence[str]) -> None:
        """Remove what has these keys, fewer at once where so many are too much for the server."""
        start, most = 0, _REMOVED
        while start < len(keys):
            part = keys[start : start + most]
            try:
                self._commit(lambda transaction, part=part: run(transaction, kind.remove.format(name=name), keys=part))  # type: ignore[misc]
            except StoreOverloaded:
                if len(part) == 1:
                    raise
                most = len(part) // 2
            else:
                start += len(part)

    def _commit(self, work: Callable[["ManagedTransaction"], None]) -> None:
        """Do the work unless the marker says that this very batch was committed already, its answer lost."""
        batch = f"{self._name}:{next(self._count)}"

        def marked(transaction: "ManagedTransaction") -> None:
            if not transaction.run(_MARK, batch=batch).single(strict=True)[0]:
                work(transaction)

        commit(self.opened, marked)
        self.last = batch
