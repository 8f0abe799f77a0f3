"""Extract the abstracts of the fixed fold and the gold abstracts by models that have not seen them.

validate.py DATA ANNOTATIONS GOLD FOLD HELD.jsonl PREDICTED.jsonl [--model NAME]

Writes both sets with their annotations, and the extractions, one a line, in the form that `../../eval`'s scorer
and `kg eval` compare. FOLD is the folder that train.py wrote.
"""

import argparse
import json
from pathlib import Path

from corpus import annotated, lines, split

from kg.evidence.codec import extraction_to_json
from kg.extract.language import MODELS, extract, make
from kg.model import Paper


def main() -> None:
    """Write the papers and the extractions."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "annotations", "gold", "fold", "held", "predicted"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--model", choices=MODELS, default="fast")
    args = parser.parse_args()
    known = [*lines(args.gold), *split(annotated(args.data, args.annotations), args.annotations)[1]]
    args.held.write_text(
        "".join(json.dumps(paper, ensure_ascii=False) + "\n" for paper in known), encoding="utf-8"
    )
    papers = [Paper(paper["id"], *paper["text"].split("\n", 1)) for paper in known]
    with args.predicted.open("w", encoding="utf-8") as out:
        for extraction in extract(papers, make(args.model, folder=str(args.fold))):
            out.write(extraction_to_json(extraction) + "\n")


if __name__ == "__main__":
    main()
