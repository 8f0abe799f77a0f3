"""Find how much the encoder's scores count beside the log-linear ones, and from which probability something is told.

weigh.py MODELS HELD.jsonl OUT.json

MODELS holds the log-linear models that have not seen the papers HELD, and the graphs of the encoder. One setting after
the other, in the order in which they decide, is set to the value with the best F1 on HELD, if that gains enough;
relations keep a precision of a half at least. OUT is `encoder.json`.
"""

import argparse
import itertools
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from kg.evaluate import score
from kg.evidence.codec import extraction_to_json
from kg.extract import encoder
from kg.extract.language import extract, make
from kg.extract.weights import log_odds
from kg.model import Paper

SETTINGS = {
    "shares": {"tags": 0.7, "same": 1.0, "roles": 1.0, "relations": 1.0, "kinds": 1.0, "slots": 0.7},
    "least": {"mentions": 0.4, "same": 0.6, "relations": 0.3, "slots": 0.4},
    "calibration": [1.0, 0.0],
}
GAIN = 0.01  # a setting is changed only where F1 gains that much: less is chance, and those above are the surer ones
MORE = {
    "leaderboard": 0.02
}  # single abstracts hold many rows; and with a larger share their confidence ranks worse
TRIED: tuple[tuple[str, dict[str, Sequence[float]]], ...] = (
    ("mentions", {"shares tags": (0.3, 0.5, 0.7, 0.9), "least mentions": (0.3, 0.35, 0.4, 0.45)}),
    ("concepts", {"shares same": (0.5, 1.0), "least same": (0.4, 0.5, 0.6)}),
    ("roles", {"shares roles": (0.5, 1.0, 2.0)}),
    ("relations", {"shares relations": (0.5, 1.0, 2.0), "least relations": (0.2, 0.25, 0.3, 0.35, 0.4)}),
    ("numbers", {"shares kinds": (0.5, 1.0, 2.0)}),
    ("leaderboard", {"shares slots": (0.5, 0.7, 1.0, 2.0), "least slots": (0.3, 0.4, 0.5)}),
)
LEAST_PRECISION = {"relations": 0.5}


class Trial:
    """The papers, and the folder in which settings are tried; each text is encoded once."""

    def __init__(self, models: Path, papers: list[dict[str, Any]], folder: Path) -> None:
        self.papers, self.folder = papers, folder
        shutil.copytree(models, folder, dirs_exist_ok=True)
        encode, seen = encoder.Encoder.encode, {}

        def once(own: encoder.Encoder, text: str, sentences: Any) -> encoder.Encoded | None:
            if text not in seen:
                seen[text] = encode(own, text, sentences)
            found = seen[text]
            return found and encoder.Encoded(own, found.pieces, found.vectors, found.tags)

        encoder.Encoder.encode = once

    def extracted(self, settings: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the extractions with these settings."""
        (self.folder / "encoder.json").write_text(json.dumps(settings), encoding="utf-8")
        papers = (Paper(paper["id"], *paper["text"].split("\n", 1)) for paper in self.papers)
        return [
            json.loads(extraction_to_json(x)) for x in extract(papers, make("accurate", str(self.folder)))
        ]

    def figures(self, settings: dict[str, Any]) -> dict[str, score.Figure]:
        """Return the figures with these settings."""
        return score.figures(zip(self.papers, self.extracted(settings), strict=True))


def changed(settings: dict[str, Any], values: dict[str, float]) -> dict[str, Any]:
    """Return the settings with some values by "group name"."""
    new = json.loads(json.dumps(settings))
    for place, value in values.items():
        group, name = place.split()
        new[group][name] = value
    return new


def best(
    trial: Trial, settings: dict[str, Any], figure: str, grid: dict[str, Sequence[float]]
) -> dict[str, Any]:
    """Return the settings with the values of a grid that give the best F1 of a figure."""
    ranked = []
    for values in itertools.product(*grid.values()):
        tried = changed(settings, dict(zip(grid, values, strict=True)))
        found = trial.figures(tried)[figure]
        enough = found.precision >= LEAST_PRECISION.get(figure, 0.0)
        print(
            f"{figure} {dict(zip(grid, values, strict=True))}: {found.precision:.3f} {found.recall:.3f} {found.f1:.4f}",
            flush=True,
        )
        ranked.append(
            (enough, found.f1 + (MORE.get(figure, GAIN) if tried == settings else 0.0), -len(ranked), tried)
        )
    return max(ranked, key=lambda row: row[:3])[3]


def calibrated(trial: Trial, settings: dict[str, Any]) -> list[float]:
    """Return slope and offset of a logistic curve from confidence to how often a mention is right (Platt 1999)."""
    confidences, right = [], []
    for paper, found in zip(trial.papers, trial.extracted(settings), strict=True):
        gold = {(e["start"], e["end"], e["label"]) for e in paper["entities"]}
        for e in found["entities"]:
            if e["label"] != "Repository":
                confidences.append(e["confidence"])
                right.append((e["start"], e["end"], e["label"]) in gold)
    fitted = LogisticRegression(C=1e6).fit(log_odds(confidences).reshape(-1, 1), np.array(right))
    return [round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)]


def main() -> None:
    """Write the settings."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("models", "held", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    papers = score.read_gold(args.held)
    settings = SETTINGS
    with tempfile.TemporaryDirectory() as folder:
        trial = Trial(args.models, papers, Path(folder))
        for figure, grid in TRIED:
            settings = best(trial, settings, figure, grid)
            if figure == "concepts":
                settings = {**settings, "calibration": calibrated(trial, settings)}
        for name, figure in trial.figures(settings).items():
            print(f"{name}: {figure.precision:.3f} {figure.recall:.3f} {figure.f1:.3f}")
    args.out.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
