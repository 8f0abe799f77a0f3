"""Bring the store up to date by difference, in a copy that then replaces it: readers keep the old one."""

__all__ = ["load", "signature"]

import glob
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from kg.errors import StoreError
from kg.files import replaced
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, NodeRef
from kg.stores.difference import Change, LoadReport, report
from kg.stores.embedded.checksum import seal, unseal
from kg.stores.embedded.database import TYPES, beside, connection, make_tables, rows, run, version
from kg.stores.embedded.disk_space import DiskSpace
from kg.stores.rows import Row, Stored, columns, digest, row

Progress = Callable[[str, int], None]
Hashes = dict[str, dict[str, str]]
_KEYS = 20_000  # keys per statement
_CSV = "HEADER=false, PARALLEL=false, AUTO_DETECT=false, QUOTE='\"', ESCAPE='\"'"
# Ends every text of a list: a Unicode noncharacter. Empty texts between two are lost.
_SEPARATOR = "\ufdd0"
_SPLIT = f"string_split({{0}}, '{_SEPARATOR}')"
_CAST = {
    "string": "{0}",
    "strings": f"list_slice({_SPLIT}, 1, size({_SPLIT}) - 1)",
    "integer": "CAST({0} AS INT64)",
    "decimal": "CAST({0} AS DOUBLE)",
    "boolean": "CAST({0} AS BOOLEAN)",
}
_REMOVE_NODES = "UNWIND $keys AS key MATCH (x:`{}` {{iri: key}}) DETACH DELETE x"
_REMOVE_EDGES = "UNWIND $keys AS key MATCH ()-[x:`{}` {{key: key}}]->() DELETE x"


def load(
    path: Path,
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    base: str = DEFAULT_BASE,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> LoadReport:
    """Make the store at `path`, a file, hold exactly this graph; a crash leaves the old one or the new one.

    Only the differences are written, unless `rebuild` is set or the file is missing, unreadable or of another
    schema. Texts are stored exactly. `base` is unused; `progress` is called with a stage (nodes, edges) and a
    count. Raises StoreRejected for rows that are not of the schema, duplicate keys and edges without their
    nodes, StoreError where the file cannot be written, DiskFull where there is no space.
    """
    del base  # IRIs are absolute
    report_progress = progress or (lambda _stage, _number: None)
    with replaced(path) as new:
        copied = not rebuild and _copied(path, new)
        space = DiskSpace(new, rewritten=copied)
        space.expect(0)
        with connection(new, read_only=False) as db:
            if not copied:
                make_tables(db)
            node_change = Change(
                _stored(db, NODE_PROPERTIES, "MATCH (x:`{}`) RETURN x.iri, x.hash"), max_rejects=0
            )
            edge_change = Change(
                _stored(db, EDGES, "MATCH ()-[x:`{}`]->() RETURN x.key, x.hash"), node_change, max_rejects=0
            )
            folder = new.with_name(f"{new.name}.csv")
            folder.mkdir()

            def advance(stage: str, number: int) -> None:
                space.check()
                report_progress(stage, number)

            new_nodes = _write(node_change.pending(nodes, partial(advance, "nodes")), folder)
            space.expect(new_nodes.size)
            with ThreadPoolExecutor(1) as executor:  # insert the nodes while the edges are compared
                inserted = executor.submit(_insert, db, new_nodes)
                new_edges = _write(edge_change.pending(edges, partial(advance, "edges")), folder)
                inserted.result()
            space.expect(new_edges.size)
            _insert(db, new_edges)
            for change, cypher in ((edge_change, _REMOVE_EDGES), (node_change, _REMOVE_NODES)):
                for name, keys in change.stale:
                    _remove(db, cypher.format(name), keys)
            run(db, "CHECKPOINT")
        seal(new)
        for leftover in beside(path):  # of another program that was killed while it changed the old store
            leftover.unlink(missing_ok=True)
    return report(node_change, edge_change)


def _copied(path: Path, new: Path) -> bool:
    """Copy the store if it can be brought up to date, and return whether it was."""
    try:
        with connection(path, read_only=True) as db:
            usable = [[version()]] == list(rows(db, "RETURN papergraph()"))
    except (StoreError, RuntimeError):
        return False
    if usable:
        shutil.copyfile(path, new)
        unseal(new)
    return usable


def _stored(db: Any, names: Iterable[str], cypher: str) -> Hashes:
    return {name: dict(map(tuple, rows(db, cypher.format(name)))) for name in names}


def _remove(db: Any, cypher: str, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), _KEYS):
        run(db, cypher, {"keys": keys[start : start + _KEYS]})


@dataclass(frozen=True, slots=True)
class _Pending:
    """The rows to write: new ones in files by group, those that CSV cannot express, and changed ones."""

    files: dict[tuple[str, ...], Path] = field(default_factory=dict)
    unsupported: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The size in bytes."""
        return sum(file.stat().st_size for file in self.files.values()) + sum(
            row.size for row in (*self.unsupported, *self.changed)
        )


def _write(pending: Iterable[Row], folder: Path) -> _Pending:
    """Write rows to files, one per group: COPY is hundreds of times faster than statements."""
    written = _Pending()
    writers: dict[tuple[str, ...], Callable[[str], object]] = {}
    with ExitStack() as stack:
        for row_ in pending:
            if row_.changed:
                written.changed.append(row_)
            if row_.ends:
                values: Sequence[Stored] = (*row_.ends, *row_.values, row_.hash)
            elif row_.changed:
                continue
            elif any(
                text == "" or _SEPARATOR in text
                for value in row_.values
                if isinstance(value, list)
                for text in value
            ):
                written.unsupported.append(row_)
                continue
            else:
                values = [
                    _SEPARATOR.join([*value, ""]) if isinstance(value, list) else value
                    for value in (*row_.values, row_.hash)
                ]
            if row_.group not in writers:
                written.files[row_.group] = folder / f"{'-'.join(row_.group)}.csv"
                writers[row_.group] = stack.enter_context(
                    written.files[row_.group].open("w", encoding="utf-8", newline="")
                ).write
            writers[row_.group](_line(values))
    return written


def _line(values: Sequence[Stored]) -> str:
    """Return the CSV line of a row; None is an empty cell, an empty text a quoted one."""
    text = "\0".join(map(str, values))
    if None in values or text.count("\0") >= len(values):
        return (
            ",".join("" if value is None else '"' + str(value).replace('"', '""') + '"' for value in values)
            + "\n"
        )
    return '"' + text.replace('"', '""').replace("\0", '","') + '"\n'  # the same, and several times faster


def _insert(db: Any, pending: _Pending) -> None:
    """Insert and update rows in the database."""
    for group, group_rows in _grouped(pending.changed):
        if len(group) == 1:  # updated in place: deleting a node deletes its edges
            assignments = ", ".join(
                f"x.`{name}` = {value}" for name, value in _casts(group).items() if name != "iri"
            )
            _run_on_rows(
                db,
                f"UNWIND $rows AS row MATCH (x:`{group[0]}` {{iri: row.iri}}) SET {assignments}",
                group_rows,
            )
        else:
            _remove(db, _REMOVE_EDGES.format(group[0]), [row_.key for row_ in group_rows])
    for group, group_rows in _grouped(pending.unsupported):
        assignments = ", ".join(f"`{name}`: {value}" for name, value in _casts(group).items())
        _run_on_rows(db, f"UNWIND $rows AS row CREATE (:`{group[0]}` {{{assignments}}})", group_rows)
    for group, file in pending.files.items():
        run(db, _copy(file, group))
        file.unlink()


def _casts(group: tuple[str, ...]) -> dict[str, str]:
    """Return casts of a node's properties in `row`: the type of an all-null column would be guessed."""
    types = {**NODE_PROPERTIES[group[0]], "hash": "string"}
    return {name: f"CAST(row.`{name}` AS {TYPES[type_]})" for name, type_ in types.items()}


def _grouped(batch: list[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    by_group = attrgetter("group")
    return ((group, list(rows)) for group, rows in groupby(sorted(batch, key=by_group), by_group))


def _run_on_rows(db: Any, cypher: str, node_rows: Sequence[Row]) -> None:
    """Run a statement on rows of nodes, passed as maps."""
    names = (*columns(node_rows[0].group), "hash")
    for start in range(0, len(node_rows), _KEYS):
        maps = [
            dict(zip(names, (*row_.values, row_.hash), strict=True))
            for row_ in node_rows[start : start + _KEYS]
        ]
        run(db, cypher, {"rows": maps})


def _copy(file: Path, group: tuple[str, ...]) -> str:
    """Return the statement that inserts a file of rows."""
    # The path is a glob pattern in a string literal: escaped for both.
    literal = glob.escape(str(file.absolute())).replace("\\", "\\\\").replace("'", "\\'")
    name, *pair = group
    if pair:
        return f"COPY `{name}` FROM '{literal}' ({_CSV}, FROM='{pair[0]}', TO='{pair[1]}')"
    types = (*NODE_PROPERTIES[name].values(), "string")
    headers = ", ".join(f"c{number} STRING" for number in range(len(types)))
    casts = ", ".join(_CAST[type_].format(f"c{number}") for number, type_ in enumerate(types))
    return f"COPY `{name}` FROM (LOAD WITH HEADERS ({headers}) FROM '{literal}' ({_CSV}) RETURN {casts})"


def signature(path: Path) -> tuple[int, int, str]:
    """Return the numbers of nodes and edges and a digest of their content, equal to that of the loaded graph.

    Computed from every stored value. Memory: one pair of key and hash for each node and edge.
    """
    with connection(path, read_only=True, thorough=True) as db:
        return digest(_pairs(_nodes(db)), _pairs(_edges(db)))


def _pairs(items: Iterable[Node | Edge]) -> Iterator[tuple[str, str]]:
    return ((row_.key, row_.hash) for row_ in map(row, items))


def _nodes(db: Any) -> Iterator[Node]:
    for label, types in NODE_PROPERTIES.items():
        for values in rows(db, f"MATCH (n:`{label}`) RETURN {', '.join(f'n.`{name}`' for name in types)}"):
            properties = dict(zip(types, values, strict=True))
            yield Node(label, str(properties["iri"]), properties)


def _edges(db: Any) -> Iterator[Edge]:
    for name, spec in EDGES.items():
        names = ", ".join(f"r.`{column}`" for column in spec.properties)
        for source, target in spec.pairs:
            for values in rows(
                db, f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`) RETURN a.iri, b.iri, {names}"
            ):
                properties = dict(zip(spec.properties, values[2:], strict=True))
                yield Edge(
                    name,
                    str(properties["key"]),
                    NodeRef(source, values[0]),
                    NodeRef(target, values[1]),
                    properties,
                )
