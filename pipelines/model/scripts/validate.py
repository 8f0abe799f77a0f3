"""Cross-validate the whole pipeline on gold abstracts: each is extracted by models that have not seen it.

validate.py DATA ANNOTATIONS GOLD OUT.jsonl [--folds N] [--only K]

Writes the extractions, one a line, in the form that `../../eval`'s scorer and `kg eval` compare. The
calibration curve is that of the shipped model.
"""

import argparse
import shutil
import tempfile
from pathlib import Path

import train
from corpus import annotated, lines

from kg.evidence.codec import extraction_to_json
from kg.extract.language import extract, make
from kg.extract.mentions import MentionModel
from kg.model import Paper

SHIPPED = Path(__file__).parents[3] / "kg" / "extract" / "model"


def main() -> None:
    """Write the extractions."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "annotations", "gold", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--only", type=int, help="one fold alone")
    parser.add_argument(
        "--least",
        type=float,
        help="the confidence from which a relation is given, to try others than the shipped one",
    )
    args = parser.parse_args()
    if args.least is not None:
        train.LEAST_RELATION["abstracts"] = args.least
    gold, own = list(lines(args.gold)), annotated(args.data, args.annotations)
    shipped = MentionModel.load(SHIPPED / "mentions-abstracts.npz")
    with args.out.open("w", encoding="utf-8") as out, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("mentions", "relations"):
            shutil.copy(SHIPPED / f"{kind}-sentences.npz", folder)
        for fold in range(args.folds) if args.only is None else [args.only]:
            held = gold[fold :: args.folds]
            ids = {paper["id"] for paper in held}
            train.train_abstracts(
                [*own, *(paper for paper in gold if paper["id"] not in ids)],
                folder,
                (shipped.slope, shipped.offset),
            )
            papers = [Paper(paper["id"], *paper["text"].split("\n", 1)) for paper in held]
            for extraction in extract(papers, make(folder=str(folder))):
                out.write(extraction_to_json(extraction) + "\n")


if __name__ == "__main__":
    main()
