"""The files of a folder of tables, with sizes and hashes."""

__all__ = ["DESCRIPTIONS", "File", "Table", "file", "holds", "in_folder"]

from collections.abc import Mapping, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import NamedTuple, Protocol

from kg.generated.vocabulary import EDGES

DESCRIPTIONS = ("croissant.json", "ro-crate-metadata.json")


class Table(Protocol):
    """A table that was written: its name, its columns with their types, and its rows."""

    @property
    def name(self) -> str:
        """The label of its nodes, or the type of its edges."""

    @property
    def types(self) -> Mapping[str, str]:
        """The types of the columns: string, strings, integer, decimal or boolean."""

    @property
    def rows(self) -> Sequence[object]:
        """The rows."""


class File(NamedTuple):
    """A file: its name, size in bytes, SHA-256 in hexadecimal, and media type."""

    name: str
    size: int
    sha256: str
    media_type: str


def in_folder(folder: Path, media_type: str) -> list[File]:
    """Return the files of a folder by name, but those that describe it."""
    return [
        file(path, media_type)
        for path in sorted(folder.iterdir())
        if path.is_file() and path.name not in DESCRIPTIONS
    ]


def file(path: Path, media_type: str) -> File:
    """Return a file as it is now."""
    with path.open("rb") as stream:
        return File(path.name, path.stat().st_size, file_digest(stream, "sha256").hexdigest(), media_type)


def holds(table: Table) -> str:
    """Return a sentence on what a table holds."""
    kind = "edges of the type" if table.name in EDGES else "nodes with the label"
    return f"The {len(table.rows):,} {kind} {table.name}."
