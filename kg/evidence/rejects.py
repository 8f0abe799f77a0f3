"""What could not be used: records as read, papers that could not be extracted, rows that a server refused."""

__all__ = ["Rejects"]

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kg.model import Rejected

if TYPE_CHECKING:
    from kg.evidence.database import EvidenceDatabase


class Rejects:
    """The rejects of an evidence database; they are no part of the graph, which stays as it is whatever becomes of them."""

    def __init__(self, evidence: "EvidenceDatabase") -> None:
        self._evidence = evidence
        self._db = evidence.db

    def add(self, rejected: Iterable[Rejected]) -> None:
        """Keep what could not be used; the same one counts once."""
        rows = ((r.key, r.source, r.code, r.reason, r.record, r.offset) for r in rejected)
        with self._evidence.transaction(counts=False):
            self._db.executemany("INSERT OR IGNORE INTO reject VALUES (?, ?, ?, ?, ?, ?)", rows)

    def all(self) -> Iterator[Rejected]:
        """Yield what could not be used, by source."""
        for row in self._db.execute('SELECT source, code, reason, record, "offset" FROM reject ORDER BY source, key'):
            yield Rejected(*row)

    def clear_files(self, sources: Iterable[str]) -> None:
        """Drop the rejects of files that are being read again, by file name."""
        with self._evidence.transaction(counts=False):
            for source in sources:
                self._db.execute("DELETE FROM reject WHERE source = ? OR substr(source, 1, length(?) + 1) = ? || '#'", (source,) * 3)

    def clear(self, code: str) -> None:
        """Drop the rejects of a kind that is about to be tried again: "extract" for papers, "store-refused" for rows."""
        with self._evidence.transaction(counts=False):
            self._db.execute("DELETE FROM reject WHERE code = ?", (code,))
