"""The file and tables of the evidence database: created if missing, converted if made by an older kg."""

__all__ = ["DERIVED", "connect", "file_in"]

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.resources import files
from pathlib import Path

from kg.errors import StoreError

DERIVED = (
    "concept", "concept_key", "sense", "link", "repository", "result", "statement", "evidence",
    "wrote", "published", "cites",
)  # fmt: skip
"""The tables of the graph, which are computed from the primary ones."""

_VERSION = 7
_READ = ("2", "3", "4", "5", "6", "7")  # since version 2 derived tables changed, and the ones below
_RECORD = """CREATE TABLE record (
    id TEXT, source TEXT, title TEXT NOT NULL, abstract TEXT, year INTEGER, url TEXT, same_as TEXT NOT NULL,
    {} TEXT NOT NULL, PRIMARY KEY (id, source)
) WITHOUT ROWID"""
_OLD = {
    "record": (_RECORD.format("given"), _RECORD.format("claims")),  # until version 4, and of version 5
    "judgement": (
        "CREATE TABLE judgement (name TEXT, other TEXT, kind TEXT NOT NULL, PRIMARY KEY (name, other)) "
        "WITHOUT ROWID",
    ),
}
_COPY = {
    "record": "INSERT INTO record SELECT *, '{}' FROM old_record;",
    "judgement": "INSERT INTO decision SELECT * FROM old_judgement;",
}
_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL", re.I)
_UNTIL_4 = """
UPDATE meta SET name = 'settings', value = json_array(substr(value, instr(value, ' ') + 1), NULL)
WHERE name = 'graph';
DELETE FROM meta WHERE name IN ('storable', 'authorities');
"""  # they kept the base IRI with the version of the graph
_RENEW = f"""
UPDATE meta SET value = '{_VERSION}' WHERE name = 'schema';
UPDATE meta SET value = value + 1 WHERE name = 'generation';
"""  # noqa: S608 - a number of ours


def file_in(folder: Path) -> Path:
    """Return the path of the database in a folder: evidence.sqlite, or log.sqlite if an older kg made it."""
    older = folder / "log.sqlite"
    return older if older.is_file() else folder / "evidence.sqlite"


def connect(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the database in a folder.

    Return it and whether it is writable. Raises OSError, sqlite3.Error and StoreError.
    """
    file = file_in(folder)
    if file.is_file() and not os.access(folder, os.W_OK):
        return _open_read_only(folder, file), False
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file, isolation_level=None, timeout=30)
    _refuse_foreign(db, folder)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    _prepare(db, folder)
    return db, True


def _open_read_only(folder: Path, file: Path) -> sqlite3.Connection:
    """Open a database in a read-only folder, with the WAL file of a running or killed writer."""
    beside = file.with_name(f"{file.name}-wal")
    try:
        how = "mode=ro" if beside.stat().st_size else "immutable=1"
    except FileNotFoundError:
        how = "immutable=1"
    db = sqlite3.connect(f"{file.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
    try:
        _refuse_foreign(db, folder)
        _check(db, folder)
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"the evidence database in {folder} was not closed and is read-only: "
            f"run kg once where it is writable ({error})"
        ) from error
    return db


def _refuse_foreign(db: sqlite3.Connection, folder: Path) -> None:
    """Raise StoreError for foreign objects: triggers and views would run at the first query."""
    db.execute("PRAGMA trusted_schema = OFF")
    foreign = [
        (type_, name, table, sql)
        for type_, name, table, sql in db.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type DESC, name"
        )
        if _own_objects().get(name) != _folded(sql)
        and not (type_ == "index" and sql is None and table in _own_objects())
    ]
    # Derived tables of an older version are dropped unread, whatever their columns.
    is_old = all(
        _folded(sql) in map(_folded, _OLD[name]) if name in _OLD
        else table in DERIVED and type_ in ("table", "index") and not _VIRTUAL.match(sql)
        for type_, name, table, sql in foreign
    )  # fmt: skip
    if foreign and not (is_old and _schema_version(db) in _READ[:-1]):
        type_, name, *_ = foreign[0]
        raise StoreError(
            f"refusing to open the evidence database in {folder}: kg does not make its {type_} {name!r}"
        )


@cache
def _own_objects() -> dict[str, str]:
    """Return the SQL of kg's own tables and indexes, by name."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(_script())
        return {
            name: _folded(sql)
            for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        }


def _folded(sql: str | None) -> str:
    return "".join((sql or "").split())


def _script() -> str:
    return files("kg.evidence").joinpath("schema.sql").read_text(encoding="utf-8")


def _prepare(db: sqlite3.Connection, folder: Path) -> None:
    """Create the tables, or convert those of an older version; StoreError for an unknown version."""
    if (version := _schema_version(db) or str(_VERSION)) not in _READ:
        raise StoreError(
            f"the evidence database in {folder} has schema {version}, "
            f"but this kg reads {_VERSION}: use a new --store"
        )
    if version != str(_VERSION):
        _convert(db)
    db.executescript(_script())
    db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (str(_VERSION),))


def _convert(db: sqlite3.Connection) -> None:
    """Copy the primary tables of an older version and drop the derived ones, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    if (version := _schema_version(db)) != str(_VERSION):  # another process may have converted it
        tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        old = [table for table in _OLD if table in tables] if version != "6" else []
        drop = (f"DROP TABLE IF EXISTS {table};" for table in DERIVED)
        before = (f"ALTER TABLE {table} RENAME TO old_{table};" for table in old)
        after = (f"{_COPY[table]}\nDROP TABLE old_{table};" for table in old)
        meta = (*([] if version in ("5", "6") else [_UNTIL_4]), _RENEW)
        for statement in _statements("\n".join((*drop, *before, _script(), *after, *meta))):
            db.execute(statement)
    db.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements, each of which ends a line.

    The executescript of sqlite3 would commit first.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _check(db: sqlite3.Connection, folder: Path) -> None:
    """Raise StoreError unless the tables are of the present version."""
    if (version := _schema_version(db)) != str(_VERSION):
        raise StoreError(
            f"the evidence database in {folder} has schema {version}, not {_VERSION}, "
            "and is read-only: copy the folder"
        )


def _schema_version(db: sqlite3.Connection) -> str | None:
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    row = db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() if made else None
    return None if row is None else str(row[0])
