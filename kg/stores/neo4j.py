"""Neo4j as a projection of the graph, over Bolt.

Ours are the nodes of our labels that have `iri` and `hash`, and the relationships of our types that have `key` and `hash`; nothing
else in the database is read or changed, except that a relationship which somebody else has tied to one of our nodes
goes with the node. Values travel as parameters only; labels and types come from the schema.
"""

__all__ = ["bulk_files", "load", "query", "signature"]

import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kg.errors import StoreError, StoreRejected, StoreUnavailable, UsageError, unknown_name
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node
from kg.stores.load import BATCH_ROWS, Change, LoadReport, Row, digest, write_changes
from kg.stores.neo4j_bulk import bulk_files

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

Auth = tuple[str, str] | None
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
RETRY_SECONDS = 30.0
COMMIT_TRIES = 3
# The server's codes for "this row is wrong", as against "you may not", "no such database", "the disk is full".
ROW_FAULTS = ("Neo.ClientError.Statement.", "Neo.ClientError.Schema.", "Neo.DatabaseError.Statement.")
SILENT = logging.NullHandler()


@dataclass(frozen=True, slots=True)
class _Kind:
    """How what is ours is read and removed."""

    read: str
    remove: str


_NODE = _Kind(
    "MATCH (x:{}) WHERE x.iri IS NOT NULL AND x.hash IS NOT NULL RETURN x.iri, x.hash",
    "UNWIND $keys AS key MATCH (x:{} {{iri: key}}) WHERE x.hash IS NOT NULL DETACH DELETE x",
)
_EDGE = _Kind(
    "MATCH ()-[x:{}]->() WHERE x.key IS NOT NULL AND x.hash IS NOT NULL RETURN x.key, x.hash",
    "UNWIND $keys AS key MATCH ()-[x:{} {{key: key}}]->() WHERE x.hash IS NOT NULL DELETE x",
)


def load(
    uri: str,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    auth: Auth = None,
    database: str | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> LoadReport:
    """Make the database's graph equal to these nodes and edges: at-least-once delivery with idempotent effect.

    Constraints come first, then nodes, then edges, each compared with what the database holds; what is gone is removed
    last, so that an input that fails removes nothing. A load that was interrupted is resumed by running it again. A row that the
    server refuses is a dead letter in the report. `auth` is (user, password), by default $NEO4J_USERNAME (or neo4j) and
    $NEO4J_PASSWORD; `progress` is told a stage (nodes, edges, removed) and how far it has come. Memory: an entry a key.

    Raises StoreUnavailable where no server answers, StoreRejected where it takes nothing at all or refuses too much, StoreError
    for a wrong password or an unknown database, UsageError for a wrong URI.
    """
    told = progress or (lambda _stage, _number: None)
    with _session(uri, auth, database, "WRITE") as session:
        for constraint in _constraints():
            _commit(session, partial(_run, constraint))
        node_change = Change(_held(session, _NODE, NODE_PROPERTIES))
        write_changes(nodes, node_change, partial(_write_nodes, session), partial(_remove, session, _NODE), partial(told, "nodes"))
        edge_change = Change(_held(session, _EDGE, EDGES), node_change)
        write_changes(edges, edge_change, partial(_write_edges, session), partial(_remove, session, _EDGE), partial(told, "edges"))
        report = LoadReport(
            nodes_added=node_change.added,
            nodes_changed=node_change.changed,
            nodes_removed=sum(len(keys) for _, keys in node_change.gone),
            edges_added=edge_change.added,
            edges_changed=edge_change.changed,
            edges_removed=sum(len(keys) for _, keys in edge_change.gone),
            unchanged=node_change.unchanged + edge_change.unchanged,
            rejected=(*node_change.rejected, *edge_change.rejected),
        )
        if report.rejected and not report.unchanged + node_change.added + node_change.changed:
            raise StoreRejected(f"Neo4j at {uri} took nothing; the first refusal: {report.rejected[0].reason}")
        for name, keys in edge_change.gone:
            _remove(session, _EDGE, name, keys)
        for name, keys in node_change.gone:
            _remove(session, _NODE, name, keys)
        told("removed", report.nodes_removed + report.edges_removed)
    return report


def query(
    uri: str, cypher: str, params: Mapping[str, Any] | None = None, *, auth: Auth = None, database: str | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the names of the columns and the rows of a query that only reads.

    Nodes are dictionaries of their properties and `labels`, relationships of theirs and `type`, paths lists of the two in
    turn, times ISO 8601. Raises UsageError, with Neo4j's words, for a query that is wrong or wants to write, and what `load` raises.
    """
    from neo4j.exceptions import AuthError, ClientError

    def work(transaction: "ManagedTransaction") -> tuple[list[str], list[tuple[Any, ...]]]:
        result = transaction.run(cypher, dict(params or {}))
        return list(result.keys()), [tuple(map(_plain, record.values())) for record in result]

    with _session(uri, auth, database, "READ") as session:
        try:
            return session.execute_read(work)
        except AuthError:
            raise
        except ClientError as error:
            if (error.code or "").endswith(".AccessMode"):
                raise UsageError("queries are read-only, and this one writes") from error
            raise UsageError(_line(error)) from error
        except (TypeError, OverflowError, ValueError) as error:
            raise UsageError(f"Neo4j has no such value: {error}") from error


def signature(uri: str, *, auth: Auth = None, database: str | None = None) -> tuple[int, int, str]:
    """Return the numbers of our nodes and edges in the database and a digest of their keys and content hashes."""
    with _session(uri, auth, database, "READ") as session:
        nodes = [pair for label in NODE_PROPERTIES for pair in _pairs(session, _NODE, label)]
        return digest(nodes, (pair for name in EDGES for pair in _pairs(session, _EDGE, name)))


@contextmanager
def _session(uri: str, auth: Auth, database: str | None, access: str) -> Iterator["Session"]:
    """Open a session on a server that answers; the driver's errors leave it as ours, in one line and without the password."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import AuthError, ConfigurationError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

    _check(uri)
    logging.getLogger("neo4j").addHandler(SILENT)
    user, password = auth or (os.environ.get("NEO4J_USERNAME") or "neo4j", os.environ.get("NEO4J_PASSWORD", ""))
    try:
        with (
            GraphDatabase.driver(
                uri,
                auth=(user, password) if password else None,
                max_transaction_retry_time=RETRY_SECONDS,
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            ) as driver,
            driver.session(database=database, default_access_mode=access, fetch_size=2 * BATCH_ROWS) as session,
        ):
            session.run("RETURN 1").consume()  # says at once, and not after half a minute, that no server answers
            yield session
    except AuthError as error:
        raise StoreError(f"Neo4j at {uri} refuses user {user!r}: set NEO4J_USERNAME and NEO4J_PASSWORD") from error
    except ConfigurationError as error:
        raise UsageError(_line(error)) from error
    except (ServiceUnavailable, SessionExpired) as error:
        raise StoreUnavailable(f"no Neo4j answers at {uri}: start it and run the same command again to resume") from error
    except Neo4jError as error:
        if (error.code or "").endswith(".DatabaseNotFound"):
            raise StoreError(f"Neo4j at {uri} has no database {database!r}") from error
        if error.is_retryable():
            raise StoreUnavailable(f"Neo4j at {uri} is not ready ({_line(error)}): run the same command again to resume") from error
        raise StoreError(f"Neo4j at {uri}: {_line(error)}") from error
    except DriverError as error:
        raise StoreError(f"Neo4j at {uri}: {_line(error)}") from error


def _check(uri: str) -> None:
    """Raise UsageError, without repeating a password, unless this is the URI of a server."""
    try:
        parts = urlsplit(uri)
        whole = bool(parts.hostname) and (parts.port or 1) > 0 and not (parts.path or parts.fragment)
    except ValueError:
        whole = False
    if "@" in uri:
        raise UsageError("user and password do not belong into the URI: set NEO4J_USERNAME and NEO4J_PASSWORD")
    if not whole:
        raise UsageError(f"{uri!r} is not the URI of a Neo4j server, such as bolt://localhost:7687")
    if parts.scheme not in SCHEMES:
        raise unknown_name("scheme of a Neo4j URI", parts.scheme, SCHEMES)


def _line(error: Exception) -> str:
    """Return the first line of what the server or the driver says."""
    message = getattr(error, "message", None) or str(error)
    return next((line.strip() for line in str(message).splitlines() if line.strip()), type(error).__name__)


def _constraints() -> list[str]:
    text = files("kg.generated").joinpath("constraints.cypher").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines(keepends=True) if not line.startswith("//"))
    return [statement.strip().removesuffix(";") for statement in "".join(lines).split(";\n") if statement.strip()]


def _commit(session: "Session", work: Callable[["ManagedTransaction"], None]) -> None:
    """Run idempotent work in a transaction; again where the connection broke before the server's answer to the commit.

    Raises StoreRejected for what the server calls a fault of the rows.
    """
    from neo4j.exceptions import IncompleteCommit, Neo4jError

    for tries_left in reversed(range(COMMIT_TRIES)):
        try:
            return session.execute_write(work)
        except IncompleteCommit:
            if not tries_left:
                raise
        except Neo4jError as error:
            if (error.code or "").startswith(ROW_FAULTS):
                raise StoreRejected(_line(error)) from error
            raise


def _run(cypher: str, transaction: "ManagedTransaction", /, **parameters: object) -> None:
    transaction.run(cypher, parameters).consume()


def _pairs(session: "Session", kind: _Kind, name: str) -> list[tuple[str, str]]:
    def work(transaction: "ManagedTransaction") -> list[tuple[str, str]]:
        found = transaction.run(kind.read.format(name))
        return [(key, content) for key, content in found if isinstance(key, str) and isinstance(content, str)]

    return session.execute_read(work)


def _held(session: "Session", kind: _Kind, names: Iterable[str]) -> dict[str, dict[str, str]]:
    return {name: dict(_pairs(session, kind, name)) for name in names}


def _remove(session: "Session", kind: _Kind, name: str, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), BATCH_ROWS):
        _commit(session, partial(_run, kind.remove.format(name), keys=keys[start : start + BATCH_ROWS]))


def _write_nodes(session: "Session", rows: Sequence[Row]) -> None:
    """Give each node our properties, and take from it those of ours that it has no longer; properties of others stay."""
    label = rows[0].group[0]
    parameters = [{"key": row.key, "properties": {**dict.fromkeys(NODE_PROPERTIES[label]), **row.properties}} for row in rows]
    cypher = f"UNWIND $rows AS row MERGE (n:{label} {{iri: row.key}}) SET n += row.properties"
    _commit(session, partial(_run, cypher, rows=parameters))


def _write_edges(session: "Session", rows: Sequence[Row]) -> None:
    """Replace each edge in one transaction: an edge whose ends have changed cannot be merged."""
    name, source, target = rows[0].group
    parameters = [{"source": row.ends[0], "target": row.ends[1], "properties": row.properties} for row in rows]
    create = (
        f"UNWIND $rows AS row MATCH (s:{source} {{iri: row.source}}) MATCH (t:{target} {{iri: row.target}}) "
        f"CREATE (s)-[r:{name}]->(t) SET r = row.properties RETURN count(r)"
    )

    def work(transaction: "ManagedTransaction") -> None:
        _run(_EDGE.remove.format(name), transaction, keys=[row.key for row in rows])
        made = transaction.run(create, rows=parameters).single(strict=True)[0]
        if made != len(rows):
            raise StoreRejected(f"its {source} or its {target} is gone from the database")

    _commit(session, work)


def _plain(value: Any) -> Any:
    """Return a value of the driver as one of Python's own."""
    from neo4j.graph import Node as GraphNode
    from neo4j.graph import Path, Relationship

    if hasattr(value, "iso_format"):  # before tuples: a duration is one
        value = value.iso_format()
    elif isinstance(value, Path):
        steps = zip(value.relationships, value.nodes[1:], strict=True)
        value = [value.start_node, *(part for step in steps for part in step)]
    match value:
        case list() | tuple():  # a point is a tuple of its coordinates
            return [_plain(part) for part in value]
        case dict():
            return {key: _plain(part) for key, part in value.items()}
        case GraphNode():
            return {**_plain(dict(value)), "labels": sorted(value.labels)}
        case Relationship():
            return {**_plain(dict(value)), "type": value.type}
        case None | str() | int() | float():
            return value
    return str(value)
