"""The labelled papers: annotations joined with the corpora, gold abstracts, and sentences of other data sets."""

import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from kg.ids import content_key

Paper = dict[str, Any]


def lines(path: Path) -> Iterator[Paper]:
    """Yield the objects of a JSONL file, expanded when it ends in .xz."""
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as stream
    ):
        yield from map(json.loads, filter(str.strip, stream))


def annotated(data: Path, annotations: Path) -> list[Paper]:
    """Return the annotations with their texts, in the gold format, by id; one whose text has changed is left out, with a word on stderr."""
    wanted = {line["id"]: line for path in sorted(annotations.glob("*.jsonl")) for line in lines(path)}
    papers = []
    for corpus in ("acl", "arxiv", "pmlr"):
        for paper in lines(data / "corpora" / f"{corpus}-abstracts.jsonl.xz"):
            line = wanted.get(f"{corpus}:{paper['id']}")
            if line is None:
                continue
            text = f"{paper['title']}\n{paper['abstract']}"
            if content_key("text", text) != line["text_hash"]:
                print(f"left out {line['id']}: its text has changed", file=sys.stderr)
                continue
            entities = [
                dict(zip(("start", "end", "label", "cluster"), e, strict=True)) for e in line["entities"]
            ]
            forms: dict[str, list[str]] = {}
            for e in entities:
                forms.setdefault(e["cluster"], []).append(text[e["start"] : e["end"]])
            clusters = [
                {"key": k, "label": label, "role": role, "mentions": list(dict.fromkeys(forms.get(k, [])))}
                for k, label, role in line["clusters"]
            ]
            repositories = [
                dict(zip(("canonical", "role", "of"), r, strict=True)) for r in line["repositories"]
            ]
            papers.append(
                {
                    **line,
                    "text": text,
                    "entities": entities,
                    "clusters": clusters,
                    "repositories": repositories,
                }
            )
    return sorted(papers, key=lambda paper: paper["id"])


def split(papers: Iterable[Paper], annotations: Path) -> tuple[list[Paper], list[Paper]]:
    """Return the papers to learn from and those of the fixed fold by which models are compared (`held.txt`)."""
    held = set((annotations / "held.txt").read_text(encoding="utf-8").split())
    parts: tuple[list[Paper], list[Paper]] = [], []
    for paper in papers:
        parts[paper["id"] in held].append(paper)
    return parts
