"""The entries of authority files, as read."""

__all__ = ["Authorities"]

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.entries import OURS, from_json, to_json
from kg.evidence.connection import Connection
from kg.model import AuthorityEntry

_LABELS = "labels of authorities"  # the named fact: JSON, {file name: [label]}


class Authorities:
    """The authorities in an evidence database, by file name."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._db = connection.db

    def replace(self, name: str, entries: Iterable[AuthorityEntry], labels: Sequence[str] = ()) -> int:
        """Replace the entries of the authority of a name, in one transaction; return their number.

        `labels` are those of the concepts that it may be linked to, if not all.
        """
        rows = [(name, number, to_json(entry)) for number, entry in enumerate(entries)]
        with self._connection.transaction():
            self._db.execute("DELETE FROM authority WHERE source = ?", (name,))
            self._db.executemany("INSERT INTO authority VALUES (?, ?, ?)", rows)
            kept = {other: those for other, those in self.labels().items() if other != name}
            if rows and labels:
                kept[name] = tuple(labels)
            self._connection.set_meta(_LABELS, json.dumps(kept, sort_keys=True))
        return len(rows)

    def names(self) -> set[str]:
        """Return the names of the authorities."""
        return {name for (name,) in self._db.execute("SELECT DISTINCT source FROM authority")}

    def labels(self) -> dict[str, tuple[str, ...]]:
        """Return the labels of the concepts that an authority may be linked to, of each that is restricted."""
        return {
            name: tuple(labels) for name, labels in json.loads(self._connection.meta(_LABELS) or "{}").items()
        }

    def entries(self) -> Iterator[tuple[str, AuthorityEntry]]:
        """Yield every usable (authority, entry), in order."""
        return ((name, entry) for name, entry in self._decoded() if entry is not None)

    def unusable(self) -> dict[str, int]:
        """Return the number of unusable entries, kept by an older kg, of each authority that has any."""
        return dict(Counter(name for name, entry in self._decoded() if entry is None))

    def _decoded(self) -> Iterator[tuple[str, AuthorityEntry | None]]:
        for name, value in self._db.execute(
            "SELECT source, CAST(value AS BLOB) FROM authority ORDER BY source, number"
        ):
            yield name, None if name == OURS else from_json(value)
