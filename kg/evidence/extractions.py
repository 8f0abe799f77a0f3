"""The extractions: one for each text, with the version of the model that made it."""

__all__ = ["Extractions"]

from collections import Counter
from collections.abc import Iterable, Iterator

from kg.evidence.codec import extraction_from_json, extraction_to_json
from kg.evidence.connection import Connection
from kg.evidence.papers import Papers
from kg.evidence.source_claims import with_claims
from kg.ids import content_key
from kg.model import Extraction, Paper

_UPSERT = """
INSERT INTO extraction VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
SET content_hash = excluded.content_hash, model = excluded.model, value = excluded.value
WHERE (content_hash, model, value) IS NOT (excluded.content_hash, excluded.model, excluded.value)"""


class Extractions:
    """The extractions of an evidence database; `model` is a version (see kg.evidence.versions.extraction)."""

    def __init__(self, connection: Connection, papers: Papers) -> None:
        self._connection = connection
        self._papers = papers
        self._db = connection.db

    def pending(self, model: str) -> Iterator[Paper]:
        """Yield the papers whose present text this model has not extracted, by id; of titles alone nothing is."""
        done = dict(self._db.execute("SELECT paper, content_hash FROM extraction WHERE model = ?", (model,)))
        papers = (paper for paper in self._papers.all() if paper.abstract != "")
        return (paper for paper in papers if done.get(paper.id) != paper.content_hash)

    def add(self, extractions: Iterable[Extraction], model: str) -> None:
        """Add or replace extractions, in one transaction."""
        rows = ((e.id, content_key("text", e.text), model, extraction_to_json(e)) for e in extractions)
        with self._connection.transaction():
            self._db.executemany(_UPSERT, rows)

    def all(self) -> Iterator[tuple[Extraction, str]]:
        """Yield (extraction, model) of the present text of every paper, with source claims, by paper id."""
        found = map(self.of, self._papers.all())
        return (extraction for extraction in found if extraction is not None)

    def of(self, paper: Paper) -> tuple[Extraction, str] | None:
        """Return (extraction, model) of the present text of a paper, with source claims, or None."""
        query = "SELECT value, model FROM extraction WHERE paper = ? AND content_hash = ?"
        row = self._db.execute(query, (paper.id, paper.content_hash)).fetchone()
        return None if row is None else (with_claims(extraction_from_json(row[0]), paper.claims), row[1])

    def models(self) -> Counter[str]:
        """Return the number of extractions by model."""
        return Counter(
            dict(self._db.execute("SELECT model, count(*) FROM extraction GROUP BY model ORDER BY model"))
        )
