"""The store brought up to date by difference, in a copy that is swapped in whole: who reads the old file goes on reading it."""

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
from kg.stores.embedded.disk_space import Room
from kg.stores.rows import Row, Stored, columns, digest, row

Progress = Callable[[str, int], None]
Held = dict[str, dict[str, str]]
_KEYS = 20_000  # keys a statement
_CSV = "HEADER=false, PARALLEL=false, AUTO_DETECT=false, QUOTE='\"', ESCAPE='\"'"
# It ends every text of a list, for Unicode keeps it out of all text; what is empty between two is lost.
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
    """Make the store at `path`, a file, hold exactly these nodes and edges; a crash leaves the old store or the new one.

    Only the difference to what the file holds is written, unless it is to `rebuild`, not there, unreadable, or of another schema. Texts
    come back letter by letter. `base` is not needed here; `progress` is told a stage (nodes, edges) and how far it has come. Raises
    StoreRejected for what the schema does not have, a key that comes twice and an edge without its nodes, StoreError where the file
    cannot be written, DiskFull where there is no space for it.
    """
    del base  # IRIs are whole
    told = progress or (lambda _stage, _number: None)
    with replaced(path) as new:
        begun = not rebuild and _begun(path, new)
        room = Room(new, rewritten=begun)
        room.need(0)
        with connection(new, read_only=False) as opened:
            if not begun:
                make_tables(opened)
            node_change = Change(_held(opened, NODE_PROPERTIES, "MATCH (x:`{}`) RETURN x.iri, x.hash"), max_rejects=0)
            edge_change = Change(_held(opened, EDGES, "MATCH ()-[x:`{}`]->() RETURN x.key, x.hash"), node_change, max_rejects=0)
            folder = new.with_name(f"{new.name}.csv")
            folder.mkdir()

            def passed(stage: str, number: int) -> None:
                room.check()
                told(stage, number)

            found = _write(node_change.due(nodes, partial(passed, "nodes")), folder)
            room.need(found.size)
            with ThreadPoolExecutor(1) as executor:  # the database takes in the nodes while the edges are compared
                taken = executor.submit(_take, opened, found)
                found = _write(edge_change.due(edges, partial(passed, "edges")), folder)
                taken.result()
            room.need(found.size)
            _take(opened, found)
            for change, cypher in ((edge_change, _REMOVE_EDGES), (node_change, _REMOVE_NODES)):
                for name, keys in change.gone:
                    _remove(opened, cypher.format(name), keys)
            run(opened, "CHECKPOINT")
        seal(new)
        for left in beside(path):  # another program was killed while it changed the old store
            left.unlink(missing_ok=True)
    return report(node_change, edge_change)


def _begun(path: Path, new: Path) -> bool:
    """Copy a store that can be brought up to date, and return whether there is one."""
    try:
        with connection(path, read_only=True) as opened:
            usable = [[version()]] == list(rows(opened, "RETURN papergraph()"))
    except (StoreError, RuntimeError):
        return False
    if usable:
        shutil.copyfile(path, new)
        unseal(new)
    return usable


def _held(opened: Any, names: Iterable[str], cypher: str) -> Held:
    return {name: dict(map(tuple, rows(opened, cypher.format(name)))) for name in names}


def _remove(opened: Any, cypher: str, keys: Sequence[str]) -> None:
    for start in range(0, len(keys), _KEYS):
        run(opened, cypher, {"keys": keys[start : start + _KEYS]})


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be written: files of new rows by group, rows that no file can express, and those that are there with other content."""

    files: dict[tuple[str, ...], Path] = field(default_factory=dict)
    odd: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many bytes it is."""
        return sum(file.stat().st_size for file in self.files.values()) + sum(row.size for row in (*self.odd, *self.changed))


def _write(due: Iterable[Row], folder: Path) -> _Due:
    """Write rows to files, one for each group, for COPY is hundreds of times faster than statements."""
    found = _Due()
    writers: dict[tuple[str, ...], Callable[[str], object]] = {}
    with ExitStack() as opened:
        for each in due:
            if each.changed:
                found.changed.append(each)
            if each.ends:
                values: Sequence[Stored] = (*each.ends, *each.values, each.hash)
            elif each.changed:
                continue
            elif any(text == "" or _SEPARATOR in text for value in each.values if isinstance(value, list) for text in value):
                found.odd.append(each)
                continue
            else:
                values = [_SEPARATOR.join([*value, ""]) if isinstance(value, list) else value for value in (*each.values, each.hash)]
            if each.group not in writers:
                found.files[each.group] = folder / f"{'-'.join(each.group)}.csv"
                writers[each.group] = opened.enter_context(found.files[each.group].open("w", encoding="utf-8", newline="")).write
            writers[each.group](_line(values))
    return found


def _line(values: Sequence[Stored]) -> str:
    """Return the line of a row; None is an empty cell, an empty text is not."""
    text = "\0".join(map(str, values))
    if None in values or text.count("\0") >= len(values):
        return ",".join("" if value is None else '"' + str(value).replace('"', '""') + '"' for value in values) + "\n"
    return '"' + text.replace('"', '""').replace("\0", '","') + '"\n'  # the same, and several times faster


def _take(opened: Any, due: _Due) -> None:
    """Bring rows into the database."""
    for group, found in _grouped(due.changed):
        if len(group) == 1:  # to delete a node would take its edges along
            own = ", ".join(f"x.`{name}` = {value}" for name, value in _typed(group).items() if name != "iri")
            _state(opened, f"UNWIND $rows AS row MATCH (x:`{group[0]}` {{iri: row.iri}}) SET {own}", found)
        else:
            _remove(opened, _REMOVE_EDGES.format(group[0]), [each.key for each in found])
    for group, found in _grouped(due.odd):
        own = ", ".join(f"`{name}`: {value}" for name, value in _typed(group).items())
        _state(opened, f"UNWIND $rows AS row CREATE (:`{group[0]}` {{{own}}})", found)
    for group, file in due.files.items():
        run(opened, _copy(file, group))
        file.unlink()


def _typed(group: tuple[str, ...]) -> dict[str, str]:
    """Return the values of a map `row` of a node; where all are absent their type would be guessed."""
    kinds = {**NODE_PROPERTIES[group[0]], "hash": "string"}
    return {name: f"CAST(row.`{name}` AS {TYPES[kind]})" for name, kind in kinds.items()}


def _grouped(found: list[Row]) -> Iterator[tuple[tuple[str, ...], list[Row]]]:
    by_group = attrgetter("group")
    return ((group, list(rows)) for group, rows in groupby(sorted(found, key=by_group), by_group))


def _state(opened: Any, cypher: str, found: Sequence[Row]) -> None:
    """Run a statement on rows of nodes, given as maps."""
    names = (*columns(found[0].group), "hash")
    for start in range(0, len(found), _KEYS):
        maps = [dict(zip(names, (*each.values, each.hash), strict=True)) for each in found[start : start + _KEYS]]
        run(opened, cypher, {"rows": maps})


def _copy(file: Path, group: tuple[str, ...]) -> str:
    """Return the statement that brings a file of rows into the database."""
    # The path is a pattern in a literal: what is special in one or the other is escaped.
    place = glob.escape(str(file.absolute())).replace("\\", "\\\\").replace("'", "\\'")
    name, *pair = group
    if pair:
        return f"COPY `{name}` FROM '{place}' ({_CSV}, FROM='{pair[0]}', TO='{pair[1]}')"
    kinds = (*NODE_PROPERTIES[name].values(), "string")
    given = ", ".join(f"c{number} STRING" for number in range(len(kinds)))
    taken = ", ".join(_CAST[kind].format(f"c{number}") for number, kind in enumerate(kinds))
    return f"COPY `{name}` FROM (LOAD WITH HEADERS ({given}) FROM '{place}' ({_CSV}) RETURN {taken})"


def signature(path: Path) -> tuple[int, int, str]:
    """Return the numbers of nodes and edges and a digest of their contents, the same as that of the graph it was loaded from.

    Computed from all that is stored, with one pair of key and hash in memory for each node and edge.
    """
    with connection(path, read_only=True, thorough=True) as opened:
        return digest(_pairs(_nodes(opened)), _pairs(_edges(opened)))


def _pairs(things: Iterable[Node | Edge]) -> Iterator[tuple[str, str]]:
    return ((found.key, found.hash) for found in map(row, things))


def _nodes(opened: Any) -> Iterator[Node]:
    for label, kinds in NODE_PROPERTIES.items():
        for found in rows(opened, f"MATCH (n:`{label}`) RETURN {', '.join(f'n.`{name}`' for name in kinds)}"):
            properties = dict(zip(kinds, found, strict=True))
            yield Node(label, str(properties["iri"]), properties)


def _edges(opened: Any) -> Iterator[Edge]:
    for name, spec in EDGES.items():
        names = ", ".join(f"r.`{column}`" for column in spec.properties)
        for source, target in spec.pairs:
            for found in rows(opened, f"MATCH (a:`{source}`)-[r:`{name}`]->(b:`{target}`) RETURN a.iri, b.iri, {names}"):
                properties = dict(zip(spec.properties, found[2:], strict=True))
                yield Edge(name, str(properties["key"]), NodeRef(source, found[0]), NodeRef(target, found[1]), properties)
