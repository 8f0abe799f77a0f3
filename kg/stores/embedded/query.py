"""Questions to the embedded store, in Cypher that only reads the graph."""

__all__ = ["query"]

import re
from collections.abc import Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from kg.errors import StoreError, UsageError
from kg.stores.embedded.database import connection, first_line

# What stands in a query and is no keyword: strings, quoted names, comments.
_OPAQUE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n\r]*|/\*.*?\*/", re.S)
_READS = re.compile(r"\s*(?:MATCH|OPTIONAL|RETURN|UNWIND|WITH)\b", re.I)
_LEADS_OUT = re.compile(r"(?<![\w.:$])(?:LOAD\s+(?:FROM|WITH)\b|CALL\s+\w+\s*\()", re.I)


def query(path: Path, cypher: str, parameters: Mapping[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a Cypher query that reads the graph and nothing else.

    Nodes are dictionaries of their properties and `labels`, relationships of theirs and `type`, paths lists of the two in turn. Properties
    that are absent are left out; parameters that the query does not use are ignored. UsageError for a query that is wrong, writes, or reads
    or writes files; StoreError where the store cannot be read.
    """
    visible = re.sub(r"[^!-~]", " ", _OPAQUE.sub(" ", cypher)).rstrip("; ")  # any other character may count as a space
    # The database calls itself read-only and yet copies to files, loads them, and breaks its own at a CHECKPOINT.
    if ";" in visible or not _READS.match(visible) or _LEADS_OUT.search(visible):
        raise UsageError("Cypher: only one query that reads the graph: MATCH, UNWIND, WITH, RETURN; no LOAD, no procedures")
    wanted, given = set(re.findall(r"\$(\w+)", visible)), parameters or {}
    if missing := sorted(wanted - given.keys()):
        raise UsageError(f"Cypher: no value for the parameter {missing[0]!r}")
    if not path.exists():
        raise StoreError(f"there is no embedded store {path}")
    with connection(path, read_only=True) as opened:
        try:
            result = opened.execute(cypher, {name: given[name] for name in sorted(wanted)})
            return list(result.get_column_names()), [tuple(map(_plain, found)) for found in result.get_all()]
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            line = first_line(error)
            if line.startswith(("IO exception", "Buffer manager", "Storage")):
                raise StoreError(f"the embedded store: {line}") from error
            if "read-only" in line:
                line = "queries are read-only, and this one writes"
            raise UsageError(f"Cypher: {line}") from error


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
        case None | str() | bool() | int() | float():
            return value
    return str(value)
