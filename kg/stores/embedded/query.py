"""Questions to the embedded store, in Cypher that only reads the graph."""

__all__ = ["query"]

import math
import re
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from kg.errors import KgError, StoreError, UsageError
from kg.stores.embedded.database import connection, first_line

# What stands in a query and is no keyword: strings, quoted names, comments.
_OPAQUE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n\r]*|/\*.*?\*/", re.S)
_READS = re.compile(r"\s*(?:MATCH|OPTIONAL|RETURN|UNWIND|WITH)\b", re.I)
_LEADS_OUT = re.compile(r"(?<![\w.:$])(?:LOAD\s+(?:FROM|WITH)\b|CALL\s+\w+\s*\()", re.I)
_STOPPED = "Interrupted."
# How the database says that a parameter has a type which it does not know.
_NO_SUCH_VALUE = (
    "Unable to cast Python", "invalid literal", "Assertion failed", "Runtime exception: Cannot convert Python",
    "Runtime exception: Trying to a create a vector with ANY",
)  # fmt: skip


def query(
    path: Path,
    cypher: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    timeout: float | None = None,
    limit: int | None = None,
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a Cypher query that reads the graph and nothing else.

    Nodes are dictionaries of their properties and `labels`, relationships of theirs and `type`, paths lists of the two in turn. Properties
    that are absent are left out; parameters that the query does not use are ignored. Only the first `limit` rows are fetched, and the query
    is stopped after `timeout` seconds. UsageError for a query that is wrong, writes, reads or writes files, or takes too long; StoreError
    where the store cannot be read.
    """
    given = _used(cypher, parameters or {})
    if not path.exists():
        raise StoreError(f"there is no embedded store {path}")
    with connection(path, read_only=True) as opened:
        ends = math.inf if timeout is None else time.monotonic() + timeout
        if timeout is not None:
            opened.set_query_timeout(max(1, math.ceil(timeout * 1000)))  # 0 would be no limit
        try:
            result = _executed(opened, cypher, given)
            rows = [tuple(map(_plain, found)) for found in islice(_until(ends, result), limit)]
            return list(result.get_column_names()), rows
        except MemoryError as error:
            raise UsageError("Cypher: the query needs more memory than there is") from error
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            raise _ours(first_line(error), timeout) from error


def _used(cypher: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a query has; UsageError for one that has no value, and for a query that does more than read the graph."""
    visible = re.sub(r"[^!-~]", " ", _OPAQUE.sub(" ", cypher)).rstrip("; ")  # any other character may count as a space
    # The database calls itself read-only and yet copies to files, loads them, and breaks its own at a CHECKPOINT.
    if ";" in visible or not _READS.match(visible) or _LEADS_OUT.search(visible):
        raise UsageError("Cypher: only one query that reads the graph: MATCH, UNWIND, WITH, RETURN; no LOAD, no procedures")
    wanted = sorted(set(re.findall(r"\$(\w+)", visible)))
    if missing := [name for name in wanted if name not in parameters]:
        raise UsageError(f"Cypher: no value for the parameter {missing[0]!r}")
    return {name: parameters[name] for name in wanted}


def _executed(opened: Any, cypher: str, given: Mapping[str, Any]) -> Any:
    """Return the result of a query, which an interrupt stops: only the main thread hears it, and not while the database keeps it busy."""
    if threading.current_thread() is not threading.main_thread():
        return opened.execute(cypher, given)
    with ThreadPoolExecutor(1) as executor:
        running = executor.submit(opened.execute, cypher, given)
        try:
            return running.result()
        except KeyboardInterrupt:
            opened.close()
            raise


def _until(ends: float, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """Yield rows; the database measures how long it takes to find them, and not to hand them over, which may be longer."""
    for row in rows:
        if time.monotonic() > ends:
            raise RuntimeError(_STOPPED)
        yield row


def _ours(line: str, timeout: float | None) -> KgError:
    """Return our error for what the database says."""
    if line == _STOPPED and timeout is not None:
        return UsageError(f"Cypher: the query took longer than {timeout:g} s: ask for less, or give it more with --timeout")
    if line.startswith(("IO exception", "Buffer manager", "Storage")):
        return StoreError(f"the embedded store: {line}")
    if line.startswith(_NO_SUCH_VALUE):
        return UsageError("Cypher: a value that the embedded store cannot hold: lists have one type, whole numbers 64 bits")
    return UsageError(f"Cypher: {'queries are read-only, and this one writes' if 'read-only' in line else line}")


def _plain(value: Any) -> Any:
    """Return a value without what only the database knows."""
    match value:
        case {"_NODES": nodes, "_RELS": edges}:
            if len(nodes) <= len(edges):  # a pattern of variable length gives the nodes between
                return [_plain(edge) for edge in edges]
            return [_plain(part) for pair in zip_longest(nodes, edges) for part in pair if part is not None]
        case {"_ID": _, "_LABEL": label}:
            found = {name: _plain(part) for name, part in value.items() if part is not None and not name.startswith("_")}
            return {**found, "type": label} if "_SRC" in value else {**found, "labels": [label]}
        case dict():
            return {str(name): _plain(part) for name, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case Decimal() if value.as_tuple().exponent == 0:  # a sum of integers, which has more bits than they
            return int(value)
        case None | str() | bool() | int() | float():
            return value
    return str(value)
