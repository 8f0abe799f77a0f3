"""Write down what the shipped models are made of and what they are worth.

lock.py DATA ANNOTATIONS HELD FAST ACCURATE MODEL

Writes `model.lock` (hashes of data and models, versions, seeds, scores) and, between its marks, the scores
and the reliability tables of `MODEL_CARD.md` into the folder MODEL. Scores are those of `kg eval`, by model: on
the papers HELD, of which FAST and ACCURATE are the extractions that validate.py wrote, and on SciER's and
TDMSci's development sentences.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

from corpus import Paper, lines

from kg.evaluate import score
from kg.evidence.codec import extraction_to_json
from kg.extract.language import extract, make
from kg.model import Paper as Source

LIBRARIES = (
    "spacy", "numpy", "python-crfsuite", "scikit-learn", "floret", "torch", "transformers", "onnx", "onnxruntime", "tokenizers",
)  # fmt: skip
MODELS = ("*.[ng][pz]*", "*.onnx", "encoder.json", "vocabulary.txt")
SEEDS = {"words": 0, "roles": 0, "encoder": 1}
Scores = dict[str, dict[str, list[float]]]
Bin = tuple[int, float, float]  # how many, their mean confidence, how often they are right
START, STOP = "<!-- scores -->\n", "<!-- end of scores -->\n"
BINS = 10


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def scored(gold: Sequence[Paper], predicted: Sequence[Paper]) -> dict[str, list[float]]:
    """Return precision, recall and F1 by figure, as `kg eval` gives them."""
    by_id = {paper["id"]: paper for paper in predicted}
    figures = score.figures([(paper, by_id.get(paper["id"], {})) for paper in gold])
    return {name: [round(f.precision, 3), round(f.recall, 3), round(f.f1, 3)] for name, f in figures.items()}


def extracted(gold: Sequence[Paper], model: str) -> list[Paper]:
    """Return what a shipped model extracts from texts."""
    papers = []
    for paper in gold:
        title, newline, abstract = paper["text"].partition("\n")
        papers.append(Source(paper["id"], title, abstract if newline else None))
    return [json.loads(extraction_to_json(found)) for found in extract(papers, make(model))]


def reliability(gold: Sequence[Paper], predicted: Sequence[Paper]) -> tuple[float, list[Bin]]:
    """Return the expected calibration error of mentions, and of each tenth how many, their mean confidence, how often they are right."""
    true = {(paper["id"], e["start"], e["end"], e["label"]) for paper in gold for e in paper["entities"]}
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for paper in predicted:
        for e in paper["entities"]:
            if e["label"] != "Repository":
                right = (paper["id"], e["start"], e["end"], e["label"]) in true
                bins[min(BINS - 1, int(e["confidence"] * BINS))].append((e["confidence"], right))
    rows = [(len(b), sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b)) for b in bins if b]
    total = sum(count for count, *_ in rows)
    return sum(count * abs(mean - right) for count, mean, right in rows) / total, rows


def card(scores: Scores, calibrated: dict[str, tuple[float, Sequence[Bin]]]) -> Iterator[str]:
    """Yield the lines of the card that figures fill."""
    for name, figures in scores.items():
        yield f"**{name}**\n"
        yield "| figure | precision | recall | F1 |\n|---|---|---|---|"
        yield from (f"| {figure} | {p:.3f} | {r:.3f} | {f:.3f} |" for figure, (p, r, f) in figures.items())
        yield ""
    for model, (error, rows) in calibrated.items():
        yield f"Expected calibration error of mentions, {model}: {error:.3f} (ten bins, abstracts not seen).\n"
        yield "| mentions | mean confidence | right |\n|---|---|---|"
        yield from (f"| {count} | {mean:.2f} | {right:.2f} |" for count, mean, right in rows)
        yield ""


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "annotations", "held", "fast", "accurate", "model"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    known = list(lines(args.held))
    fold = set((args.annotations / "held.txt").read_text(encoding="utf-8").split())
    sets = {
        "gold": [paper for paper in known if paper["id"] not in fold],
        "fixed fold": [paper for paper in known if paper["id"] in fold],
    }
    validated = {"accurate": list(lines(args.accurate)), "fast": list(lines(args.fast))}
    scores = {
        f"{model}, {len(papers)} abstracts ({name})": scored(papers, predicted)
        for model, predicted in validated.items()
        for name, papers in sets.items()
    }
    labelled = args.data / "labelled"
    sentences = {name: list(lines(labelled / f"{name}.dev.jsonl")) for name in ("scier", "tdmsci")}
    scores |= {
        f"{model}, sentences of {name}.dev": scored(papers, extracted(papers, model))
        for model in validated
        for name, papers in sentences.items()
    }
    calibrated = {model: reliability(known, predicted) for model, predicted in validated.items()}
    inputs = [
        *sorted((args.data / "corpora").glob("*.xz")),
        labelled / "scier.train.jsonl",
        *sorted(args.annotations.glob("*.jsonl")),
    ]
    lock = {
        "data": {path.name: digest(path) for path in inputs},
        "models": {path.name: digest(path) for ending in MODELS for path in sorted(args.model.glob(ending))},
        "versions": {name: version(name) for name in LIBRARIES},
        "seeds": SEEDS,
        "scores": scores,
        "calibration error": {model: round(error, 4) for model, (error, _) in calibrated.items()},
    }
    (args.model / "model.lock").write_text(
        json.dumps(lock, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    path = args.model / "MODEL_CARD.md"
    before, _, rest = path.read_text(encoding="utf-8").partition(START)
    after = rest.partition(STOP)[2]
    path.write_text(
        before + START + "\n".join(card(scores, calibrated)) + "\n" + STOP + after, encoding="utf-8"
    )
    print(lock["calibration error"])


if __name__ == "__main__":
    main()
