"""The database file: opened, its errors in our words, its tables as the schema has them."""

__all__ = ["TYPES", "beside", "connect", "connection", "first_line", "make_tables", "rows", "run", "version"]

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kg.errors import StoreError, StoreRejected
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import content_key
from kg.stores.embedded.checksum import intact

TYPES = {"string": "STRING", "strings": "STRING[]", "integer": "INT64", "decimal": "DOUBLE", "boolean": "BOOLEAN"}
_SMALL = 1 << 30  # bytes; a bound has to be a power of two
_NO_ADDRESSES = "Mmap for size"
_MESSAGE = 300  # characters


@contextmanager
def connection(path: Path, *, read_only: bool, thorough: bool = False) -> Iterator[Any]:
    """Open the file, which is made where it is not there and not `read_only`; StoreError where that cannot be done.

    What is only read has to be as kg made it; `thorough` is as in kg.stores.embedded.checksum.
    """
    opened = connect(path, read_only=read_only, thorough=thorough)
    try:
        yield opened
    finally:
        opened.close()
        opened.database.close()


def connect(path: Path, *, read_only: bool, thorough: bool = False, pool: int = 0) -> Any:
    """Return an open connection, as `connection` gives it; its pages take up to `pool` bytes of memory (0: the machine's)."""
    import ladybug

    most = None
    if read_only:
        _check(path, thorough)
        most = max(_SMALL, 1 << path.stat().st_size.bit_length())
    try:
        try:
            database = ladybug.Database(str(path), read_only=read_only, max_db_size=most, buffer_pool_size=pool)
        except RuntimeError as error:  # unbounded it reserves 8 TB of addresses, which are rationed here (ulimit -v)
            if read_only or _NO_ADDRESSES not in str(error):
                raise
            database = ladybug.Database(str(path), max_db_size=_SMALL, buffer_pool_size=_SMALL >> 2)
    except (RuntimeError, ValueError, MemoryError) as error:
        if _NO_ADDRESSES in str(error):
            raise StoreError(
                f"no memory to open the embedded store {path}: allow more (ulimit -v), or ask for less (--max-memory)"
            ) from error
        raise _unusable(path, first_line(error)) from error
    return ladybug.Connection(database)


def beside(path: Path) -> list[Path]:
    """Return where the database keeps what it has not yet written to a file; beside one that kg made there is nothing."""
    return [path.with_name(f"{path.name}.{ending}") for ending in ("wal", "wal.checkpoint", "shadow")]


def _check(path: Path, thorough: bool) -> None:
    """Raise StoreError for a file that the database had better not see: it may crash, or give what was never written."""
    try:
        whole = intact(path, thorough=thorough) and not any(file.exists() for file in beside(path))
    except OSError as error:
        raise _unusable(path, error.strerror or "unreadable") from error
    if not whole:
        raise _unusable(path, "it is damaged, or another program has changed it")


def _unusable(path: Path, why: str) -> StoreError:
    return StoreError(f"cannot open the embedded store {path} ({why}): `kg load embedded` makes it anew")


def run(opened: Any, statement: str, parameters: Mapping[str, Any] | None = None) -> None:
    """Run a statement; StoreRejected, in one line, for what the database does not take."""
    try:
        opened.execute(statement, parameters)
    except (RuntimeError, TypeError, ValueError, OverflowError) as error:
        raise StoreRejected(f"the embedded store: {first_line(error)}") from error


def rows(opened: Any, cypher: str) -> Iterator[list[Any]]:
    """Yield the rows of a query; StoreError for what cannot be read."""
    try:
        result = opened.execute(cypher)
        while result.has_next():
            yield result.get_next()
    except (RuntimeError, ValueError, MemoryError) as error:
        raise StoreError(f"the embedded store: {first_line(error)}") from error


def first_line(error: Exception) -> str:
    """Return the first line of what the database says, cut short; a drawing follows, and a line may hold all of a long query."""
    return next(iter(str(error)[:_MESSAGE].splitlines()), type(error).__name__)


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
    # As Neo4j calls it. Where OPTIONAL MATCH finds no edge, label() may still name its table, and offset() is null; a macro holds no CASE.
    return [*nodes, *edges, "CREATE MACRO type(edge) AS left(label(edge), offset(id(edge)) + 100)"]


def _columns(properties: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` {TYPES[kind]}" for name, kind in [*properties.items(), ("hash", "string")])
