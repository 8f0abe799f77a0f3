"""Read-only Cypher queries on the embedded store."""

__all__ = ["Reader", "query"]

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import islice, zip_longest
from pathlib import Path
from typing import IO, Any

from kg.errors import KgError, NotAcceptable, StoreError, UsageError
from kg.jsontext import json_text
from kg.stores.accept import preferred
from kg.stores.embedded.database import connect, first_line
from kg.stores.embedded.dialect import refuse
from kg.stores.embedded.names import explain

Rows = Iterator[tuple[Any, ...]]
_JSON = "application/json"

# Parts of a query without keywords: strings, quoted names, comments.
_QUOTED = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n\r]*|/\*.*?\*/", re.S)
_READS = re.compile(r"\s*(?:MATCH|OPTIONAL|RETURN|UNWIND|WITH)\b", re.I)
# Keywords need no space before them (`LIMIT 1LOAD FROM`), so names that end like one are refused too.
_LEAVES_GRAPH = re.compile(r"LOAD\s+(?:FROM|WITH)\b|CALL\s*(?:\w+\s*)?[({]", re.I)
# How the database's errors about parameters of an unsupported type begin.
_NO_SUCH_VALUE = (
    "Unable to cast Python", "invalid literal", "Assertion failed",
    "Runtime exception: Cannot convert Python", "Runtime exception: Trying to a create a vector with ANY",
)  # fmt: skip
_NO_MEMORY = ("std::bad_alloc", "Buffer manager exception: Unable to allocate")
# One value of each type for which the first use imports a Python module.
_WARM_UP = (
    "RETURN date('2020-01-01'), timestamp('2020-01-01 10:00:00'), interval('1 day'), "
    "CAST('1.5' AS DECIMAL(5, 2)), gen_random_uuid(), CAST(1 AS INT128), 'a' =~ 'a'"
)


class Reader:
    """The store, opened for queries in this process."""

    READS_FILES = False  # after warm() it opens no more files

    def __init__(self, path: Path | str, memory: int = 0) -> None:
        """Open the store, with half of `memory` bytes (0: the default) as buffer pool; raise StoreError."""
        if not Path(path).exists():
            raise StoreError(f"there is no embedded store {path}")
        self._opened = connect(Path(path), read_only=True, pool=memory // 2)

    def close(self) -> None:
        """Close the file."""
        self._opened.close()
        self._opened.database.close()

    def warm(self) -> None:
        """Trigger all lazy imports of Python and of the database."""
        list(self._rows(self._execute(_WARM_UP, {})))

    def query(
        self, cypher: str, parameters: Mapping[str, Any], limit: int | None = None
    ) -> tuple[list[str], Rows]:
        """Return the columns of a read-only query and an iterator over its first `limit` rows.

        Raises UsageError for a query that is wrong, writes, or uses files; StoreError where the store cannot
        be read.
        """
        used = _used(cypher, parameters)
        refuse(cypher)
        result = self._execute(cypher, used)
        return list(result.get_column_names()), islice(self._rows(result), limit)

    def serialized(self, cypher: str, accept: str, limit: int) -> tuple[str, Callable[[IO[bytes]], None]]:
        """Return the media type of an HTTP answer and a function that writes it: columns, rows, `more`.

        Raises what `query` raises, and NotAcceptable where `accept`, an Accept header, excludes JSON.
        """
        if preferred(accept, [_JSON]) is None:
            raise NotAcceptable(f"Cypher: answers come as {_JSON}")
        columns, rows = self.query(cypher, {}, limit + 1)

        def write(stream: IO[bytes]) -> None:
            stream.write(f'{{"columns": {json_text(columns)}, "rows": ['.encode())
            for number, row in enumerate(islice(rows, limit)):
                stream.write((", " * (number > 0) + json_text(row)).encode())
            stream.write(b'], "more": true}' if next(rows, None) is not None else b"]}")

        return _JSON, write

    def _execute(self, cypher: str, parameters: Mapping[str, Any]) -> Any:
        try:
            return self._opened.execute(cypher, dict(parameters))
        except (RuntimeError, TypeError, ValueError, OverflowError, MemoryError) as error:
            raise _translated(error, cypher) from error

    def _rows(self, result: Any) -> Rows:
        try:
            while result.has_next():
                yield tuple(map(_plain, result.get_next()))
        except (RuntimeError, TypeError, ValueError, OverflowError, MemoryError) as error:
            raise _translated(error) from error


def query(
    path: Path, cypher: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a trusted query, run in this process; others need kg.query.process.

    Nodes are dictionaries of their properties and `labels`, relationships of theirs and `type`, paths lists
    that alternate the two. Absent properties are left out; parameters that the query does not use are
    ignored. Raises what Reader raises.
    """
    reader = Reader(path)
    try:
        columns, rows = reader.query(cypher, parameters or {}, limit)
        return columns, list(rows)
    finally:
        reader.close()


def _used(cypher: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a query uses; UsageError for a missing one, and for more than a read.

    The database tokenizes differently, so this check only gives a clear message; kg.query.sandbox enforces
    the limits.
    """
    visible = re.sub(r"[^!-~]", " ", _QUOTED.sub(" ", cypher)).rstrip(
        "; "
    )  # any other character can count as a space
    # Even when opened read-only, the database writes and loads files, and damages its own at a CHECKPOINT.
    if ";" in visible or not _READS.match(visible) or _LEAVES_GRAPH.search(visible):
        raise UsageError(
            "Cypher: a query is one statement that reads the graph, "
            "with MATCH, UNWIND, WITH, RETURN; no LOAD, no procedures"
        )
    names = sorted(set(re.findall(r"\$(\w+)", visible)))
    if missing := [name for name in names if name not in parameters]:
        raise UsageError(f"Cypher: no value for the parameter {missing[0]!r}")
    return {name: parameters[name] for name in names}


def _translated(error: Exception, cypher: str = "") -> KgError:
    """Return our error for one of the database."""
    line = first_line(error)
    if isinstance(error, MemoryError) or line.startswith(_NO_MEMORY):
        return UsageError(
            "Cypher: the query needs more memory than it may use: "
            "ask for less, or allow more with --max-memory"
        )
    if line.startswith("IO exception") and "not permitted" in line:
        return UsageError("Cypher: a query may not open files")
    if line.startswith(("IO exception", "Buffer manager", "Storage")):
        return StoreError(f"the embedded store: {line}")
    if known := explain(line, cypher):
        return UsageError(f"Cypher: {known}")
    if line.startswith(_NO_SUCH_VALUE):
        return UsageError(
            "Cypher: a value that the embedded store cannot hold: lists have one type, integers 64 bits"
        )
    return UsageError(
        f"Cypher: {'queries are read-only, and this one writes' if 'read-only' in line else line}"
    )


def _plain(value: Any) -> Any:
    """Return a value without the database's internal fields."""
    match value:
        case {"_NODES": nodes, "_RELS": edges}:
            if len(nodes) <= len(edges):  # a variable-length pattern returns only the inner nodes
                return [_plain(edge) for edge in edges]
            return [_plain(part) for pair in zip_longest(nodes, edges) for part in pair if part is not None]
        case {"_ID": _, "_LABEL": label}:
            properties = {
                name: _plain(part)
                for name, part in value.items()
                if part is not None and not name.startswith("_")
            }
            return {**properties, "type": label} if "_SRC" in value else {**properties, "labels": [label]}
        case dict():
            return {str(name): _plain(part) for name, part in value.items()}
        case list():
            return [_plain(part) for part in value]
        case Decimal() if value.as_tuple().exponent == 0:  # a sum of integers, which is wider than they are
            return int(value)
        case None | str() | bool() | int() | float():
            return value
    return str(value)
