"""Train every model of the shipped pipeline.

train.py DATA ANNOTATIONS OUT [--gold GOLD]

Writes mentions-abstracts, mentions-sentences, roles, relations-abstracts, relations-sentences, results-kinds
and results-slots as .npz. The models for abstracts learn from our own annotations and from GOLD, those for
single sentences from SciER. Everything is deterministic.
"""

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import concepts
import mentions
import numpy as np
import outcomes
from corpus import Paper, annotated, lines
from sklearn.linear_model import LogisticRegression

from kg.extract import abbreviations, roles
from kg.extract.entities import settle
from kg.extract.mentions import LEAST, MentionModel, log_odds
from kg.extract.weights import Weights

CHAIN = {"lasso": 0.05, "ridge": 0.3}
ROUNDS = {"abstracts": 100, "sentences": 150}
PENALTY = {"roles": 3.0, "relations": 8.0, "results": 5.0}
LEAST_RELATION = {"abstracts": 0.35, "sentences": 0.2}  # where precision still rises faster than recall falls
FOLDS = 3


def examples(papers: Sequence[Paper]) -> list[Any]:
    """Return the features and tags of papers."""
    return [
        (sentences, mentions.tags(paper, sentences))
        for paper in papers
        for sentences in [mentions.features(paper["text"])]
    ]


def calibration(papers: Sequence[Paper], known: Sequence[Any], judged: set[str]) -> tuple[float, float]:
    """Return slope and offset of a logistic curve from the confidence of a decision to how often it is right (Platt 1999).

    Models that have not seen a paper decide on it; the papers with the ids in `judged` count.
    """
    order = list(range(len(papers)))
    random.Random(0).shuffle(order)
    confidences, right = [], []
    for fold in range(FOLDS):
        test = order[fold::FOLDS]
        seen = set(order) - set(test)
        model = MentionModel(
            mentions.train([known[i] for i in sorted(seen)], rounds=ROUNDS["abstracts"], **CHAIN)
        )
        for i in (i for i in test if papers[i]["id"] in judged):
            gold = {(e["start"], e["end"], e["label"]) for e in papers[i]["entities"]}
            text = papers[i]["text"]
            pairs = [(pair.short, pair.long) for pair in abbreviations.find(text)]
            for c in settle(text, model.candidates(text, known[i][0], ()), LEAST, abbreviations=pairs):
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
    papers: Sequence[Paper],
    out: Path,
    curve: tuple[float, float] | None = None,
    judged: set[str] | None = None,
) -> Weights:
    """Write the models for abstracts, and return that of roles; the calibration is measured where no `curve` is given."""
    known = examples(papers)
    chain = mentions.train(known, rounds=ROUNDS["abstracts"], **CHAIN)
    slope, offset = curve or calibration(papers, known, judged or {paper["id"] for paper in papers})
    MentionModel(chain, slope, offset).save(out / "mentions-abstracts.npz")
    print(
        f"mentions of abstracts: {len(papers)} papers, {len(chain.state.row)} features, calibration {slope:.3f} {offset:+.3f}",
        flush=True,
    )
    of_roles, of_relations = train_concepts(papers)
    of_roles.save(out / "roles.npz")
    of_relations.save(out / "relations-abstracts.npz", least=np.array(LEAST_RELATION["abstracts"]))
    print(f"roles: {len(of_roles.row)} features; relations: {len(of_relations.row)}", flush=True)
    for part, weights in zip(("kinds", "slots"), train_results(papers), strict=True):
        weights.save(out / f"results-{part}.npz")
        print(f"{part} of results: {len(weights.row)} features", flush=True)
    return of_roles


def main() -> None:
    """Write the models."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("data", "annotations", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--gold", type=Path)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    gold = list(lines(args.gold)) if args.gold else []
    papers = [*annotated(args.data, args.annotations), *gold]
    of_roles = train_abstracts(papers, args.out, judged={paper["id"] for paper in gold} or None)
    sentences = list(lines(args.data / "labelled" / "scier.train.jsonl"))
    chain = mentions.train(examples(sentences), rounds=ROUNDS["sentences"], **CHAIN)
    MentionModel(chain).save(args.out / "mentions-sentences.npz")
    train_sentences(sentences, of_roles).save(
        args.out / "relations-sentences.npz", least=np.array(LEAST_RELATION["sentences"])
    )
    print(f"mentions of sentences: {len(sentences)} sentences, {len(chain.state.row)} features")


if __name__ == "__main__":
    main()
