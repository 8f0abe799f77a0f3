"""Extraction on Apache Spark: the same function on every partition (extra `papergraph[spark]`)."""

__all__ = ["extract"]

from collections.abc import Iterable, Iterator

from kg.engine.local import _chunk, _chunks
from kg.errors import UsageError
from kg.model import Extraction, Paper, Rejected


def extract(papers: Iterable[Paper], pipeline: str | None = None, workers: int = 1) -> Iterator[Extraction | Rejected]:
    """Yield the extraction of every paper, in order, computed on the Spark that the environment names (local[workers] by default)."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("the engine spark needs pyspark: pip install 'papergraph[spark]'") from None

    def work(part: Iterator[Paper]) -> Iterator[Extraction | Rejected]:
        for chunk in _chunks(part):
            yield from _chunk(chunk, pipeline)

    session = SparkSession.builder.appName("papergraph").master(f"local[{workers}]").getOrCreate()
    try:
        session.sparkContext.setLogLevel("ERROR")
        yield from session.sparkContext.parallelize(list(papers), max(workers, 1)).mapPartitions(work).toLocalIterator()
    finally:
        session.stop()
