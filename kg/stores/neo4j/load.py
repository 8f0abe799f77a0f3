"""Make a Neo4j database equal to the graph over Bolt, by difference; a second run resumes."""

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

Hashes = dict[str, dict[str, str]]
_REMOVED = 5_000  # keys per transaction
_INDEX_SECONDS = 300
# The marker has the digest of the complete graph that the database holds, or the id of the last batch that
# changed it. It has the label that neo4j-graphrag and LangChain leave out where they tell a language model the schema.
_MARKER_CONSTRAINT = (
    "CREATE CONSTRAINT papergraph IF NOT EXISTS FOR (m:__Entity__) REQUIRE m.papergraph IS UNIQUE"
)
_FORMER = (  # of a kg that gave the marker a label of its own, and searched fewer texts
    "DROP CONSTRAINT papergraph_marker IF EXISTS",
    "DROP INDEX names_and_titles IF EXISTS",
)
_REMOVE_FORMER = "MATCH (m:_Papergraph) DELETE m"
_READ_MARKER = "OPTIONAL MATCH (m:__Entity__ {papergraph: 1}) RETURN m.digest, m.rows, m.batch"
_MARK = """
MERGE (m:__Entity__ {papergraph: 1}) WITH m, m.batch = $batch AS done
SET m.batch = $batch, m.digest = null, m.rows = null RETURN coalesce(done, false)"""
_COMPLETE = """
MERGE (m:__Entity__ {papergraph: 1}) SET m.lock = true REMOVE m.lock
WITH m WHERE m.batch = $batch OR (m.batch IS NULL AND $batch IS NULL)
SET m.digest = $digest, m.rows = $rows"""


@dataclass(frozen=True, slots=True)
class _Statements:
    """The Cypher templates that read, check and remove our nodes or relationships."""

    read: str
    check: str
    remove: str


_NODE = _Statements(
    "MATCH (x:{name}) WHERE x.iri IS NOT NULL AND x.hash IS NOT NULL RETURN x.iri, x.hash",
    "MATCH (x:{name}) WHERE x.iri IS NOT NULL AND x.hash IS NOT NULL "
    "RETURN x.iri, x.hash, [] AS labels, [] AS ends, [{values}]",
    "UNWIND $keys AS key MATCH (x:{name} {{iri: key}}) WHERE x.hash IS NOT NULL DETACH DELETE x",
)
_EDGE = _Statements(
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
    """Make the database equal to these nodes and edges: at-least-once delivery with idempotent effect.

    Constraints and indexes come first, then nodes, then edges, each compared with the database; stale ones
    are removed last, so that an input that fails removes nothing. An interrupted load is resumed by running
    it again. A row that the server refuses is a dead letter in the report; more than `max_rejects` of them
    end the load. `known` is the digest of these nodes and edges that an earlier load returned: a database
    marked with it is left alone. `verify` ignores the marker and the stored hashes, reads every value and
    repairs differences. `auth` is (user, password), by default $NEO4J_USERNAME (or neo4j) and
    $NEO4J_PASSWORD; `progress` is called with a stage (nodes, edges, removed) and a count. Memory: one entry
    per key.

    Raises StoreUnavailable where no server answers, StoreRejected where it refuses everything or too much,
    StoreError for a wrong password, an unknown database, data that violates a constraint, or a server that is
    too old, UsageError for a wrong URI.
    """
    report_progress = progress or (lambda _stage, _number: None)
    with session(uri, auth, database, "WRITE") as opened:
        supported(opened, uri)
        current, rows, last = read(
            opened, lambda transaction: transaction.run(_READ_MARKER).single(strict=True)
        )
        if known and current == known and not verify:
            return LoadReport(unchanged=rows, digest=known)
        _constrain(opened, uri)
        writer = _Writer(opened, last)
        node_change = Change(_stored(opened, _NODE, verify), max_rejects=max_rejects)
        write_changes(
            nodes, node_change, writer.nodes, partial(writer.remove, _NODE), partial(report_progress, "nodes")
        )
        edge_change = Change(_stored(opened, _EDGE, verify), node_change, max_rejects, node_change.pace)
        write_changes(
            edges, edge_change, writer.edges, partial(writer.remove, _EDGE), partial(report_progress, "edges")
        )
        result = report(node_change, edge_change)
        if result.rejected and not result.unchanged + node_change.added + node_change.changed:
            raise StoreRejected(
                f"Neo4j at {uri} refused every row; the first refusal: {result.rejected[0].reason}"
            )
        for statements, change in ((_EDGE, edge_change), (_NODE, node_change)):
            for name, keys in change.stale:
                writer.remove(statements, name, keys)
        if result.digest:
            rows = (
                result.unchanged
                + result.nodes_added
                + result.nodes_changed
                + result.edges_added
                + result.edges_changed
            )
            commit(
                opened,
                lambda transaction: run(
                    transaction, _COMPLETE, batch=writer.last, digest=result.digest, rows=rows
                ),
            )
        report_progress("removed", result.nodes_removed + result.edges_removed)
    return result


def signature(uri: str, *, auth: Auth = None, database: str | None = None) -> tuple[int, int, str]:
    """Return the numbers of our nodes and edges and a digest, computed from every stored value."""
    with session(uri, auth, database, "READ") as opened:
        pairs = [
            [pair for name in names for pair in _checked(opened, statements, name)]
            for statements, names in ((_NODE, NODE_PROPERTIES), (_EDGE, EDGES))
        ]
        return digest(*pairs)


def _constrain(opened: "Session", uri: str) -> None:
    """Create the constraints and indexes, and wait until they are online."""
    text = files("kg.generated").joinpath("constraints.cypher").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("//"))
    statements = [statement.strip() for statement in "".join(lines).split(";\n") if statement.strip()]

    def work(transaction: "ManagedTransaction") -> None:
        for statement in [*_FORMER, _MARKER_CONSTRAINT, *statements]:
            run(transaction, statement)

    try:
        commit(opened, work)
    except StoreRejected as refusal:
        raise StoreError(
            f"the data in Neo4j at {uri} violates a constraint of the graph, so nothing was loaded: {refusal}"
        ) from refusal
    commit(opened, lambda transaction: run(transaction, _REMOVE_FORMER))
    run(opened, "CALL db.awaitIndexes($seconds)", seconds=_INDEX_SECONDS)


def _stored(opened: "Session", statements: _Statements, verify: bool) -> Hashes:
    """Return the stored hashes by key; with `verify`, an empty one for content that differs from it."""
    pairs = _checked if verify else _pairs
    return {
        name: dict(pairs(opened, statements, name))
        for name in (NODE_PROPERTIES if statements is _NODE else EDGES)
    }


def _pairs(opened: "Session", statements: _Statements, name: str) -> list[tuple[str, str]]:
    def work(transaction: "ManagedTransaction") -> list[tuple[str, str]]:
        result = transaction.run(statements.read.format(name=name))
        return [
            (key, content) for key, content in result if isinstance(key, str) and isinstance(content, str)
        ]

    return read(opened, work)


def _checked(opened: "Session", statements: _Statements, name: str) -> list[tuple[str, str]]:
    """Return (key, hash) of everything with a label or type; the hash is "" where the content differs."""
    names = NODE_PROPERTIES[name] if statements is _NODE else EDGES[name].properties
    cypher = statements.check.format(name=name, values=", ".join(f"x.{value}" for value in names))

    def work(transaction: "ManagedTransaction") -> Iterator[tuple[str, str]]:
        for key, content, labels, ends, values in transaction.run(cypher):
            if isinstance(key, str):
                yield (
                    key,
                    content
                    if _hash(name, key, labels, ends, dict(zip(names, values, strict=True))) == content
                    else "",
                )

    return read(opened, lambda transaction: list(work(transaction)))


def _hash(name: str, key: str, labels: list[list[str]], ends: list[Any], values: dict[str, Any]) -> str:
    """Return the content hash of stored values, or "" for values that are not of the schema."""
    properties = {prop: tuple(value) if isinstance(value, list) else value for prop, value in values.items()}
    own_labels = [
        next((label for label in node_labels if label in NODE_PROPERTIES), "") for node_labels in labels
    ]
    try:
        if not ends:
            return row(Node(name, key, properties)).hash
        source, target = map(NodeRef, own_labels, ends)
        return row(Edge(name, key, source, target, properties)).hash
    except StoreRejected:
        return ""


def _running(cypher: str, keys: Sequence[str]) -> Callable[["ManagedTransaction"], None]:
    return lambda transaction: run(transaction, cypher, keys=keys)


@dataclass(slots=True)
class _Writer:
    """Writes each batch in a transaction with its marker; `last` is the id of the last batch."""

    opened: "Session"
    last: str | None
    _name: str = field(default_factory=lambda: secrets.token_hex(8))
    _count: count = field(default_factory=lambda: count(1))  # type: ignore[type-arg]

    def nodes(self, rows: Sequence[Row]) -> None:
        """Set our properties on each node and remove stale ones; foreign properties stay."""
        (label,), names = rows[0].group, columns(rows[0].group)
        assignments = ", ".join(
            f"n.{name} = row[{place}]" for place, name in enumerate(names) if name != "iri"
        )
        cypher = (
            f"UNWIND $rows AS row MERGE (n:{label} {{iri: row[{names.index('iri')}]}}) "
            f"SET {assignments}, n.hash = row[{len(names)}]"
        )
        values = [(*row_.values, row_.hash) for row_ in rows]
        self._commit(lambda transaction: run(transaction, cypher, rows=values))

    def edges(self, rows: Sequence[Row]) -> None:
        """Replace each edge: MERGE cannot change the ends of one."""
        name, source, target = rows[0].group
        assignments = ", ".join(
            f"{column}: row[{place}]" for place, column in enumerate(columns(rows[0].group), 2)
        )
        create = (
            f"UNWIND $rows AS row MATCH (s:{source} {{iri: row[0]}}) MATCH (t:{target} {{iri: row[1]}}) "
            f"CREATE (s)-[r:{name} {{{assignments}, hash: row[{2 + len(columns(rows[0].group))}]}}]->(t) "
            "RETURN count(r)"
        )
        values = [(*row_.ends, *row_.values, row_.hash) for row_ in rows]
        present = any(row_.changed for row_ in rows)

        def work(transaction: "ManagedTransaction", *, replace: bool) -> None:
            if replace:
                run(transaction, _EDGE.remove.format(name=name), keys=[row_.key for row_ in rows])
            created = transaction.run(create, rows=values).single(strict=True)[0]
            if created != len(rows):
                raise StoreRejected(f"its {source} or {target} is no longer in the database")

        try:
            self._commit(partial(work, replace=present))
        except StoreRejected:
            if present:
                raise
            self._commit(partial(work, replace=True))  # a concurrent load may have created them

    def remove(self, statements: _Statements, name: str, keys: Sequence[str]) -> None:
        """Remove these keys, in smaller batches where they are too many for the server."""
        start, most = 0, _REMOVED
        while start < len(keys):
            part = keys[start : start + most]
            try:
                self._commit(_running(statements.remove.format(name=name), part))
            except StoreOverloaded:
                if len(part) == 1:
                    raise
                most = len(part) // 2
            else:
                start += len(part)

    def _commit(self, work: Callable[["ManagedTransaction"], None]) -> None:
        """Do the work unless the marker shows that this batch was committed and only its answer lost."""
        batch = f"{self._name}:{next(self._count)}"

        def marked(transaction: "ManagedTransaction") -> None:
            if not transaction.run(_MARK, batch=batch).single(strict=True)[0]:
                work(transaction)

        commit(self.opened, marked)
        self.last = batch
