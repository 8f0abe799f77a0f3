"""Parquet with a title and an abstract column (needs papergraph[parquet])."""

__all__ = ["FIELDS", "read", "sniff"]

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, BinaryIO

from kg.errors import UsageError
from kg.model import Paper, Rejected
from kg.read.entry import paper, rejected
from kg.read.formats.openalex import inverted
from kg.read.formats.table import columns, entry, merged
from kg.read.metadata.cells import FIELDS, with_lists

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
            present = table.schema_arrow.names
            known = {field: [present[i] for i in indices] for field, indices in columns(present).items()}
            if not {"title", "abstract"} <= known.keys():
                reason = f"no title and abstract among the columns {', '.join(present)}"[:500]
                yield rejected(source, "unknown-format", reason)
                return
            number = 0
            wanted = list({name for names in known.values() for name in names})
            for batch in table.iter_batches(batch_size=_ROWS, columns=wanted):
                indices = {name: i for i, name in reversed(list(enumerate(batch.schema.names)))}
                values = {name: _values(batch.column(indices[name])) for name in wanted}
                for row in range(batch.num_rows):
                    number += 1
                    yield _paper(f"{source}#{number}", known, {name: values[name][row] for name in wanted})
        except (ArrowException, OSError, ValueError) as error:
            yield rejected(source, "malformed", f"not Parquet: {str(error).splitlines()[0]}")


def _values(column: Any) -> list[Any]:
    """Return the values of a column: bytes for text that is not UTF-8, None for a date that Python cannot hold."""
    try:
        return list(column.to_pylist())
    except (OverflowError, ValueError):
        return [_value(scalar) for scalar in column]


def _value(scalar: Any) -> Any:
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        return scalar.as_buffer().to_pybytes() if hasattr(scalar, "as_buffer") else None
    except (OverflowError, ValueError):
        return None


def _paper(where: str, known: dict[str, list[str]], row: dict[str, Any]) -> Paper | Rejected:
    cells = {}
    for field, names in known.items():
        try:
            cells[field] = merged(field, [_text(row[name]) for name in names])
        except UnicodeDecodeError as error:
            if field in ("title", "abstract"):
                return rejected(where, "encoding", f"byte {error.start + 1} of the {field} is not UTF-8")
    found = entry(cells)
    lists = {field: value for field, names in known.items() if (value := _list(row[name] for name in names))}
    if lists:
        found = found._replace(metadata=with_lists(found.metadata, lists))
    return paper(where, found)


def _list(values: Iterable[Any]) -> list[Any]:
    """Return the first value, if it is a list, or an object, which is one of them; else []."""
    value = next(filter(None, values), None)
    return [value] if isinstance(value, dict) else value if isinstance(value, list) else []


def _text(value: Any) -> str:
    """Return a value as text: parts joined, and the words of an inverted index in order."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, list) and value and all(isinstance(item, tuple) for item in value):
        value = dict(value)  # a map
    if isinstance(value, dict):
        index = {word: places for word, places in value.items() if isinstance(places, list)}
        with suppress(ValueError, TypeError):  # too long, or no places
            return inverted(index) if index else _text(list(value.values()))
        return ""
    if isinstance(value, list):
        return " ".join(filter(None, map(_text, value)))
    return "" if value is None else str(value)
