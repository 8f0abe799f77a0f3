"""Read-only Cypher queries on a Neo4j server."""

__all__ = ["query"]

from collections.abc import Callable, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.stores.neo4j.notes import notes
from kg.stores.neo4j.session import Auth, line, session

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, ResultSummary
    from neo4j.exceptions import Neo4jError


def query(
    uri: str,
    cypher: str,
    params: Mapping[str, Any] | None = None,
    *,
    auth: Auth = None,
    database: str | None = None,
    timeout: float | None = None,
    limit: int | None = None,
    note: Callable[[str], None] | None = None,
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a read-only query.

    Nodes are dictionaries of their properties and `labels`, relationships of theirs and `type`, paths lists
    that alternate the two, times ISO 8601. Only the first `limit` rows are read; the server ends the query
    after `timeout` seconds, or after its own limit. `note` is called with one line for each name that the
    server does not have and each relationship in the wrong direction. Raises UsageError, with Neo4j's
    message, for a query that is wrong, writes, or takes too long, and what `load` raises.
    """
    from neo4j import unit_of_work
    from neo4j.exceptions import AuthError, ClientError

    @unit_of_work(timeout=timeout)
    def work(transaction: "ManagedTransaction") -> tuple[list[str], list[tuple[Any, ...]], "ResultSummary"]:
        result = transaction.run(cypher, dict(params or {}))
        rows = [tuple(map(_plain, record.values())) for record in islice(result, limit)]
        return list(result.keys()), rows, result.consume()

    with session(uri, auth, database, "READ") as opened:
        try:
            columns, rows, summary = opened.execute_read(work)
        except AuthError:
            raise
        except ClientError as error:
            raise UsageError(_reason(error, timeout)) from error
        except (TypeError, OverflowError, ValueError) as error:
            raise UsageError(f"Neo4j has no such value: {error}") from error
    if note is not None:
        for message in notes(cypher, summary):
            note(message)
    return columns, rows


def _reason(error: "Neo4jError", timeout: float | None) -> str:
    """Return in one line why the server refused or stopped a query."""
    code = error.code or ""
    if code.endswith(".AccessMode"):
        return "queries are read-only, and this one writes"
    if code.endswith(".TransactionTimedOutClientConfiguration") and timeout is not None:
        return f"the query took longer than {timeout:g} s: ask for less, or allow more with --timeout"
    return line(error)


def _plain(value: Any) -> Any:
    """Convert a value of the driver to plain Python."""
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
