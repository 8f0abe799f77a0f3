"""Authorities in the log: what each calls things, kept as its file had it."""

__all__ = ["check", "is_checked", "keep", "names", "stored", "unusable"]

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.entries import OURS, from_json, to_json
from kg.evidence.database import Log
from kg.model import Entry

_RULES = "1"  # the version of kg.entries: entries that were kept under an older one may break it


def keep(log: Log, name: str, entries: Iterable[Entry]) -> int:
    """Keep the entries of an authority in the place of those of that name, in one transaction; return how many they are."""
    rows = [(name, number, to_json(entry)) for number, entry in enumerate(entries)]
    with log.atomic(counts=True):
        log.db.execute("DELETE FROM authority WHERE source = ?", (name,))
        log.db.executemany("INSERT INTO authority VALUES (?, ?, ?)", rows)
    return len(rows)


def names(log: Log) -> set[str]:
    """Return the names of the authorities."""
    return {name for (name,) in log.db.execute("SELECT DISTINCT source FROM authority")}


def stored(log: Log) -> Iterator[tuple[str, Entry]]:
    """Yield every (authority, entry) that can be used, in order."""
    return ((name, entry) for name, entry in _read(log) if entry is not None)


def unusable(log: Log) -> dict[str, int]:
    """Return how many entries of each authority cannot be used, as an older kg may have kept them; none for one without any."""
    return dict(Counter(name for name, entry in _read(log) if entry is None))


def _read(log: Log) -> Iterator[tuple[str, Entry | None]]:
    for name, value in log.db.execute("SELECT source, CAST(value AS BLOB) FROM authority ORDER BY source, number"):
        yield name, None if name == OURS else from_json(value)


def is_checked(log: Log) -> bool:
    """Return whether a graph that is up to date was computed by the present rules for entries, or cannot be computed at all."""
    return log.meta("authorities") == _RULES or not log.writable or not names(log)


def check(log: Log) -> None:
    """Note that the graph is about to be computed by the present rules; where an older kg computed it, that is a change."""
    if not is_checked(log):
        with log.atomic(counts=True):
            log.set_meta("authorities", _RULES)
