"""Train the mention model: a conditional random field over the features of `kg.extract.mention_features`."""

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pycrfsuite
from corpus import Paper

from kg.extract import candidates, entities
from kg.extract.crf import Chain
from kg.extract.language import rules
from kg.extract.mention_features import Sentence, read
from kg.extract.weights import Weights
from kg.generated.vocabulary import CONCEPTS

NLP = rules()
TAGS = ("O", *(f"{side}-{label}" for label in CONCEPTS for side in "BILU"))


def features(text: str) -> list[Sentence]:
    """Return the features of a text, as the pipeline sees them."""
    doc = NLP(text)
    return read(text, doc._.kg_sentences, doc._.kg_abbreviations, doc._.kg_candidates)


def tags(paper: Paper, sentences: Sequence[Sentence]) -> list[list[str]]:
    """Return the BILOU tag of every word; of overlapping entities the longer wins, and an entity that cuts a word takes all of it."""
    spans = entities.decide(
        candidates.Candidate(e["start"], e["end"], e["label"], 1.0, "gold")
        for e in paper["entities"]
        if e["label"] in CONCEPTS
    )
    tagged = []
    for sentence in sentences:
        row = ["O"] * len(sentence.words)
        for span in spans:
            inside = [
                i for i, word in enumerate(sentence.words) if word.start < span.end and word.end > span.start
            ]
            if len(inside) == 1:
                row[inside[0]] = f"U-{span.label}"
            elif inside:
                for i in inside:
                    row[i] = f"I-{span.label}"
                row[inside[0]], row[inside[-1]] = f"B-{span.label}", f"L-{span.label}"
        tagged.append(row)
    return tagged


def train(
    examples: Iterable[tuple[Sequence[Sentence], Sequence[Sequence[str]]]],
    lasso: float,
    ridge: float,
    rounds: int,
) -> Chain:
    """Return the model that L-BFGS finds with these penalties (OWL-QN where `lasso` is not zero); the same input gives the same model."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {"c1": lasso, "c2": ridge, "max_iterations": rounds, "feature.possible_transitions": True}
    )
    for sentences, tagged in examples:
        for sentence, row in zip(sentences, tagged, strict=True):
            trainer.append(sentence.features, row)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "crf")
        trainer.train(path)
        tagger = pycrfsuite.Tagger()
        tagger.open(path)
        info = tagger.info()
    column = {tag: i for i, tag in enumerate(TAGS)}
    transition = np.zeros((len(TAGS), len(TAGS)), np.float32)
    for (before, after), weight in info.transitions.items():
        transition[column[before], column[after]] = weight
    return Chain(Weights.of(TAGS, info.state_features), transition)
