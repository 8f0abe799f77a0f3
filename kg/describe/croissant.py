"""Croissant 1.1: a folder of tables, described so that programs for machine learning can load it."""

__all__ = ["croissant"]

from collections.abc import Iterable, Set
from typing import Any

from kg.describe.description import Description
from kg.describe.files import File, Table, holds
from kg.describe.schema_org import creators, said
from kg.generated.vocabulary import EDGES

# The context that the specification gives; a file must have it in full.
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{
        name: f"cr:{name}"
        for name in (
            "arrayShape citeAs column containedIn equivalentProperty extract field fileProperty fileObject fileSet format includes "
            "isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace samplingRate "
            "separator source subField transform"
        ).split()
    },
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}
_TYPES = {
    "string": "sc:Text",
    "strings": "sc:Text",
    "integer": "sc:Integer",
    "decimal": "sc:Float",
    "boolean": "sc:Boolean",
}
_ALSO = {"application/vnd.apache.parquet": ("application/x-parquet",)}  # mlcroissant knows the second only
_JOINED = (
    "Several values are joined by a vertical bar; a bar or backslash within one has a backslash before it."
)


def croissant(description: Description, tables: Iterable[Table], files: Iterable[File]) -> dict[str, Any]:
    """Return the description of tables, each in the file of its name."""
    by_name = {file.name.partition(".")[0]: file for file in files}
    known = [table for table in tables if table.name in by_name]
    filled = {
        table.name for table in known if table.rows
    }  # what can be referred to: mlcroissant fails at an empty table
    people = creators(description)
    return {
        "@context": dict(sorted(_CONTEXT.items())),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        **said(description),
        **({"creator": people} if people else {}),
        "distribution": [_file_object(file) for file in by_name.values()],
        "recordSet": [_record_set(table, by_name[table.name], filled) for table in known],
    }


def _file_object(file: File) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.name,
        "name": file.name,
        "contentUrl": file.name,
        "contentSize": f"{file.size} B",
        "encodingFormat": [file.media_type, *_ALSO.get(file.media_type, ())],
        "sha256": file.sha256,
    }


def _record_set(table: Table, file: File, filled: Set[str]) -> dict[str, Any]:
    key = next((name for name in ("iri", "key") if name in table.types), None)
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": holds(table),
        **({"key": {"@id": f"{table.name}/{key}"}} if key else {}),
        "field": [_field(table.name, name, type_, file, filled) for name, type_ in table.types.items()],
    }


def _field(table: str, name: str, type_: str, file: File, filled: Set[str]) -> dict[str, Any]:
    listed = type_ == "strings"
    array = listed and file.media_type != "text/csv"
    refers = _referenced(table, name)
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{name}",
        "name": name,
        **({"description": _JOINED} if listed and not array else {}),
        "dataType": _TYPES[type_],
        **({"isArray": True, "arrayShape": "-1"} if array else {}),
        "source": {"fileObject": {"@id": file.name}, "extract": {"column": name}},
        **({"references": {"field": {"@id": f"{refers}/iri"}}} if refers in filled else {}),
    }


def _referenced(table: str, column: str) -> str | None:
    """Return the label of the nodes at an end of edges, where it is only one."""
    if table not in EDGES or column not in ("source", "target"):
        return None
    labels = {pair[column == "target"] for pair in EDGES[table].pairs}
    return labels.pop() if len(labels) == 1 else None
