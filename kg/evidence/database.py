"""The evidence database: records and extractions in one SQLite file, the source of the graph.

Tables `record`, `file`, `extraction`, `reject`, `forgotten`, `decision` and `authority` are primary. `paper`, `member`, `known_as`
and `clash` are derived from the records on first use after a change (see kg.evidence.papers); those in
kg.evidence.schema.DERIVED are derived from all of these (see kg.graph.build). Each step is one transaction,
so a kill leaves the old tables or the new ones.
"""

__all__ = ["EvidenceDatabase"]

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from kg.errors import InputError
from kg.evidence.authorities import Authorities
from kg.evidence.connection import Connection
from kg.evidence.decisions import Decisions
from kg.evidence.extractions import Extractions
from kg.evidence.forgotten import Forgotten
from kg.evidence.lock import exclusive_lock
from kg.evidence.papers import Papers
from kg.evidence.reading import Reading
from kg.evidence.rejects import Rejects
from kg.evidence.schema import file_in
from kg.evidence.versions import GraphVersion, Settings, to_json


class EvidenceDatabase(Connection):
    """The evidence database of the graph in a folder, created if missing. Use as a context manager.

    One writer at a time.

    In a read-only folder it can still be read.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._locked = False
        self.papers = Papers(self)
        self.extractions = Extractions(self, self.papers)
        self.rejects = Rejects(self)
        self.decisions = Decisions(self)
        self.authorities = Authorities(self)
        self.forgotten = Forgotten(self)

    def reading(self) -> Reading:
        """Begin to read files."""
        return Reading(self, self.papers, self.rejects, self.forgotten)

    @classmethod
    def existing(cls, folder: Path) -> Self:
        """Open an existing database; InputError if there is none."""
        if not file_in(folder).is_file():
            raise InputError(
                f"no graph in {folder}: create one with `kg run`, or choose another with --store"
            )
        return cls(folder)

    @contextmanager
    def exclusive_lock(self) -> Iterator[None]:
        """Hold the folder's exclusive lock, which is reentrant.

        Raises StoreUnavailable if another process holds it.
        """
        if self._locked:
            yield
            return
        with exclusive_lock(self.folder):
            self._locked = True
            try:
                yield
            finally:
                self._locked = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read the database as it is now, unaffected by concurrent writes."""
        self.papers.group()
        self.db.execute("BEGIN")
        try:
            yield
        finally:
            self.db.execute("ROLLBACK")

    @property
    def settings(self) -> Settings:
        """The settings that the graph is made with."""
        return Settings.from_json(self.meta("settings")) or Settings()

    @settings.setter
    def settings(self, settings: Settings) -> None:
        self.set_meta("settings", to_json(settings))

    @property
    def graph_version(self) -> GraphVersion | None:
        """The version that the tables of the graph were computed from.

        None if they are empty or made by an older kg.
        """
        return GraphVersion.from_json(self.meta("graph"))

    def counts(self) -> list[tuple[str, int]]:
        """Return the numbers of papers, records, extractions, rejects and clashes."""
        self.papers.group()
        tables = {
            "papers": "paper",
            "records": "record",
            "extractions": "extraction",
            "rejected": "reject",
            "clashes": "clash",
        }
        return [
            (name, int(self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]))  # noqa: S608
            for name, table in tables.items()
        ]
