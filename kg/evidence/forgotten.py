"""The papers that are kept out of every run, by all the ids that they had."""

__all__ = ["Forgotten"]

from collections.abc import Iterable

from kg.evidence.connection import Connection
from kg.model import Paper

# An id that is made from a title is that of many prefaces, so it only counts for a paper without any other.
_ADD = """
INSERT OR IGNORE INTO forgotten SELECT k.id, k.paper, r.title
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
        """Return the papers that have none of the forgotten ids, in order, within the caller's transaction.

        The other ids of those that have one are forgotten too.
        """
        known = {id: rest for id, *rest in self._db.execute("SELECT id, paper, title FROM forgotten")}
        if not known:
            return list(papers)
        kept, before = [], len(known)
        for paper in papers:
            ids = (paper.id, *paper.same_as)
            if found := next((known[id] for id in ids if id in known), None):
                known.update((id, found) for id in ids if id not in known and not id.startswith("title:"))
            else:
                kept.append(paper)
        new = [(id, *rest) for id, rest in known.items()][before:]
        self._db.executemany("INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)", new)
        return kept

    def present(self) -> list[str]:
        """Return the papers of the graph that have a forgotten id after all, as one came to it by another record."""
        rows = self._db.execute(
            "SELECT DISTINCT k.paper FROM known_as k JOIN forgotten f ON f.id = k.id ORDER BY 1"
        )
        return [paper for (paper,) in rows]

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
