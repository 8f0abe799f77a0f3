"""A session on a Neo4j server, its transactions, and what can go wrong with them in our words."""

__all__ = ["Auth", "commit", "line", "run", "session", "supported"]

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from kg.errors import StoreError, StoreOverloaded, StoreRejected, StoreUnavailable, UsageError, unknown_name

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Query, Session

T = TypeVar("T")
Auth = tuple[str, str] | None
SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
RETRY_SECONDS = 30.0
FETCH_ROWS = 10_000
COMMIT_TRIES = 3
# The server's codes for "this row is wrong", as against "you may not", "no such database", "the disk is full" …
ROW_FAULTS = ("Neo.ClientError.Statement.", "Neo.ClientError.Schema.", "Neo.DatabaseError.Statement.")
# … and for "this batch is too large": the driver would try the very same again, for half a minute.
OVERLOADS = ("OutOfMemory", "MemoryPoolOutOfMemoryError", "TransactionMemoryLimit", "StackOverFlowError")
SILENT = logging.NullHandler()
OLDEST = (5, 7)  # the first with uniqueness constraints on relationships


@contextmanager
def session(uri: str, auth: Auth, database: str | None, access: str) -> Iterator["Session"]:
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
            driver.session(database=database, default_access_mode=access, fetch_size=FETCH_ROWS) as opened,
        ):
            opened.run("RETURN 1").consume()  # says at once, and not after half a minute, that no server answers
            yield opened
    except ConfigurationError as error:
        raise UsageError(line(error)) from error
    except (ServiceUnavailable, SessionExpired) as error:
        raise StoreUnavailable(f"no Neo4j answers at {uri}: start it and run the same command again to resume") from error
    except Neo4jError as error:
        code = error.code or ""
        if code.endswith(".CredentialsExpired"):
            raise StoreError(
                f"the password of user {user!r} at {uri} has expired: change it on the server, then set NEO4J_PASSWORD"
            ) from error
        if isinstance(error, AuthError):
            raise StoreError(f"Neo4j at {uri} refuses user {user!r}: set NEO4J_USERNAME and NEO4J_PASSWORD") from error
        if code.endswith(".DatabaseNotFound"):
            raise StoreError(f"Neo4j at {uri} has no database {database!r}: make it, or name another with --database") from error
        if error.is_retryable():
            raise StoreUnavailable(f"Neo4j at {uri} is not ready ({line(error)}): run the same command again to resume") from error
        raise StoreError(f"Neo4j at {uri}: {line(error)}") from error
    except DriverError as error:
        raise StoreError(f"Neo4j at {uri}: {line(error)}") from error


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


def line(error: Exception) -> str:
    """Return the first line of what the server or the driver says."""
    message = getattr(error, "message", None) or str(error)
    return next((line.strip() for line in str(message).splitlines() if line.strip()), type(error).__name__)


def commit(opened: "Session", work: Callable[["ManagedTransaction"], T]) -> T:
    """Run idempotent work in a transaction; again where the connection broke before the server's answer to the commit.

    Raises StoreRejected for what the server calls a fault of the rows, StoreOverloaded where it lacks memory for them.
    """
    from neo4j.exceptions import IncompleteCommit, Neo4jError

    def careful(transaction: "ManagedTransaction") -> T:
        try:
            return work(transaction)
        except Neo4jError as error:
            raise _overloaded(error) from error

    for tries_left in reversed(range(COMMIT_TRIES)):
        try:
            return opened.execute_write(careful)
        except IncompleteCommit:
            if not tries_left:
                raise
        except Neo4jError as error:
            if (error.code or "").startswith(ROW_FAULTS):
                raise StoreRejected(line(error)) from error
            raise _overloaded(error) from error
    raise AssertionError


def _overloaded(error: Exception) -> Exception:
    """Return our error for one of the server's that speaks of memory, or the server's own."""
    code = getattr(error, "code", None) or ""
    return StoreOverloaded(f"Neo4j has not the memory for a batch: {line(error)}") if any(name in code for name in OVERLOADS) else error


def run(transaction: "ManagedTransaction | Session", cypher: "str | Query", /, **parameters: Any) -> None:
    """Run a statement to its end."""
    transaction.run(cypher, parameters).consume()  # type: ignore[arg-type]


def supported(opened: "Session", uri: str) -> None:
    """Raise StoreError unless the server can hold the graph."""
    found = opened.run("CALL dbms.components() YIELD name, versions RETURN name, versions[0]").single(strict=True)
    name, version = str(found[0]), str(found[1])
    numbers = tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".")[:2] if part.isdigit())
    if numbers < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise StoreError(f"{uri} is {name} {version}: kg needs Neo4j {needed} or later (unique relationships); it is tested with 5.26")
