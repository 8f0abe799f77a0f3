"""The evidence database's file and its tables: made where they are not there, brought up to date where an older kg made them."""

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

DERIVED = ("concept", "concept_key", "sense", "link", "repository", "result", "statement", "evidence")
"""The tables of the graph, which are computed from the others."""

_VERSION = 5
_READ = ("2", "3", "4", "5")  # since version 2 derived tables have changed, with 5 the names of these two
_OLD = {
    "record": """CREATE TABLE record (
        id TEXT, source TEXT, title TEXT NOT NULL, abstract TEXT, year INTEGER, url TEXT, same_as TEXT NOT NULL, given TEXT NOT NULL,
        PRIMARY KEY (id, source)
    ) WITHOUT ROWID""",
    "judgement": "CREATE TABLE judgement (name TEXT, other TEXT, kind TEXT NOT NULL, PRIMARY KEY (name, other)) WITHOUT ROWID",
}
_RENAMED = {"record": "record", "judgement": "decision"}
_VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL", re.I)
# The base of the IRIs stood with what the graph was computed from.
_RENEW = """
UPDATE meta SET name = 'settings', value = json_array(substr(value, instr(value, ' ') + 1), NULL) WHERE name = 'graph';
DELETE FROM meta WHERE name IN ('storable', 'authorities');
UPDATE meta SET value = '5' WHERE name = 'schema';
UPDATE meta SET value = value + 1 WHERE name = 'generation';
"""


def file_in(folder: Path) -> Path:
    """Return the database's file in a folder: evidence.sqlite, or log.sqlite where an older kg made it."""
    older = folder / "log.sqlite"
    return older if older.is_file() else folder / "evidence.sqlite"


def connect(folder: Path) -> tuple[sqlite3.Connection, bool]:
    """Open the database in a folder and return whether it can be written to; raises OSError, sqlite3.Error and StoreError."""
    file = file_in(folder)
    if file.is_file() and not os.access(folder, os.W_OK):
        return _read_only(folder, file), False
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(file, isolation_level=None, timeout=30)
    _refuse_foreign(db, folder)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    _prepare(db, folder)
    return db, True


def _read_only(folder: Path, file: Path) -> sqlite3.Connection:
    """Open a database in a folder that cannot be written to, with what a writer that lives or was killed has left beside it."""
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
            f"the evidence database in {folder} was not closed, and cannot be written to: run kg once where it can be ({error})"
        ) from error
    return db


def _refuse_foreign(db: sqlite3.Connection, folder: Path) -> None:
    """Raise StoreError where somebody else's database holds what ours do not: triggers and views run at the first query."""
    db.execute("PRAGMA trusted_schema = OFF")
    foreign = [
        (kind, name, table, sql)
        for kind, name, table, sql in db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type DESC, name")
        if _ours().get(name) != _folded(sql) and not (kind == "index" and sql is None and table in _ours())
    ]
    # What an older version has computed is dropped unread, whatever its columns.
    is_old = all(
        _folded(sql) == _folded(_OLD.get(name)) if name in _OLD
        else table in DERIVED and kind in ("table", "index") and not _VIRTUAL.match(sql)
        for kind, name, table, sql in foreign
    )  # fmt: skip
    if foreign and not (is_old and _found(db) in _READ[:-1]):
        kind, name, *_ = foreign[0]
        raise StoreError(f"the evidence database in {folder} holds a {kind} {name!r} that kg does not make: it is not opened")


@cache
def _ours() -> dict[str, str]:
    """Return the statements of our tables and indexes, by name."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.executescript(_script())
        return {name: _folded(sql) for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")}


def _folded(sql: str | None) -> str:
    return "".join((sql or "").split())


def _script() -> str:
    return files("kg.evidence").joinpath("schema.sql").read_text(encoding="utf-8")


def _prepare(db: sqlite3.Connection, folder: Path) -> None:
    """Make the tables, or bring those of an older version up to date; StoreError for a version that this kg does not read."""
    if (found := _found(db) or str(_VERSION)) not in _READ:
        raise StoreError(f"the evidence database in {folder} has schema {found}, this version of kg reads {_VERSION}: use a new --store")
    if found != str(_VERSION):
        _convert(db)
    db.executescript(_script())
    db.execute("INSERT OR IGNORE INTO meta VALUES ('schema', ?)", (str(_VERSION),))


def _convert(db: sqlite3.Connection) -> None:
    """Copy the tables of truth of an older version into present ones and drop those that are computed, in one transaction."""
    db.execute("BEGIN IMMEDIATE")
    if _found(db) != str(_VERSION):  # another process may have done it meanwhile
        drop = (f"DROP TABLE IF EXISTS {table};" for table in DERIVED)
        before = (f"ALTER TABLE {table} RENAME TO old_{table};" for table in _OLD)
        after = (f"INSERT INTO {new} SELECT * FROM old_{old};\nDROP TABLE old_{old};" for old, new in _RENAMED.items())  # noqa: S608
        for statement in _statements("\n".join((*drop, *before, _script(), *after, _RENEW))):
            db.execute(statement)
    db.execute("COMMIT")


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script, each of which ends a line; sqlite3's executescript would commit before it begins."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _check(db: sqlite3.Connection, folder: Path) -> None:
    """Raise StoreError unless the tables are of the present version."""
    if (found := _found(db)) != str(_VERSION):
        raise StoreError(f"the evidence database in {folder} has schema {found}, not {_VERSION}, and cannot be written to: copy the folder")


def _found(db: sqlite3.Connection) -> str | None:
    made = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone()
    row = db.execute("SELECT value FROM meta WHERE name = 'schema'").fetchone() if made else None
    return None if row is None else str(row[0])
