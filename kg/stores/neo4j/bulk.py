"""Write files for `neo4j-admin database import full`: the fastest way into an empty database, offline."""

__all__ = ["bulk_files"]

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TextIO

from kg.files import write_folder
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import content_key
from kg.model import Edge, Node
from kg.stores.difference import Change
from kg.stores.rows import Row, Stored

# The format has no escape in lists, so the delimiter is a Unicode noncharacter.
DELIMITER = "\ufdd0"
OPTIONS = ("--id-type=string", f"--array-delimiter=U+{ord(DELIMITER):04X}", "--multiline-fields=true")
TYPES = {
    "string": "string",
    "strings": "string[]",
    "integer": "long",
    "decimal": "double",
    "boolean": "boolean",
}


def bulk_files(folder: Path, nodes: Iterable[Node], edges: Iterable[Edge], database: str = "neo4j") -> None:
    """Write the graph as CSV files into a new or empty folder, completely or not at all.

    `import.args` has the arguments of the import, for `neo4j-admin @import.args` in that folder; the database
    comes before the files, because `--nodes` consumes all that follows. IDs are IRIs, with one ID space per
    label. A list that the format cannot express (a single empty text, or one with the delimiter) is left out
    and the node gets a different hash, so that `load`, which has to follow for the constraints, completes it.

    Raises UsageError for a folder that is not empty or cannot be made, DiskFull where there is no space,
    StoreRejected for a node or edge that is not of the schema.
    """
    with write_folder(folder) as part:
        accepted = Change({}, max_rejects=0)
        files = [("nodes", name) for name in _write(part, accepted, nodes)]
        files += [
            ("relationships", name) for name in _write(part, Change({}, accepted, max_rejects=0), edges)
        ]
        command = ["database", "import", "full", database, *OPTIONS]
        arguments = "\n".join([*command, *(f"--{option}={name}" for option, name in files), ""])
        part.joinpath("import.args").write_text(arguments, encoding="utf-8")


def _write(folder: Path, change: Change, items: Iterable[Node | Edge]) -> list[str]:
    """Write one file per group and return their names, sorted."""
    streams: dict[tuple[str, ...], TextIO] = {}
    with ExitStack() as stack:
        for row in change.pending(items, lambda _number: None):
            if row.group not in streams:
                name = "-".join(row.group) + ".csv"
                streams[row.group] = stack.enter_context(
                    (folder / name).open("w", encoding="utf-8", newline="")
                )
                streams[row.group].write(_header(row.group))
            streams[row.group].write(_line(row))
    return sorted(Path(file.name).name for file in streams.values())


def _header(group: tuple[str, ...]) -> str:
    name, *labels = group
    types = {**(EDGES[name].properties if labels else NODE_PROPERTIES[name]), "hash": "string"}
    ids = [f":START_ID({labels[0]})", f":END_ID({labels[1]})", ":TYPE"] if labels else [":LABEL"]
    fields = [
        f"iri:ID({name})" if not labels and prop == "iri" else f"{prop}:{TYPES[type_]}"
        for prop, type_ in types.items()
    ]
    return ",".join([*ids, *fields]) + "\n"


def _line(row: Row) -> str:
    values = [None if isinstance(value, list) and not _expressible(value) else value for value in row.values]
    complete = values == list(row.values)
    cells = map(
        _cell,
        (*row.ends, row.group[0], *values, row.hash if complete else content_key("incomplete", row.hash)),
    )
    return ",".join(cells) + "\n"


def _expressible(texts: list[str]) -> bool:
    return texts != [""] and not any(DELIMITER in text for text in texts)


def _cell(value: Stored) -> str:
    """Return a CSV field: empty for an absent value, quoted for text, also for an empty one."""
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
