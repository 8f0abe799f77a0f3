"""A trained encoder beside the log-linear models: its scores for the words, concepts, pairs and numbers of a text.

Three graphs of ONNX in one folder: `encoder.onnx` (word pieces to vectors and tags), `concepts.onnx` and
`coreference.onnx` (vectors and indexes to scores), with `vocabulary.txt` and `encoder.json`. They run on one
thread, so that the same processor always gives the same scores.
"""

__all__ = ["Encoded", "Encoder", "Judgement"]

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kg.extract.annotated import MarkedText
from kg.extract.encoder_inputs import LABELS, Pieces, concept_inputs, concepts, mention_inputs, same_concept
from kg.extract.numbers import CandidateNumber
from kg.extract.word_pieces import WordPieces
from kg.extract.words import Word
from kg.model import Span

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = npt.NDArray[np.float64]

TAGS = ("O", *(f"{side}-{label}" for label in LABELS for side in "BILU"))
ROLES = ("proposed", "used", "compared", "mentioned", "introduced", "addressed", "reported")
RELATIONS = (
    "none", "usedFor", "evaluatedWith", "trainedWith", "benchmarkFor", "partOf", "subclassOf", "comparedWith", "subtaskOf",
)  # fmt: skip
KINDS = ("none", "absolute", "gain", "factor")
MOST = 512  # word pieces that are read at once, [CLS] and [SEP] included
_STEPS = 16  # to a unit, to which scores are rounded
_FLOOR = -9.0  # the logarithm of the least probability that counts


class Settings(NamedTuple):
    """How an encoder counts beside the log-linear models.

    `shares`: by what the scores of each head are multiplied. `least`: the probabilities from which mentions,
    coreference, relations and slots are accepted. `calibration`: slope and offset of the confidence of mentions.
    """

    shares: dict[str, float]
    least: dict[str, float]
    calibration: tuple[float, float]


class Judgement(NamedTuple):
    """Weighted logarithms of probabilities: roles by cluster, relations by (head, tail), kinds by number.

    `slots` are weighted scores by (number, label): of every cluster, and of None.
    """

    roles: dict[str, dict[str, float]]
    relations: dict[tuple[str, str], dict[str, float]]
    kinds: list[dict[str, float]]
    slots: dict[tuple[int, str], dict[str | None, float]]


@dataclass(frozen=True)
class Encoded:
    """A text as its encoder sees it: `vectors` (pieces, width) and `tags` (pieces, tags), logarithms of probabilities."""

    encoder: "Encoder"
    pieces: Pieces
    vectors: npt.NDArray[np.float32]
    tags: Floats

    def of_words(self, words: Sequence[Word], tags: Sequence[str]) -> Floats:
        """Return the scores of each word, (words, tags), in the order of `tags`; zeros for a word that was not read."""
        places = [self.pieces.first(word.start) for word in words]
        told = np.full((len(words), len(tags)), _FLOOR)
        for column, tag in enumerate(tags):
            if tag in TAGS:
                told[:, column] = np.maximum(self.tags[places, TAGS.index(tag)], _FLOOR)
        told[[place < 0 for place in places]] = 0.0
        return self.encoder.settings.shares["tags"] * told

    def same(self, marked: MarkedText, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """Return the log-odds that two clusters of one type mean one concept, for each pair; zero where the type is unknown."""
        index = {key: i for i, key in enumerate(concepts(marked))}
        judged = [i for i, pair in enumerate(pairs) if pair[0] in index]
        if not judged:
            return [0.0] * len(pairs)
        features = [same_concept(*(marked.surfaces[key] for key in pairs[i])) for i in judged]
        (odds,) = self.encoder.coreference.run(
            None,
            {
                "vectors": self.vectors, **mention_inputs(marked, self.pieces)._asdict(),
                "pair": np.array([[index[key] for key in pairs[i]] for i in judged], np.int64),
                "features": np.array(features, np.float32),
            },
        )  # fmt: skip
        told = np.zeros(len(pairs))
        told[judged] = self.encoder.settings.shares["same"] * _rounded(odds)
        return [float(x) for x in told]

    def judge(self, marked: MarkedText, numbers: Sequence[CandidateNumber]) -> Judgement:
        """Return the scores of the concepts of a text, their pairs, and its numbers."""
        keys = concepts(marked)
        if not keys:
            return Judgement({}, {}, [], {})
        inputs = concept_inputs(marked, numbers, self.pieces)
        role, relation, kind, slot, empty = self.encoder.concepts.run(
            None, {"vectors": self.vectors, **inputs._asdict()}
        )
        pairs = [(keys[h], keys[t]) for h, t, _, _ in inputs.pair.tolist()]
        scores: dict[tuple[int, str], dict[str | None, float]] = {}
        slot, empty = _rounded(slot), _rounded(empty)
        for (n, c, _), score in zip(inputs.slot.tolist(), slot.tolist(), strict=True):
            scores.setdefault((n, marked.label(keys[c])), {})[keys[c]] = score
        for (n, label), own in scores.items():
            own[None] = float(empty[n, LABELS.index(label)])
        shares = self.encoder.settings.shares
        return Judgement(
            dict(zip(keys, _named(role, ROLES, shares["roles"]), strict=True)),
            dict(zip(pairs, _named(relation, RELATIONS, shares["relations"]), strict=True)),
            list(_named(kind, KINDS, shares["kinds"])),
            {place: {key: shares["slots"] * x for key, x in own.items()} for place, own in scores.items()},
        )


def _named(scores: Any, names: Sequence[str], share: float) -> Iterator[dict[str, float]]:
    for row in (share * _log_softmax(scores)).tolist():
        yield dict(zip(names, row, strict=True))


def _log_softmax(scores: Any) -> Floats:
    """Return the logarithms of the probabilities in each row, rounded: differences between processors are far smaller."""
    scores = np.asarray(scores, np.float64)
    shifted = scores - scores.max(axis=1, keepdims=True, initial=-np.inf)
    return _rounded(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


def _rounded(scores: Any) -> Floats:
    return np.asarray(np.rint(np.asarray(scores, np.float64) * _STEPS) / _STEPS)


@dataclass(frozen=True)
class Encoder:
    """The graphs and the word pieces in a folder, loaded when first needed."""

    folder: Path

    @cached_property
    def settings(self) -> "Settings":
        """How its scores count, from `encoder.json`."""
        return Settings(**json.loads((self.folder / "encoder.json").read_text(encoding="utf-8")))

    @cached_property
    def pieces(self) -> WordPieces:
        """The word pieces that it knows, from `vocabulary.txt`."""
        return WordPieces((self.folder / "vocabulary.txt").read_text(encoding="utf-8").splitlines())

    @cached_property
    def encoder(self) -> "InferenceSession":
        """The graph from word pieces to vectors and tags."""
        return self._session("encoder")

    @cached_property
    def concepts(self) -> "InferenceSession":
        """The graph that scores concepts, pairs and numbers."""
        return self._session("concepts")

    @cached_property
    def coreference(self) -> "InferenceSession":
        """The graph that scores whether two groups of mentions are one concept."""
        return self._session("coreference")

    def _session(self, name: str) -> "InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            self.folder / f"{name}.onnx", options, providers=["CPUExecutionProvider"]
        )

    def encode(self, text: str, sentences: Sequence[Span]) -> Encoded | None:
        """Return a text as the encoder sees it, sentences together as far as they fit; None where there is nothing to read."""
        ids, spans = self.pieces.encode(text)
        if not ids:
            return None
        opening, closing = self.pieces.number("[CLS]"), self.pieces.number("[SEP]")
        offsets: list[Span] = []
        vectors, tags = [], []
        for first, last in _windows(spans, sentences):
            window = np.array([[opening, *ids[first:last], closing]], np.int64)
            hidden, scores = self.encoder.run(None, {"ids": window})
            offsets += [(0, 0), *spans[first:last], (0, 0)]
            vectors.append(hidden[0])
            tags.append(_log_softmax(scores[0]))
        return Encoded(self, Pieces(offsets), np.concatenate(vectors), np.concatenate(tags))


def _windows(spans: Sequence[Span], sentences: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """Yield which pieces are read at once, first and last (exclusive): as many sentences as fit, of one too long its first pieces."""
    most = MOST - 2
    starts = [start for start, _ in spans]
    ends = [*(bisect_left(starts, end) for _, end in sentences[:-1]), len(spans)]
    first = last = 0
    for end in ends if len(spans) > most else ():
        if last > first and end - first > most:
            yield first, min(last, first + most)
            first = last
        last = end
    yield first, min(len(spans), first + most)
