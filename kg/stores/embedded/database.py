"""Open the database file, translate its errors, and make its tables from the schema."""

__all__ = ["TYPES", "beside", "connect", "connection", "first_line", "make_tables", "rows", "run", "version"]

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import StoreError, StoreRejected
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import content_key
from kg.stores.embedded.checksum import intact

TYPES = {
    "string": "STRING",
    "strings": "STRING[]",
    "integer": "INT64",
    "decimal": "DOUBLE",
    "boolean": "BOOLEAN",
}
_SMALL = 1 << 30  # bytes; the limit has to be a power of two
_NO_ADDRESSES = "Mmap for size"
_MESSAGE = 300  # characters


@contextmanager
def connection(path: Path, *, read_only: bool, thorough: bool = False) -> Iterator[Any]:
    """Open the file, creating it unless `read_only`; raise StoreError where it cannot be opened.

    A file that is only read has to be intact; `thorough` is as in kg.stores.embedded.checksum.
    """
    opened = connect(path, read_only=read_only, thorough=thorough)
    try:
        yield opened
    finally:
        opened.close()
        opened.database.close()


def connect(path: Path, *, read_only: bool, thorough: bool = False, pool: int = 0) -> Any:
    """Return a connection as `connection` does, with a buffer pool of `pool` bytes (0: the default)."""
    import ladybug

    max_size = None
    if read_only:
        _check(path, thorough)
        max_size = max(_SMALL, 1 << path.stat().st_size.bit_length())
    try:
        try:
            database = ladybug.Database(
                str(path), read_only=read_only, max_db_size=max_size, buffer_pool_size=pool
            )
        except RuntimeError as error:  # by default it reserves 8 TB of addresses (ulimit -v)
            if read_only or _NO_ADDRESSES not in str(error):
                raise
            database = ladybug.Database(str(path), max_db_size=_SMALL, buffer_pool_size=_SMALL >> 2)
    except (RuntimeError, ValueError, MemoryError) as error:
        if _NO_ADDRESSES in str(error):
            raise StoreError(
                f"not enough memory to open the embedded store {path}: "
                "raise the limit (ulimit -v) or lower --max-memory"
            ) from error
        raise _unusable(path, first_line(error)) from error
    return ladybug.Connection(database)


def beside(path: Path) -> list[Path]:
    """Return the paths of the database's write-ahead log and shadow files; a finished store has none."""
    return [path.with_name(f"{path.name}.{ending}") for ending in ("wal", "wal.checkpoint", "shadow")]


def _check(path: Path, thorough: bool) -> None:
    """Raise StoreError for a damaged or foreign file, which can crash the database or yield wrong data."""
    try:
        whole = intact(path, thorough=thorough) and not any(file.exists() for file in beside(path))
    except OSError as error:
        raise _unusable(path, error.strerror or "unreadable") from error
    if not whole:
        raise _unusable(path, "it is damaged, or another program has changed it")


def _unusable(path: Path, reason: str) -> StoreError:
    return StoreError(f"cannot open the embedded store {path} ({reason}): `kg load embedded` rebuilds it")


def run(opened: Any, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
    """Run a statement; raise StoreRejected, in one line, where the database refuses it."""
    try:
        opened.execute(statement, parameters)
    except (RuntimeError, TypeError, ValueError, OverflowError) as error:
        raise StoreRejected(f"the embedded store: {first_line(error)}") from error


def rows(opened: Any, cypher: str) -> Iterator[list[Any]]:
    """Yield the rows of a query; raise StoreError where they cannot be read."""
    try:
        result = opened.execute(cypher)
        while result.has_next():
            yield result.get_next()
    except (RuntimeError, ValueError, MemoryError) as error:
        raise StoreError(f"the embedded store: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """Return the first line of an error message, truncated, as it can quote a long query."""
    return next(iter(str(error)[:_MESSAGE].splitlines()), type(error).__name__)


def make_tables(opened: Any) -> None:
    """Create a table for each label and type, and record the version of the schema."""
    for statement in _statements():
        run(opened, statement)
    run(opened, f"CREATE MACRO papergraph() AS '{version()}'")


def version() -> str:
    """Return the version of the schema: the value of `papergraph()` in a database with these tables."""
    return content_key(*_statements())


def _statements() -> list[str]:
    nodes = [
        f"CREATE NODE TABLE `{label}`({_columns(properties)}, PRIMARY KEY (iri))"
        for label, properties in NODE_PROPERTIES.items()
    ]
    edges = []
    for name, spec in EDGES.items():
        pairs = ", ".join(f"FROM `{source}` TO `{target}`" for source, target in spec.pairs)
        edges.append(f"CREATE REL TABLE `{name}`({pairs}, {_columns(spec.properties)})")
    # type() as in Neo4j. Where OPTIONAL MATCH finds no edge, label() can still name a table, but offset() is
    # null; macros have no CASE.
    return [*nodes, *edges, "CREATE MACRO type(edge) AS left(label(edge), offset(id(edge)) + 100)"]


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {TYPES[type_]}" for name, type_ in [*properties.items(), ("hash", "string")])
