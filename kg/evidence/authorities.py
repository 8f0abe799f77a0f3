"""Authorities: what each calls things, kept as its file had it."""

__all__ = ["Authorities"]

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.entries import OURS, from_json, to_json
from kg.model import AuthorityEntry

if TYPE_CHECKING:
    from kg.evidence.database import EvidenceDatabase


class Authorities:
    """The authorities in an evidence database, by the names of their files."""

    def __init__(self, evidence: "EvidenceDatabase") -> None:
        self._evidence = evidence
        self._db = evidence.db

    def replace(self, name: str, entries: Iterable[AuthorityEntry]) -> int:
        """Keep the entries of an authority in the place of those of that name, in one transaction; return how many they are."""
        rows = [(name, number, to_json(entry)) for number, entry in enumerate(entries)]
        with self._evidence.transaction():
            self._db.execute("DELETE FROM authority WHERE source = ?", (name,))
            self._db.executemany("INSERT INTO authority VALUES (?, ?, ?)", rows)
        return len(rows)

    def names(self) -> set[str]:
        """Return the names of the authorities."""
        return {name for (name,) in self._db.execute("SELECT DISTINCT source FROM authority")}

    def entries(self) -> Iterator[tuple[str, AuthorityEntry]]:
        """Yield every (authority, entry) that can be used, in order."""
        return ((name, entry) for name, entry in self._read() if entry is not None)

    def unusable(self) -> dict[str, int]:
        """Return how many entries of each authority cannot be used, as an older kg may have kept them; none for one without any."""
        return dict(Counter(name for name, entry in self._read() if entry is None))

    def _read(self) -> Iterator[tuple[str, AuthorityEntry | None]]:
        for name, value in self._db.execute("SELECT source, CAST(value AS BLOB) FROM authority ORDER BY source, number"):
            yield name, None if name == OURS else from_json(value)
