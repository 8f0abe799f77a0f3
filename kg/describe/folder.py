"""The descriptions that stand beside the tables of a folder: Croissant and RO-Crate."""

__all__ = ["write_beside"]

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kg.describe.crate import crate
from kg.describe.croissant import croissant
from kg.describe.description import Description
from kg.describe.dump import Dump
from kg.describe.files import DESCRIPTIONS, Table, file, holds, in_folder


def write_beside(folder: Path, description: Description, tables: Iterable[Table], form: str) -> None:
    """Describe a folder whose tables have all been written in a format: croissant.json, ro-crate-metadata.json."""
    described = list(tables)
    files = in_folder(folder, Dump(form).media_type)
    first, second = (folder / name for name in DESCRIPTIONS)
    _write(first, croissant(description, described, files))
    texts = {f"{table.name}.{form}": holds(table) for table in described}
    texts[first.name] = "The tables and their columns, in the vocabulary Croissant."
    _write(second, crate(description, [*files, file(first, "application/ld+json")], texts))


def _write(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
