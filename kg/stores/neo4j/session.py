"""Open sessions on a Neo4j server, run transactions, and translate their errors."""

__all__ = ["Auth", "commit", "line", "needed", "read", "run", "session", "supported"]

import logging
import math
import os
import random
import re
import time
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
TRANSACTION_SECONDS = 120.0
# Error codes for a bad row, as opposed to missing rights, an unknown database, a full disk …
ROW_FAULTS = (
    "Neo.ClientError.Statement.",
    "Neo.ClientError.Schema.",
    "Neo.DatabaseError.Statement.",
    "Neo.DatabaseError.Schema.",
)
# … and for a batch that is too large.
OVERLOADS = (
    "OutOfMemory",
    "MemoryPoolOutOfMemoryError",
    "TransactionMemoryLimit",
    "StackOverFlowError",
    "TransactionTimedOut",
)
SILENT = logging.NullHandler()
OLDEST = (5, 7)  # the first version with uniqueness constraints on relationships


@contextmanager
def session(uri: str, auth: Auth, database: str | None, access: str) -> Iterator["Session"]:
    """Open a session on a server that answers; errors become ours, in one line without the password."""
    from neo4j import GraphDatabase
    from neo4j.exceptions import (
        AuthError,
        ConfigurationError,
        DriverError,
        Neo4jError,
        ServiceUnavailable,
        SessionExpired,
    )

    _check(uri)
    logging.getLogger("neo4j").addHandler(SILENT)
    user, password = auth or (
        os.environ.get("NEO4J_USERNAME") or "neo4j",
        os.environ.get("NEO4J_PASSWORD", ""),
    )
    try:
        with (
            GraphDatabase.driver(
                uri,
                auth=(user, password) if password else None,
                max_transaction_retry_time=0.0 if access == "WRITE" else RETRY_SECONDS,  # see _retry
                telemetry_disabled=True,
            ) as driver,
            driver.session(database=database, default_access_mode=access, fetch_size=FETCH_ROWS) as opened,
        ):
            _check_server(opened, uri)
            yield opened
    except ConfigurationError as error:
        raise UsageError(line(error)) from error
    except (ServiceUnavailable, SessionExpired) as error:
        if "encrypted" in line(error):
            advice = "bolt+ssc:// or neo4j+ssc:// accepts any certificate, bolt:// or neo4j:// needs none"
            message = f"no trusted TLS connection to {uri}: {advice}"
            raise StoreUnavailable(message) from error
        raise StoreUnavailable(
            f"no Neo4j answers at {uri}: start it and run the same command again to resume"
        ) from error
    except Neo4jError as error:
        code = error.code or ""
        if code.endswith(".CredentialsExpired"):
            raise StoreError(
                f"the password of user {user!r} at {uri} has expired: "
                "change it on the server, then set NEO4J_PASSWORD"
            ) from error
        if isinstance(error, AuthError):
            raise StoreError(
                f"Neo4j at {uri} refuses user {user!r}: set NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from error
        if code.endswith(".DatabaseNotFound"):
            raise StoreError(
                f"Neo4j at {uri} has no database {database!r}: create it, or name another with --database"
            ) from error
        if error.is_retryable():
            raise StoreUnavailable(
                f"Neo4j at {uri} is not ready ({line(error)}): run the same command again to resume"
            ) from error
        raise StoreError(f"Neo4j at {uri}: {line(error)}") from error
    except DriverError as error:
        raise StoreError(f"Neo4j at {uri}: {line(error)}") from error


def _check(uri: str) -> None:
    """Raise UsageError, without repeating a password, unless this is the URI of a server."""
    try:
        parts = urlsplit(uri)
        valid = bool(parts.hostname) and (parts.port or 1) > 0 and not (parts.path or parts.fragment)
    except ValueError:
        valid = False
    if "@" in uri:
        raise UsageError("the URI must not contain a user or password: set NEO4J_USERNAME and NEO4J_PASSWORD")
    if not valid:
        raise UsageError(f"{uri!r} is not the URI of a Neo4j server, such as bolt://localhost:7687")
    if parts.scheme not in SCHEMES:
        raise unknown_name("scheme of a Neo4j URI", parts.scheme, SCHEMES)


def _check_server(opened: "Session", uri: str) -> None:
    """Fail at once, not after the retries, where no server answers or it is not Neo4j."""
    from neo4j.exceptions import ConfigurationError, DriverError, Neo4jError

    try:
        opened.run("RETURN 1").consume()
    except ConfigurationError as error:
        raise StoreError(f"{uri} is not a Neo4j server that kg can use: {line(error)}") from error
    except (DriverError, Neo4jError):
        raise
    except Exception as error:  # of the driver, about bytes that it cannot decode
        raise StoreError(f"{uri} does not speak the protocol of Neo4j: {line(error)}") from error


def line(error: Exception) -> str:
    """Return the first line of an error, with the next where the first ends in a colon."""
    message = (getattr(error, "message", None) if getattr(error, "code", None) else None) or str(error)
    lines = [line.strip() for line in str(message).splitlines() if line.strip()] or [type(error).__name__]
    return " ".join(lines[: 2 if lines[0].endswith(":") else 1])


def read(opened: "Session", work: Callable[["ManagedTransaction"], T]) -> T:
    """Read in a transaction, retried where the connection breaks."""
    return _retry(lambda: opened.execute_read(work))


def commit(opened: "Session", work: Callable[["ManagedTransaction"], T]) -> T:
    """Run idempotent work in a transaction, retried where the connection breaks before the answer.

    The server ends it after TRANSACTION_SECONDS: one whose client has vanished would hold its locks for ever.
    Raises StoreRejected for errors that the server attributes to the rows, StoreOverloaded where it lacks
    memory or time for them.
    """
    from neo4j import unit_of_work
    from neo4j.exceptions import Neo4jError

    timed = unit_of_work(timeout=TRANSACTION_SECONDS)(work)
    try:
        return _retry(lambda: opened.execute_write(timed))
    except Neo4jError as error:
        if (error.code or "").startswith(ROW_FAULTS):
            raise StoreRejected(line(error)) from error
        if _is_overload(error):
            raise StoreOverloaded(f"a batch is too large for Neo4j: {line(error)}") from error
        raise


def _retry(act: Callable[[], T]) -> T:
    """Call `act`, and retry for RETRY_SECONDS where that can help.

    The driver's own retries include batches that are too large, and exclude transactions of which the commit
    is in doubt.
    """
    from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

    deadline, unanswered = math.inf, 0
    for wait in _waits():
        try:
            return act()
        except IncompleteCommit:
            unanswered += 1
            if unanswered == COMMIT_TRIES:
                raise
        except (DriverError, Neo4jError) as error:
            deadline = min(deadline, time.monotonic() + RETRY_SECONDS)
            if _is_overload(error) or not error.is_retryable() or time.monotonic() > deadline:
                raise
            time.sleep(wait)
    raise AssertionError


def _waits() -> Iterator[float]:
    """Yield the seconds to wait before each retry: exponential, with jitter."""
    wait = 1.0
    while True:
        yield wait * random.uniform(0.8, 1.2)  # noqa: S311 - not a secret
        wait *= 2


def _is_overload(error: Exception) -> bool:
    code = getattr(error, "code", None) or ""
    return any(name in code for name in OVERLOADS)


def run(transaction: "ManagedTransaction | Session", cypher: "str | Query", /, **parameters: Any) -> None:
    """Run a statement to completion."""
    transaction.run(cypher, parameters).consume()  # type: ignore[arg-type]


def supported(opened: "Session", uri: str) -> None:
    """Raise StoreError where the server is too old."""
    component = read(
        opened,
        lambda transaction: transaction.run(
            "CALL dbms.components() YIELD name, versions RETURN name, versions[0]"
        ).single(strict=True),
    )
    if problem := needed(*map(str, component.values())):
        raise StoreError(f"{uri} is {problem}; kg is tested with 5.26")


def needed(name: str, version: str) -> str:
    """Return the message about a server that is too old, or an empty one."""
    numbers = tuple(map(int, re.findall(r"\d+", version)[:2]))
    oldest = ".".join(map(str, OLDEST))
    return (
        ""
        if numbers >= OLDEST
        else f"{name} {version}: kg needs Neo4j {oldest} or later (unique relationships)"
    )
