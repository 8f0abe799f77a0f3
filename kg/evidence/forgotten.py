"""The papers that are kept out of every run, by all the ids that they had."""

__all__ = ["Forgotten"]

from collections.abc import Iterable

from kg.evidence.connection import Connection
from kg.model import Paper

# An id that is made from a title is that of many prefaces, so it only counts for a paper without any other.
_ADD = """
INSERT OR REPLACE INTO forgotten SELECT k.id, k.paper, r.title
FROM known_as k JOIN member m ON m.paper = k.paper JOIN record r ON r.id = m.id AND r.source = m.source
WHERE k.paper = ? AND (k.id NOT LIKE 'title:%' OR k.paper LIKE 'title:%') GROUP BY k.id HAVING r.title = max(r.title)
"""


class Forgotten:
    """The forgotten papers of an evidence database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._db = connection.db

    def add(self, paper: str) -> None:
        """Add a paper that the graph has, by its id, within the caller's transaction."""
        self._db.execute(_ADD, (paper,))

    def all(self) -> list[tuple[str, str]]:
        """Return the id and title of every forgotten paper, by id."""
        return list(self._db.execute("SELECT DISTINCT paper, title FROM forgotten ORDER BY paper"))

    def without(self, papers: Iterable[Paper]) -> list[Paper]:
        """Return the papers that have none of the forgotten ids, in order."""
        ids = {id for (id,) in self._db.execute("SELECT id FROM forgotten")}
        return [paper for paper in papers if ids.isdisjoint((paper.id, *paper.same_as))]

    def undo(self, names: Iterable[str]) -> list[str]:
        """Let papers in again, by any of their ids; return the ids that were not forgotten."""
        unknown = []
        with self._connection.transaction(counts=False):
            for name in names:
                row = self._db.execute("SELECT paper FROM forgotten WHERE id = ?", (name,)).fetchone()
                if row is None:
                    unknown.append(name)
                else:
                    self._db.execute("DELETE FROM forgotten WHERE paper = ?", row)
        return unknown
