"""Decisions of people: that two names mean one concept, or never the same one."""

__all__ = ["Decisions"]


from kg.evidence.connection import Connection
from kg.model import Decision


class Decisions:
    """The decisions in an evidence database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._db = connection.db

    def add(self, decision: Decision) -> None:
        """Record a decision on two names; it replaces an earlier one on the same two."""
        kind, name, other = decision
        with self._connection.transaction():
            self._db.execute("DELETE FROM decision WHERE (name, other) = (?, ?)", (other, name))
            self._db.execute(
                "INSERT INTO decision VALUES (?, ?, ?) "
                "ON CONFLICT DO UPDATE SET kind = excluded.kind WHERE kind IS NOT excluded.kind",
                (name, other, kind),
            )

    def remove(self, decision: Decision) -> bool:
        """Remove a decision; return whether it existed."""
        with self._connection.transaction():
            query = "DELETE FROM decision WHERE kind = ? AND (name, other) IN ((?, ?), (?, ?))"
            kind, name, other = decision
            return self._db.execute(query, (kind, name, other, other, name)).rowcount > 0

    def all(self) -> list[Decision]:
        """Return the decisions, by name."""
        return list(
            map(
                Decision._make,
                self._db.execute("SELECT kind, name, other FROM decision ORDER BY name, other"),
            )
        )
