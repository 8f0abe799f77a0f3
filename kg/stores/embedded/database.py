"""The database file: opened, its errors in our words, its tables as the schema has them."""

__all__ = ["TYPES", "connection", "first_line", "make_tables", "rows", "run", "version"]

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import StoreError, StoreRejected
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import content_key

TYPES = {"string": "STRING", "strings": "STRING[]", "integer": "INT64", "decimal": "DOUBLE", "boolean": "BOOLEAN"}


@contextmanager
def connection(path: Path, *, read_only: bool) -> Iterator[Any]:
    """Open the file, which is made where it is not there and not `read_only`; StoreError where that cannot be done."""
    import ladybug

    try:
        database = ladybug.Database(str(path), read_only=read_only)
    except RuntimeError as error:
        raise StoreError(f"cannot open the embedded store {path} ({first_line(error)}): `kg load embedded` makes it anew") from error
    opened = ladybug.Connection(database)
    try:
        yield opened
    finally:
        opened.close()
        database.close()


def run(opened: Any, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
    """Run a statement; StoreRejected, in one line, for what the database does not take."""
    try:
        opened.execute(statement, parameters)
    except (RuntimeError, TypeError, ValueError, OverflowError) as error:
        raise StoreRejected(f"the embedded store: {first_line(error)}") from error


def rows(opened: Any, cypher: str) -> Iterator[list[Any]]:
    """Yield the rows of a query."""
    result = opened.execute(cypher)
    while result.has_next():
        yield result.get_next()


def first_line(error: Exception) -> str:
    """Return the first line of what the database says; a drawing follows."""
    return next(iter(str(error).splitlines()), type(error).__name__)


def make_tables(opened: Any) -> None:
    """Make a table for each label and type, and note of which version they are."""
    for statement in _statements():
        run(opened, statement)
    run(opened, f"CREATE MACRO papergraph() AS '{version()}'")


def version() -> str:
    """Return what `papergraph()` gives in a database whose tables are those of this schema."""
    return content_key(*_statements())


def _statements() -> list[str]:
    nodes = [f"CREATE NODE TABLE `{label}`({_columns(properties)}, PRIMARY KEY (iri))" for label, properties in NODE_PROPERTIES.items()]
    edges = []
    for name, spec in EDGES.items():
        pairs = ", ".join(f"FROM `{source}` TO `{target}`" for source, target in spec.pairs)
        edges.append(f"CREATE REL TABLE `{name}`({pairs}, {_columns(spec.properties)})")
    return [*nodes, *edges, "CREATE MACRO type(edge) AS label(edge)"]  # as Neo4j calls it


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in [*properties.items(), ("hash", "string")])
