"""A reading of files: it adds their records, and in the end takes away those that they no longer have."""

__all__ = ["Reading"]

import os
from collections.abc import Iterable

from kg.evidence.connection import Connection
from kg.evidence.forgotten import Forgotten
from kg.evidence.papers import Papers
from kg.evidence.rejects import Rejects
from kg.model import Paper, Rejected, SourceFile, file_names

# A table, as a set of all records would not fit into memory; it goes with the connection.
_GIVEN = "CREATE TEMP TABLE given (id TEXT, source TEXT, PRIMARY KEY (source, id)) WITHOUT ROWID"
_IS_GIVEN = "EXISTS (SELECT 1 FROM temp.given g WHERE g.id = r.id AND g.source = r.source)"
# A second run must not write.
_UPSERT = """
INSERT INTO file VALUES (?, ?)
ON CONFLICT DO UPDATE SET path = excluded.path WHERE path IS NOT excluded.path"""
# Until schema 5 a record was kept once more under each source that it names, as if that had been read.
_ONCE_MORE = """
r.id = ? AND r.source = ? AND NOT EXISTS
    (SELECT 1 FROM file WHERE substr(r.source, 1, length(name) + 1) IN (name || '#', name || '/'))"""


class Reading:
    """One reading of files into an evidence database.

    Records are kept as they come. Only `end` takes away what files no longer have, so that a reading that is
    interrupted or fails loses nothing.
    """

    def __init__(
        self, connection: Connection, papers: Papers, rejects: Rejects, forgotten: Forgotten
    ) -> None:
        self._connection, self._db = connection, connection.db
        self._papers, self._rejects, self._forgotten = papers, rejects, forgotten
        self.forgotten = 0
        """How many records were passed over, as their papers are forgotten for good."""
        self._whole: set[str] = set()  # names of the files that were read to their end
        self._db.execute("DROP TABLE IF EXISTS temp.given")
        self._db.execute(_GIVEN)

    def paths(self) -> dict[str, str]:
        """Return the absolute paths of all files that were ever read, by name."""
        rows = self._db.execute("SELECT CAST(name AS TEXT), CAST(path AS BLOB) FROM file")
        return {name: os.fsdecode(path) for name, path in rows}

    def add(self, items: Iterable[Paper | Rejected | SourceFile]) -> None:
        """Add or replace records and rejects, in one transaction; files that begin lose their old rejects."""
        items = list(items)
        every = [item for item in items if isinstance(item, Paper)]
        begun = [item for item in items if isinstance(item, SourceFile) and not item.end]
        with self._connection.transaction(counts=False):
            papers = self._forgotten.without(every)
            self.forgotten += len(every) - len(papers)
            self._db.executemany(_UPSERT, ((file.name, os.fsencode(file.path)) for file in begun))
            self._rejects.clear_files(file.name for file in begun)
            self._rejects.add(item for item in items if isinstance(item, Rejected))
            self._papers.add(papers)
            self._papers.remove(_ONCE_MORE, ((p.id, source) for p in papers for source in p.sources[1:]))
            records = ((paper.id, next(iter(paper.sources), "")) for paper in papers)
            self._db.executemany("INSERT OR IGNORE INTO temp.given VALUES (?, ?)", records)
        self._whole.update(item.name for item in items if isinstance(item, SourceFile) and item.end)

    def end(self) -> set[str]:
        """Delete the records that the files read to their end no longer have, in one transaction.

        Return the ids of the papers that were given.
        """

        def replaced(source: str) -> bool:
            return not self._whole.isdisjoint(file_names(source))

        self._db.create_function("replaced", 1, replaced, deterministic=True)
        self._papers.remove(f"CASE WHEN {_IS_GIVEN} THEN FALSE ELSE replaced(r.source) END")
        self._papers.group()
        if present := self._forgotten.present():
            marks = ", ".join("?" * len(present))
            query = f"SELECT count(*) FROM member r WHERE paper IN ({marks}) AND {_IS_GIVEN}"  # noqa: S608 - ours
            self.forgotten += int(self._db.execute(query, present).fetchone()[0])
            self._papers.forget(present, self._forgotten)
            self._papers.group()
        rows = self._db.execute(f"SELECT DISTINCT paper FROM member r WHERE {_IS_GIVEN}")  # noqa: S608 - ours
        return {paper for (paper,) in rows}
