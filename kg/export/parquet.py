"""Parquet: a folder with one typed file per node label and edge type (extra `papergraph[parquet]`)."""

__all__ = ["FOLDER", "export"]

from collections.abc import Iterable
from pathlib import Path

from kg import describe
from kg.errors import UsageError
from kg.export.options import DEFAULTS, Options
from kg.export.tables import tables
from kg.files import write_folder
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node

FOLDER = True


def export(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    path: Path,
    base: str = DEFAULT_BASE,  # noqa: ARG001 - the seam
    options: Options = DEFAULTS,
) -> None:
    """Write the tables to the folder `path`, lists as lists."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise UsageError("parquet needs pyarrow: pip install 'papergraph[parquet]'") from None
    types = {
        "string": pa.string(), "strings": pa.list_(pa.string()), "integer": pa.int64(),
        "decimal": pa.float64(), "boolean": pa.bool_(),
    }  # fmt: skip
    with write_folder(path) as folder:
        written = list(tables(nodes, edges))
        for table in written:
            columns = {name: [row[i] for row in table.rows] for i, name in enumerate(table.types)}
            schema = pa.schema([(name, types[type_]) for name, type_ in table.types.items()])
            pq.write_table(pa.table(columns, schema=schema), folder / f"{table.name}.parquet")
        if options.description is not None:
            describe.write_beside(folder, options.description, written, "parquet")
