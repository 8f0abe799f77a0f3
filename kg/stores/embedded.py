"""The embedded Cypher store: LadybugDB, one file beside the log, made anew and swapped in whole; queries only read."""

__all__ = ["load", "query", "signature"]

import glob
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import zip_longest
from pathlib import Path
from typing import Any, TextIO

from kg.errors import StoreError, StoreRejected, UsageError, unknown_name
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, NodeRef, PropertyValue
from kg.stores.load import digest, row
from kg.stores.swap import replaced

Progress = Callable[[str, int], None]
_TYPES = {"string": "STRING", "strings": "STRING[]", "integer": "INT64", "decimal": "DOUBLE", "boolean": "BOOLEAN"}
_STEP = 5_000  # nodes a statement, and nodes or edges between two words of progress
_COPY = "COPY `{}` FROM '{}' (FROM='{}', TO='{}', HEADER=false, PARALLEL=false, AUTO_DETECT=false, QUOTE='\"', ESCAPE='\"')"
# What stands in a query and is no keyword: strings, quoted names, comments.
_OPAQUE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`|//[^\n\r]*|/\*.*?\*/", re.S)
_READS = re.compile(r"\s*(?:MATCH|OPTIONAL|RETURN|UNWIND|WITH)\b", re.I)
_LEADS_OUT = re.compile(r"(?<![\w.:$])(?:LOAD\s+(?:FROM|WITH)\b|CALL\s+\w+\s*\()", re.I)


def load(path: Path, nodes: Iterable[Node], edges: Iterable[Edge], base: str = DEFAULT_BASE, *, progress: Progress | None = None) -> None:
    """Make the store at `path`, a file, hold exactly these nodes and edges; a crash leaves the old store or the new one.

    Texts come back letter by letter. `base` is not needed here; `progress` is told a stage (nodes, edges) and how far it has come.
    Raises StoreRejected for what the schema does not have, a key that comes twice and an edge without its nodes, StoreError where the
    file cannot be written.
    """
    del base  # IRIs are whole
    told = progress or (lambda _stage, _number: None)
    with replaced(path) as new, _connection(new, read_only=False) as connection:
        for label, properties in NODE_PROPERTIES.items():
            _run(connection, f"CREATE NODE TABLE `{label}`({_columns(properties)}, PRIMARY KEY (iri))")
        for name, spec in EDGES.items():
            pairs = ", ".join(f"FROM `{source}` TO `{target}`" for source, target in spec.pairs)
            _run(connection, f"CREATE REL TABLE `{name}`({pairs}, {_columns(spec.properties)})")
        _run(connection, "CREATE MACRO type(edge) AS label(edge)")  # as Neo4j calls it
        try:
            _add_nodes(connection, nodes, told)
            _add_edges(connection, edges, new.with_name(f"{new.name}.csv"), told)
        except UnicodeEncodeError as error:
            raise StoreRejected(f"a lone surrogate at character {error.start} of {error.object!r:.100}") from None
        _run(connection, "CHECKPOINT")


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {_TYPES[kind]}" for name, kind in properties.items())


def _add_nodes(connection: Any, nodes: Iterable[Node], told: Progress) -> None:
    waiting: dict[str, list[dict[str, Any]]] = {label: [] for label in NODE_PROPERTIES}

    def flush(label: str) -> None:
        if rows := waiting[label]:
            values = ", ".join(f"`{name}`: row.`{name}`" for name in NODE_PROPERTIES[label])
            _run(connection, f"UNWIND $rows AS row CREATE (:`{label}` {{{values}}})", {"rows": rows})
            waiting[label] = []

    number = 0
    for number, node in enumerate(nodes, 1):
        if node.label not in NODE_PROPERTIES:
            raise StoreRejected(str(unknown_name("label", node.label, NODE_PROPERTIES)))
        found = {**node.properties, "iri": node.iri}
        values = (found.get(name) for name in NODE_PROPERTIES[node.label])
        listed = (list(value) if isinstance(value, tuple) else value for value in values)
        waiting[node.label].append(dict(zip(NODE_PROPERTIES[node.label], listed, strict=True)))
        if len(waiting[node.label]) == _STEP:
            flush(node.label)
        if number % _STEP == 0:
            told("nodes", number)
    for label in waiting:
        flush(label)
    told("nodes", number)


def _add_edges(connection: Any, edges: Iterable[Edge], folder: Path, told: Progress) -> None:
    """Copy the edges from one CSV file per type and pair of labels: hundreds of times faster than statements."""
    folder.mkdir()
    files: dict[tuple[str, str, str], TextIO] = {}
    with ExitStack() as opened:
        number = 0
        for number, edge in enumerate(edges, 1):
            key = edge.type, edge.source.label, edge.target.label
            if key not in files:
                if edge.type not in EDGES or key[1:] not in EDGES[edge.type].pairs:
                    raise StoreRejected(f"the schema has no {edge.type} from {key[1]} to {key[2]}")
                file = folder / ("-".join(key) + ".csv")
                files[key] = opened.enter_context(file.open("w", encoding="utf-8", newline=""))
            found = {**edge.properties, "key": edge.key}
            values = (edge.source.iri, edge.target.iri, *(found.get(name) for name in EDGES[edge.type].properties))
            files[key].write(",".join(map(_cell, values)) + "\n")
            if number % _STEP == 0:
                told("edges", number)
    for (name, source, target), stream in files.items():
        # The path is a pattern in a literal: what is special in one or the other is escaped.
        place = glob.escape(str(Path(stream.name).absolute())).replace("\\", "\\\\").replace("'", "\\'")
        _run(connection, _COPY.format(name, place, source, target))
    told("edges", number)


def _cell(value: PropertyValue) -> str:
    """Return the cell of a value; None is an empty one, an empty text is not."""
    return "" if value is None else '"' + str(value).replace('"', '""') + '"'


@contextmanager
def _connection(path: Path, *, read_only: bool) -> Iterator[Any]:
    import ladybug

    try:
        database = ladybug.Database(str(path), read_only=read_only)
    except RuntimeError as error:
        raise StoreError(f"cannot open the embedded store {path}: {_line(error)}") from error
    connection = ladybug.Connection(database)
    try:
        yield connection
    finally:
        connection.close()
        database.close()


def _run(connection: Any, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
    try:
        connection.execute(statement, parameters)
    except UnicodeEncodeError:
        raise
    except (RuntimeError, TypeError, ValueError, OverflowError) as error:
        raise StoreRejected(f"the embedded store: {_line(error)}") from error


def _line(error: Exception) -> str:
    """Return the first line of what the database says; a drawing follows."""
    return next(iter(str(error).splitlines()), type(error).__name__)


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
    with _connection(path, read_only=True) as connection:
        try:
            result = connection.execute(cypher, {name: given[name] for name in sorted(wanted)})
            return list(result.get_column_names()), [tuple(map(_plain, found)) for found in result.get_all()]
        except (RuntimeError, TypeError, ValueError, OverflowError) as error:
            line = _line(error)
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


def signature(path: Path) -> tuple[int, int, str]:
    """Return the numbers of nodes and edges and a digest of their contents, the same as that of the graph it was loaded from.

    Computed from all that is stored, with one pair of key and hash in memory for each node and edge.
    """
    with _connection(path, read_only=True) as connection:
        return digest(_pairs(_nodes(connection)), _pairs(_edges(connection)))


def _pairs(things: Iterable[Node | Edge]) -> Iterator[tuple[str, str]]:
    return ((found.key, found.hash) for found in map(row, things))


def _nodes(connection: Any) -> Iterator[Node]:
    for label, kinds in NODE_PROPERTIES.items():
        for found in _rows(connection, f"MATCH (n:`{label}`) RETURN {', '.join(f'n.`{name}`' for name in kinds)}"):
            properties = dict(zip(kinds, found, strict=True))
            yield Node(label, str(properties["iri"]), properties)


def _edges(connection: Any) -> Iterator[Edge]:
    for name, spec in EDGES.items():
        columns = ", ".join(f"r.`{column}`" for column in spec.properties)
        for source, target in spec.pairs:
            for found in _rows(connection, f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`) RETURN a.iri, b.iri, {columns}"):
                properties = dict(zip(spec.properties, found[2:], strict=True))
                yield Edge(name, str(properties["key"]), NodeRef(source, found[0]), NodeRef(target, found[1]), properties)


def _rows(connection: Any, cypher: str) -> Iterator[list[Any]]:
    result = connection.execute(cypher)
    while result.has_next():
        yield result.get_next()
