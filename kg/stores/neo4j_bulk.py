"""Files for `neo4j-admin database import full`: the quickest way into an empty Neo4j database, offline."""

__all__ = ["bulk_files"]

import os
import tempfile
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from kg.errors import StoreRejected, UsageError
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import content_key
from kg.model import Edge, Node
from kg.stores.load import Change, Row, Stored

# The format knows no escape inside a list, so its delimiter is a character that Unicode keeps out of all text.
DELIMITER = "\ufdd0"
OPTIONS = ("--id-type=string", f"--array-delimiter=U+{ord(DELIMITER):04X}", "--multiline-fields=true")
TYPES = {"string": "string", "strings": "string[]", "integer": "long", "decimal": "double", "boolean": "boolean"}


def bulk_files(folder: Path, nodes: Iterable[Node], edges: Iterable[Edge]) -> list[str]:
    """Write the graph as CSV files into a new or empty folder, whole or not at all, and return the arguments of `neo4j-admin`.

    The database is named before the files, because `--nodes` takes whatever follows. Ids are IRIs in one space for each label. A
    list that the format cannot express (an empty one, above all) is left out and the node gets another hash, so
    that `load`, which is to be run afterwards for the constraints, completes it.

    Raises UsageError for a folder that is not empty, StoreRejected for a node or edge that is not of the schema.
    """
    folder = folder.absolute()
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise UsageError(f"{folder} is there and is not an empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as temporary:
        part = Path(temporary, "files")
        part.mkdir()
        accepted = Change({})
        node_files, edge_files = _write(part, accepted, nodes), _write(part, Change({}, accepted), edges)
        part.replace(folder)
    sources = [f"--nodes={folder / name}" for name in node_files]
    return ["database", "import", "full", "neo4j", *OPTIONS, *sources, *(f"--relationships={folder / name}" for name in edge_files)]


def _write(folder: Path, change: Change, things: Iterable[Node | Edge]) -> list[str]:
    """Write one file a group and return their names, sorted."""
    written: dict[str, TextIO] = {}
    with ExitStack() as stack:
        for row in change.due(things, lambda _number: None):
            name = "-".join(row.group) + ".csv"
            if name not in written:
                written[name] = stack.enter_context((folder / name).open("w", encoding="utf-8", newline=""))
                written[name].write(_header(row))
            written[name].write(_line(row))
        for file in written.values():
            file.flush()
            os.fsync(file.fileno())
    if change.rejected:
        first = change.rejected[0]
        raise StoreRejected(f"{len(change.rejected):,} rows are not of the schema; the first, {first.source}: {first.reason}")
    return sorted(written)


def _declared(row: Row) -> dict[str, str]:
    """Return the row's columns with their types: what the schema declares, but for a node's IRI, which is its id."""
    declared = EDGES[row.group[0]].properties if row.ends else NODE_PROPERTIES[row.group[0]]
    return {name: kind for name, kind in declared.items() if name != "iri"} | {"hash": "string"}


def _header(row: Row) -> str:
    _, *labels = row.group
    ids = [f":START_ID({labels[0]})", f":END_ID({labels[1]})", ":TYPE"] if row.ends else [f"iri:ID({row.group[0]})", ":LABEL"]
    return ",".join([*ids, *(f"{name}:{TYPES[kind]}" for name, kind in _declared(row).items())]) + "\n"


def _line(row: Row) -> str:
    properties = {name: value for name, value in row.properties.items() if not isinstance(value, list) or _expressible(value)}
    if len(properties) < len(row.properties):
        properties["hash"] = content_key("incomplete", row.hash)
    ids = row.ends or (row.key,)
    return ",".join([*map(_cell, ids), row.group[0], *(_cell(properties.get(name)) for name in _declared(row))]) + "\n"


def _expressible(texts: list[str]) -> bool:
    return texts not in ([], [""]) and not any(DELIMITER in text for text in texts)


def _cell(value: Stored | None) -> str:
    """Return a field: nothing for an absent value, quotes around any text, so that an empty text stays one."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace('"', '""') + '"'
        case list():
            return _cell(DELIMITER.join(value))
    return repr(value)
