"""Join the annotations with their texts: what the encoder learns from, and what it is measured on.

join.py DATA ANNOTATIONS GOLD OUT [--only PATTERN…]

Writes `train.jsonl`, and `held.jsonl`: the fixed fold and the gold abstracts.
"""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "model" / "scripts"))
from corpus import Paper, annotated, lines, split


def write(path: Path, papers: Iterable[Paper]) -> None:
    """Write papers, one a line."""
    path.write_text(
        "".join(json.dumps(paper, ensure_ascii=False) + "\n" for paper in papers), encoding="utf-8"
    )


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("data", "annotations", "gold", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--only", nargs="+", default=["*"], help="patterns of names of annotation files")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    chosen = {
        paper["id"]
        for path in args.annotations.glob("*.jsonl")
        if any(path.match(f"{pattern}.jsonl") for pattern in args.only)
        for paper in lines(path)
    }
    known, held = split(
        (paper for paper in annotated(args.data, args.annotations) if paper["id"] in chosen), args.annotations
    )
    write(args.out / "train.jsonl", known)
    write(args.out / "held.jsonl", [*held, *lines(args.gold)])


if __name__ == "__main__":
    main()
