"""The texts of the corpora: titles and abstracts."""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path


def texts(data: Path) -> Iterator[str]:
    """Yield title, line end and abstract of every paper."""
    for path in sorted((data / "corpora").glob("*-abstracts.jsonl.xz")):
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for paper in map(json.loads, lines):
                yield f"{paper['title']}\n{paper['abstract']}"
