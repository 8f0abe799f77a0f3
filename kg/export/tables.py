"""The graph as tables: one of nodes per label, one of edges per type, with the columns that the schema declares."""

__all__ = ["Table", "tables", "write_folder"]

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from kg.errors import DiskFull, UsageError, is_disk_full
from kg.export import target, unwritable
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node, PropertyValue


class Table:
    """A table: its name, its columns with their types, and its rows in order."""

    def __init__(self, name: str, types: dict[str, str]) -> None:
        self.name = name
        self.types = types
        self.rows: list[list[PropertyValue]] = []


def tables(nodes: Iterable[Node], edges: Iterable[Edge]) -> list[Table]:
    """Return every table of the schema, empty ones too: nodes by label, then edges by type, each in the order given."""
    of_label = {label: Table(label, types) for label, types in NODE_PROPERTIES.items()}
    of_type = {name: Table(name, {"source": "string", "target": "string", **spec.properties}) for name, spec in EDGES.items()}
    for node in nodes:
        table = of_label[node.label]
        table.rows.append([node.properties.get(column) for column in table.types])
    for edge in edges:
        table = of_type[edge.type]
        properties = {"source": edge.source.iri, "target": edge.target.iri, **edge.properties}
        table.rows.append([properties.get(column) for column in table.types])
    return [*of_label.values(), *of_type.values()]


@contextmanager
def write_folder(path: Path) -> Iterator[Path]:
    """Give a folder to write into that takes the name `path` when the block ends well, and vanishes otherwise.

    UsageError when `path` is there already and is not an empty folder: nothing of the user's is overwritten. DiskFull where there is no
    space for it.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path} is there already: name a new folder")
    folder = target(path) or path
    temporary = folder.with_name(f".{folder.name[:100]}.{token_hex(4)}")
    with unwritable(path):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary.mkdir()
    try:
        yield temporary
        temporary.replace(folder)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFull(path) from error
        raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
