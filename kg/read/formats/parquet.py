"""Parquet with a title and an abstract column (needs papergraph[parquet])."""

__all__ = ["read", "sniff"]

import shutil
import tempfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from kg.errors import UsageError
from kg.model import Paper, Rejected
from kg.read.entry import paper, rejected
from kg.read.formats.table import columns, entry

_ROWS = 1_000  # in memory at once


def sniff(head: str) -> bool:
    """Return whether the file starts with the magic number of Parquet."""
    return head.startswith("PAR1")


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:
    """Yield one entry per row. The input is copied to a temporary file, as the index is at its end.

    Raises UsageError if pyarrow is not installed.
    """
    try:
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile
    except ImportError:
        raise UsageError("reading Parquet needs pyarrow: pip install 'papergraph[parquet]'") from None
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(stream, file)
        file.seek(0)
        try:
            table = ParquetFile(file)
            wanted = columns(list(table.schema_arrow.names))
            if not {"title", "abstract"} <= wanted.keys():
                yield rejected(
                    source,
                    "unknown-format",
                    f"no title and abstract among the columns {', '.join(table.schema_arrow.names)}"[:500],
                )
                return
            names = [table.schema_arrow.names[index] for index in wanted.values()]
            number = 0
            for batch in table.iter_batches(batch_size=_ROWS, columns=names):
                for row in batch.to_pylist():
                    number += 1
                    cells = {what: _text(row[name]) for what, name in zip(wanted, names, strict=True)}
                    yield paper(f"{source}#{number}", entry(cells))
        except (ArrowException, OSError, ValueError) as error:
            yield rejected(source, "malformed", f"not Parquet: {str(error).splitlines()[0]}")


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)
