"""Write the training corpora as DocBins.

    corpora.py DATA ANNOTATIONS OUT [--gold GOLD] [--fold K/N]

`aux.spacy`: SciER sentences (no metrics, fewer kinds of methods). `own.spacy`: abstracts labelled by our own guideline, the
annotations joined with the corpora by id and content hash. With --gold, gold abstracts join `own.spacy`; with --fold, every N-th of
them goes to `dev.spacy`.
"""

import argparse
import json
import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin
from spacy.util import filter_spans

from kg.ids import content_key

LABELS = ("Task", "Method", "Dataset", "Metric")
NLP = spacy.blank("en")


def lines(path: Path) -> Iterator[dict]:
    """Yield the objects of a JSONL file, expanded when it ends in .xz."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as stream:
        yield from map(json.loads, filter(str.strip, stream))


def doc(text: str, entities: Iterable[dict]) -> Doc:
    """Return a Doc with its entities; one that does not fit the tokens is widened to them, overlaps go to the longer."""
    made = NLP.make_doc(text)
    spans = (made.char_span(e["start"], e["end"], e["label"], alignment_mode="expand") for e in entities if e["label"] in LABELS)
    made.ents = filter_spans([span for span in spans if span is not None])
    return made


def annotated(data: Path, annotations: Path) -> Iterator[dict]:
    """Yield the annotations with their texts; an annotation whose text has changed is left out, with a word on stderr."""
    wanted = {line["id"]: line for path in sorted(annotations.glob("*.jsonl")) for line in lines(path)}
    for corpus in ("acl", "arxiv", "pmlr"):
        for paper in lines(data / "corpora" / f"{corpus}-abstracts.jsonl.xz"):
            line = wanted.get(f"{corpus}:{paper['id']}")
            if line is not None:
                text = f"{paper['title']}\n{paper['abstract']}"
                if content_key("text", text) == line["text_hash"]:
                    entities = [dict(zip(("start", "end", "label", "cluster"), e, strict=True)) for e in line["entities"]]
                    yield {**line, "text": text, "entities": entities}
                else:
                    print(f"left out {line['id']}: its text has changed", file=sys.stderr)


def write(path: Path, docs: Iterable[Doc]) -> None:
    """Write a DocBin."""
    found = list(docs)
    DocBin(docs=found).to_disk(path)
    print(f"{path.name}: {len(found)} texts, {sum(len(d.ents) for d in found)} entities")


def main() -> None:
    """Write the corpora."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "annotations", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--fold")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    write(args.out / "aux.spacy", (doc(x["text"], x["entities"]) for x in lines(args.data / "labelled" / "scier.train.jsonl")))
    gold = list(lines(args.gold)) if args.gold else []
    fold, folds = map(int, args.fold.split("/")) if args.fold else (0, 0)
    held = [x for i, x in enumerate(gold) if folds and i % folds == fold]
    own = [*annotated(args.data, args.annotations), *(x for x in gold if x not in held)]
    write(args.out / "own.spacy", (doc(x["text"], x["entities"]) for x in own))
    write(args.out / "dev.spacy", (doc(x["text"], x["entities"]) for x in held or own[::10]))


if __name__ == "__main__":
    main()
