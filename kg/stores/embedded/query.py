"""Questions to the embedded store, in Cypher that only reads the graph."""

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
from kg.stores.embedded.names import explained

Rows = Iterator[tuple[Any, ...]]
_JSON = "application/json"

# What stands in a query and is no keyword: strings, quoted names, comments.
_OPAQUE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n\r]*|/\*.*?\*/", re.S)
_READS = re.compile(r"\s*(?:MATCH|OPTIONAL|RETURN|UNWIND|WITH)\b", re.I)
# A keyword needs no space before it: `LIMIT 1LOAD FROM`. Names that only look so are refused too.
_LEADS_OUT = re.compile(r"LOAD\s+(?:FROM|WITH)\b|CALL\s*(?:\w+\s*)?[({]", re.I)
# How the database says that a parameter has a type which it does not know.
_NO_SUCH_VALUE = (
    "Unable to cast Python", "invalid literal", "Assertion failed", "Runtime exception: Cannot convert Python",
    "Runtime exception: Trying to a create a vector with ANY",
)  # fmt: skip
_NO_MEMORY = ("std::bad_alloc", "Buffer manager exception: Unable to allocate")
# One value of each type that Python loads a module for at first sight.
_WARM_UP = (
    "RETURN date('2020-01-01'), timestamp('2020-01-01 10:00:00'), interval('1 day'), CAST('1.5' AS DECIMAL(5, 2)), gen_random_uuid(), "
    "CAST(1 AS INT128), 'a' =~ 'a'"
)


class Reader:
    """The store, opened to be asked in the process that it is opened in."""

    READS_FILES = False  # once it is warm, nothing has to be opened any more

    def __init__(self, path: Path | str, memory: int = 0) -> None:
        """Open the store; half of `memory` bytes, where it is not 0, are for its pages. StoreError where that cannot be done."""
        if not Path(path).exists():
            raise StoreError(f"there is no embedded store {path}")
        self._opened = connect(Path(path), read_only=True, pool=memory // 2)

    def close(self) -> None:
        """Give the file back."""
        self._opened.close()
        self._opened.database.close()

    def warm(self) -> None:
        """Do once whatever loads parts of Python or of the database."""
        list(self._rows(self._executed(_WARM_UP, {})))

    def query(self, cypher: str, parameters: Mapping[str, Any], limit: int | None = None) -> tuple[list[str], Rows]:
        """Return the columns, and the first `limit` rows as they are fetched, of a query that reads the graph and nothing else.

        Raises UsageError for a query that is wrong, writes, or reads or writes files; StoreError where the store cannot be read.
        """
        given = _used(cypher, parameters)
        refuse(cypher)
        result = self._executed(cypher, given)
        return list(result.get_column_names()), islice(self._rows(result), limit)

    def serialized(self, cypher: str, accept: str, limit: int) -> tuple[str, Callable[[IO[bytes]], None]]:
        """Return the media type of an answer over HTTP and what writes it: its columns, its first `limit` rows, and whether there are more.

        Raises what `query` does, and NotAcceptable where `accept`, an Accept header, has no place for JSON.
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

    def _executed(self, cypher: str, given: Mapping[str, Any]) -> Any:
        try:
            return self._opened.execute(cypher, dict(given))
        except (RuntimeError, TypeError, ValueError, OverflowError, MemoryError) as error:
            raise _ours(error, cypher) from error

    def _rows(self, result: Any) -> Rows:
        try:
            while result.has_next():
                yield tuple(map(_plain, result.get_next()))
        except (RuntimeError, TypeError, ValueError, OverflowError, MemoryError) as error:
            raise _ours(error) from error


def query(
    path: Path, cypher: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a query of our own, found in this process; one that somebody gives belongs into kg.query.process.

    Nodes are dictionaries of their properties and `labels`, relationships of theirs and `type`, paths lists of the two in turn. Properties
    that are absent are left out; parameters that the query does not use are ignored. Raises what Reader does.
    """
    reader = Reader(path)
    try:
        columns, rows = reader.query(cypher, parameters or {}, limit)
        return columns, list(rows)
    finally:
        reader.close()


def _used(cypher: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a query has; UsageError for one that has no value, and for a query that does more than read the graph.

    The database cuts a text in its own way, so this is for the message; what a query cannot do is settled by kg.query.sandbox.
    """
    visible = re.sub(r"[^!-~]", " ", _OPAQUE.sub(" ", cypher)).rstrip("; ")  # any other character may count as a space
    # The database calls itself read-only and yet copies to files, loads them, and breaks its own at a CHECKPOINT.
    if ";" in visible or not _READS.match(visible) or _LEADS_OUT.search(visible):
        raise UsageError("Cypher: only one query that reads the graph: MATCH, UNWIND, WITH, RETURN; no LOAD, no procedures")
    wanted = sorted(set(re.findall(r"\$(\w+)", visible)))
    if missing := [name for name in wanted if name not in parameters]:
        raise UsageError(f"Cypher: no value for the parameter {missing[0]!r}")
    return {name: parameters[name] for name in wanted}


def _ours(error: Exception, cypher: str = "") -> KgError:
    """Return our error for what the database says."""
    line = first_line(error)
    if isinstance(error, MemoryError) or line.startswith(_NO_MEMORY):
        return UsageError("Cypher: the query needs more memory than it may take: ask for less, or give it more with --max-memory")
    if line.startswith("IO exception") and "not permitted" in line:
        return UsageError("Cypher: a query may not open files")
    if line.startswith(("IO exception", "Buffer manager", "Storage")):
        return StoreError(f"the embedded store: {line}")
    if known := explained(line, cypher):
        return UsageError(f"Cypher: {known}")
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
