"""The rejects: unreadable records, papers that could not be extracted, rows that a server rejected."""

__all__ = ["Rejects"]

from collections.abc import Iterable, Iterator

from kg.evidence.connection import Connection
from kg.model import Rejected


class Rejects:
    """The rejects in an evidence database; they are not part of the graph and do not affect it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._db = connection.db

    def add(self, rejected: Iterable[Rejected]) -> None:
        """Add rejects; repeated ones count once."""
        rows = ((r.key, r.source, r.code, r.reason, r.record, r.offset) for r in rejected)
        with self._connection.transaction(counts=False):
            self._db.executemany("INSERT OR IGNORE INTO reject VALUES (?, ?, ?, ?, ?, ?)", rows)

    def all(self) -> Iterator[Rejected]:
        """Yield the rejects, by source."""
        for row in self._db.execute(
            'SELECT source, code, reason, record, "offset" FROM reject ORDER BY source, key'
        ):
            yield Rejected(*row)

    def clear_files(self, sources: Iterable[str]) -> None:
        """Delete the rejects of files that are being read again, by name, and of the members of archives."""
        with self._connection.transaction(counts=False):
            for source in sources:
                self._db.execute(
                    "DELETE FROM reject "
                    "WHERE source = ?1 OR substr(source, 1, length(?1) + 1) IN (?1 || '#', ?1 || '/')",
                    (source,),
                )

    def clear(self, code: str) -> None:
        """Delete the rejects with a code that is about to be retried, such as "extract"."""
        with self._connection.transaction(counts=False):
            self._db.execute("DELETE FROM reject WHERE code = ?", (code,))
