"""Extraction on Apache Spark: the same function on every partition (extra `papergraph[spark]`)."""

__all__ = ["extract"]

import os
import sys
from collections.abc import Iterable, Iterator

from kg.engine.local import chunks, extract_chunk
from kg.errors import UsageError
from kg.model import Extraction, Paper, Rejected


def extract(
    papers: Iterable[Paper], pipeline: str | None = None, workers: int = 1
) -> Iterator[Extraction | Rejected]:
    """Yield the extraction of every paper, in order, on $SPARK_MASTER (default: local[workers])."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise UsageError("engine spark needs pyspark: pip install 'papergraph[spark]'") from None

    def work(part: Iterator[Paper]) -> Iterator[Extraction | Rejected]:
        for chunk in chunks(part):
            yield from extract_chunk(chunk, pipeline)

    os.environ.setdefault(
        "PYSPARK_PYTHON", sys.executable
    )  # by default Spark takes the first python3 on the path
    master = os.environ.get("SPARK_MASTER", f"local[{workers}]")
    session = SparkSession.builder.appName("papergraph").master(master).getOrCreate()
    try:
        session.sparkContext.setLogLevel("ERROR")
        yield from (
            session.sparkContext.parallelize(list(papers), max(workers, 1))
            .mapPartitions(work)
            .toLocalIterator()
        )
    finally:
        session.stop()
