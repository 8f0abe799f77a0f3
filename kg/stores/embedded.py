"""The embedded Cypher store: LadybugDB, one file beside the log, made anew and swapped in whole."""

__all__ = ["load", "query", "signature"]

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import StoreError, UsageError
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, NodeRef
from kg.stores.load import digest, row
from kg.stores.swap import replaced

_TYPES = {"string": "STRING", "strings": "STRING[]", "integer": "INT64", "decimal": "DOUBLE", "boolean": "BOOLEAN"}
# A read-only database still reads and writes files when asked to; a question never needs that.
_QUOTED = re.compile(r"`[^`]*`|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|//[^\n]*|/\*.*?\*/", re.DOTALL)
_BEYOND = re.compile(
    r"(?<![.:$\w])(?:COPY|LOAD\s+\w|INSTALL|UNINSTALL|UPDATE\s+EXTENSION|ATTACH|DETACH\s+\w+\s*;|EXPORT\s+DATABASE|IMPORT\s+DATABASE|CHECKPOINT)\b",
    re.IGNORECASE,
)
_ROWS = 5000  # nodes a statement
_COPY = (
    "COPY `{type}` FROM '{file}' (FROM='{source}', TO='{target}', HEADER=false, PARALLEL=false, AUTO_DETECT=false, QUOTE='\"', ESCAPE='\"')"
)


def load(path: Path, nodes: Iterable[Node], edges: Iterable[Edge], base: str = DEFAULT_BASE) -> None:  # noqa: ARG001 - the seam of a store
    """Make the store at `path` hold exactly these nodes and edges; a crash leaves the old store or the new one."""
    with replaced(path) as new, _connection(new, read_only=False) as connection:
        for label, properties in NODE_PROPERTIES.items():
            connection.execute(f"CREATE NODE TABLE `{label}`({_columns(properties)}, PRIMARY KEY (iri))")
        for name, spec in EDGES.items():
            pairs = ", ".join(f"FROM `{source}` TO `{target}`" for source, target in spec.pairs)
            connection.execute(f"CREATE REL TABLE `{name}`({pairs}, {_columns(spec.properties)})")
        connection.execute("CREATE MACRO type(edge) AS label(edge)")  # as Neo4j calls it
        _add_nodes(connection, nodes)
        _add_edges(connection, edges)
        connection.execute("CHECKPOINT")


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in properties.items())


def _add_nodes(connection: Any, nodes: Iterable[Node]) -> None:
    waiting: dict[str, list[dict[str, Any]]] = {label: [] for label in NODE_PROPERTIES}

    def flush(label: str) -> None:
        names = ", ".join(f"`{name}`: row.`{name}`" for name in NODE_PROPERTIES[label])
        if waiting[label]:
            connection.execute(f"UNWIND $rows AS row CREATE (:`{label}` {{{names}}})", {"rows": waiting[label]})
            waiting[label] = []

    for node in nodes:
        waiting[node.label].append({name: _storable(node.properties.get(name)) for name in NODE_PROPERTIES[node.label]})
        if len(waiting[node.label]) >= _ROWS:
            flush(node.label)
    for label in waiting:
        flush(label)


def _storable(value: Any) -> Any:
    """Return a value as the database takes it: lists for tuples, and no NUL, which would end a string."""
    if isinstance(value, tuple):
        return [_storable(item) for item in value]
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _add_edges(connection: Any, edges: Iterable[Edge]) -> None:
    """Copy the edges from one CSV file per type and pair of labels: the one fast way in."""
    with tempfile.TemporaryDirectory(prefix="kg-") as folder:
        files: dict[tuple[str, str, str], Any] = {}
        try:
            for edge in edges:
                key = edge.type, edge.source.label, edge.target.label
                if key not in files:
                    files[key] = (Path(folder) / ("-".join(key) + ".csv")).open("w", encoding="utf-8", newline="")
                values = [edge.source.iri, edge.target.iri, *(edge.properties.get(name) for name in EDGES[edge.type].properties)]
                csv.writer(files[key], quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(map(_storable, values))
        finally:
            for stream in files.values():
                stream.close()
        for (name, source, target), stream in files.items():
            connection.execute(_COPY.format(type=name, file=stream.name, source=source, target=target))


@contextmanager
def _connection(path: Path, *, read_only: bool) -> Iterator[Any]:
    import ladybug

    try:
        database = ladybug.Database(str(path), read_only=read_only)
    except RuntimeError as error:
        raise StoreError(f"cannot open the embedded store {path}: {_one_line(error)}") from error
    connection = ladybug.Connection(database)
    try:
        yield connection
    finally:
        connection.close()
        database.close()


def query(path: Path, cypher: str, parameters: Mapping[str, Any] | None = None) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the columns and rows of a read-only Cypher query, nodes and edges as dictionaries of their properties.

    UsageError for a query that is wrong or would write.
    """
    if _BEYOND.search(_QUOTED.sub(" ", cypher)):
        raise UsageError("Cypher: only questions to the graph; files, extensions and other databases are out of reach")
    with _connection(path, read_only=True) as connection:
        try:
            result = connection.execute(cypher, dict(parameters or {}))
        except RuntimeError as error:
            message = _one_line(error)
            if "read-only" in message:
                message = "the graph is read-only: it is made by kg run"
            raise UsageError(f"Cypher: {message}") from error
        if isinstance(result, list):
            result = result[-1]
        columns = list(result.get_column_names())
        rows = [tuple(_plain(value) for value in found) for found in result.get_all()]
        result.close()
        return columns, rows


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _plain(value: Any) -> Any:
    """Return a value without what only the database knows."""
    if isinstance(value, dict):
        inside = {name: _plain(item) for name, item in value.items() if name not in ("_ID", "_id", "_SRC", "_DST", "_src", "_dst")}
        label = inside.pop("_LABEL", None) or inside.pop("_label", None)
        known = NODE_PROPERTIES.get(label, EDGES[label].properties if label in EDGES else {}) if label else {}
        if label:
            return {"label": label, **{name: item for name, item in inside.items() if name in known}}
        return inside
    return [_plain(item) for item in value] if isinstance(value, list) else value


def signature(path: Path) -> tuple[int, int, str]:
    """Return the number of nodes and edges and a digest of their contents; equal for equal graphs in any store."""
    nodes: list[Node] = []
    edges: list[Edge] = []
    for label, kinds in NODE_PROPERTIES.items():
        _, rows = query(path, f"MATCH (n:`{label}`) RETURN {', '.join(f'n.`{name}`' for name in kinds)}")
        nodes += [Node(label, found[0], _typed(kinds, found)) for found in rows]
    for name, spec in EDGES.items():
        columns = ", ".join(f"r.`{column}`" for column in spec.properties)
        for source, target in spec.pairs:
            _, rows = query(path, f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`) RETURN a.iri, b.iri, {columns}")
            for start, end, *rest in rows:
                properties = _typed(spec.properties, rest)
                edges.append(Edge(name, str(properties["key"]), NodeRef(source, start), NodeRef(target, end), properties))
    return digest(((r.key, r.hash) for r in map(row, nodes)), ((r.key, r.hash) for r in map(row, edges)))


def _typed(kinds: Mapping[str, str], values: Iterable[Any]) -> dict[str, Any]:
    return {name: tuple(v) if isinstance(v, list) else v for name, v in zip(kinds, values, strict=True)}
