"""Train every log-linear model.

train.py DATA ANNOTATIONS GOLD FOLD OUT

Writes mentions-abstracts, mentions-sentences, coreference, roles, relations-abstracts, relations-sentences,
results-kinds and results-slots as .npz. The models for abstracts learn from our own annotations and from
GOLD, those for single sentences from SciER. Those in the folder FOLD have seen neither GOLD nor the papers in
`held.txt` of ANNOTATIONS: models are compared by them. Everything is deterministic.
"""

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import concepts
import mentions
import numpy as np
import outcomes
from corpus import Paper, annotated, lines, split
from sklearn.linear_model import LogisticRegression

from kg.extract import abbreviations, roles
from kg.extract.entities import settle
from kg.extract.mentions import LEAST, MentionModel
from kg.extract.weights import Weights, log_odds

CHAIN = {"lasso": 0.05, "ridge": 0.3}
ROUNDS = {"abstracts": 100, "sentences": 150}
LEAST_SAME = 0.5
PENALTY = {"coreference": 3.0, "roles": 3.0, "relations": 8.0, "results": 5.0}
LEAST_RELATION = {"abstracts": 0.3, "sentences": 0.2}  # the best F1 at a precision of a half


def examples(papers: Sequence[Paper]) -> list[Any]:
    """Return the features and tags of papers."""
    return [
        (sentences, mentions.tags(paper, sentences))
        for paper in papers
        for sentences in [mentions.features(paper["text"])]
    ]


def calibration(papers: Sequence[Paper], model: MentionModel) -> tuple[float, float]:
    """Return slope and offset of a logistic curve from the confidence of a decision to how often it is right (Platt 1999).

    The model must not have seen the papers.
    """
    confidences, right = [], []
    for paper in papers:
        text, gold = paper["text"], {(e["start"], e["end"], e["label"]) for e in paper["entities"]}
        pairs = [(pair.short, pair.long) for pair in abbreviations.find(text)]
        for c in settle(
            text, model.candidates(text, mentions.features(text), ()), LEAST, abbreviations=pairs
        ):
            confidences.append(c.confidence)
            right.append((c.start, c.end, c.label) in gold)
    fitted = LogisticRegression(C=1e6).fit(log_odds(confidences).reshape(-1, 1), np.array(right))
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def train_concepts(papers: Sequence[Paper]) -> tuple[Weights, Weights]:
    """Return the models of roles and of relations, learnt from the annotated mentions."""
    texts = [concepts.marked(paper) for paper in papers]
    of_roles = concepts.fit(
        (x for p, text in zip(papers, texts, strict=True) for x in concepts.role_examples(p, text)),
        PENALTY["roles"],
    )
    predicted = concepts.predicted_roles(papers, PENALTY["roles"])
    pairs = (
        x
        for p, text, role_of in zip(papers, texts, predicted, strict=True)
        for x in concepts.relation_examples(p, text, role_of)
    )
    return of_roles, concepts.fit(pairs, PENALTY["relations"])


def train_results(papers: Sequence[Paper]) -> tuple[Weights, Weights]:
    """Return the models of what kind of outcome a number is, and of which concepts belong to it."""
    texts = [concepts.marked(paper) for paper in papers]
    roles_of = [{c["key"]: c["role"] for c in paper["clusters"]} for paper in papers]
    kinds = concepts.fit(
        (x for p, text in zip(papers, texts, strict=True) for x in outcomes.kind_examples(p, text)),
        PENALTY["results"],
    )
    pairs = (
        x
        for p, text, role_of in zip(papers, texts, roles_of, strict=True)
        for x in outcomes.slot_examples(p, text, role_of)
    )
    return kinds, concepts.fit(pairs, PENALTY["results"])


def train_sentences(papers: Sequence[Paper], of_roles: Weights) -> Weights:
    """Return the model of relations within single sentences."""
    pairs: list[concepts.Example] = []
    for paper in papers:
        text = concepts.marked(paper)
        if len(text.clusters) > 1:
            role_of = {key: role.role for key, role in roles.assign(text, of_roles).items()}
            pairs += concepts.relation_examples(paper, text, role_of)
    return concepts.fit(pairs, PENALTY["relations"])


def train_abstracts(
    papers: Sequence[Paper], out: Path, unseen: Sequence[Paper] = (), curve: tuple[float, float] = (1.0, 0.0)
) -> tuple[Weights, tuple[float, float]]:
    """Write the models for abstracts; return that of roles, and the calibration, measured on the `unseen` papers where there are some."""
    out.mkdir(parents=True, exist_ok=True)
    chain = mentions.train(examples(papers), rounds=ROUNDS["abstracts"], **CHAIN)
    curve = calibration(unseen, MentionModel(chain)) if unseen else curve
    MentionModel(chain, *curve).save(out / "mentions-abstracts.npz")
    print(
        f"mentions of abstracts: {len(papers)} papers, {len(chain.state.row)} features, calibration {curve[0]:.3f} {curve[1]:+.3f}",
        flush=True,
    )
    same = concepts.fit(
        (x for p in papers for x in concepts.coreference_examples(concepts.marked(p))), PENALTY["coreference"]
    )
    same.save(out / "coreference.npz", least=np.array(LEAST_SAME))
    of_roles, of_relations = train_concepts(papers)
    of_roles.save(out / "roles.npz")
    of_relations.save(out / "relations-abstracts.npz", least=np.array(LEAST_RELATION["abstracts"]))
    for part, weights in zip(("kinds", "slots"), train_results(papers), strict=True):
        weights.save(out / f"results-{part}.npz")
    print("coreference, roles, relations, results", flush=True)
    return of_roles, curve


def main() -> None:
    """Write the models."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "annotations", "gold", "fold", "out"):
        parser.add_argument(name, type=Path)
    args = parser.parse_args()
    gold = list(lines(args.gold))
    known, held = split(annotated(args.data, args.annotations), args.annotations)
    _, curve = train_abstracts(known, args.fold, [*held, *gold])
    of_roles, _ = train_abstracts([*known, *held, *gold], args.out, curve=curve)
    sentences = list(lines(args.data / "labelled" / "scier.train.jsonl"))
    chain = mentions.train(examples(sentences), rounds=ROUNDS["sentences"], **CHAIN)
    MentionModel(chain).save(args.out / "mentions-sentences.npz")
    train_sentences(sentences, of_roles).save(
        args.out / "relations-sentences.npz", least=np.array(LEAST_RELATION["sentences"])
    )
    print(f"mentions of sentences: {len(sentences)} sentences, {len(chain.state.row)} features")
    for name in ("mentions", "relations"):
        shutil.copy(args.out / f"{name}-sentences.npz", args.fold)


if __name__ == "__main__":
    main()
