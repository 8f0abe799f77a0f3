"""Mentions by the trained model: the probability of every span, calibrated, as candidates."""

__all__ = ["LEAST", "MentionModel"]

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kg.extract.candidates import Candidate
from kg.extract.crf import Chain
from kg.extract.elementary import exp
from kg.extract.mention_features import Sentence
from kg.extract.weights import log_odds

if TYPE_CHECKING:
    from kg.extract.encoder import Encoded

LEAST = 0.35  # the confidence from which a form is a mention: the best F1 in cross-validation


@dataclass(frozen=True)
class MentionModel:
    """A chain, and the calibration of its probabilities: slope and offset of a logistic curve (Platt 1999)."""

    chain: Chain
    slope: float = 1.0
    offset: float = 0.0

    @classmethod
    def load(cls, path: Any) -> "MentionModel":
        """Read a model that `save` wrote; `path` may be a package resource."""
        chain, more = Chain.load(path)
        return cls(chain, *map(float, more.get("calibration", (1.0, 0.0))))

    def save(self, path: Path) -> None:
        """Write the model."""
        self.chain.save(path, calibration=np.array([self.slope, self.offset]))

    def candidates(
        self,
        text: str,
        sentences: Sequence[Sentence],
        rules: Collection[Candidate],
        encoded: "Encoded | None" = None,
    ) -> Iterator[Candidate]:
        """Yield the spans worth a look, with their probability; the rule names the rule that found the same span, if one did.

        Of types that the model has not learnt, the candidates of the rules follow. The scores of an
        encoder, where it has read the text, are added to those of the features.
        """
        by_rule = {(c.start, c.end, c.label): c.rule for c in rules}
        beside = None
        if encoded is not None:
            beside = [encoded.of_words(sentence.words, self.chain.tags) for sentence in sentences]
        spans = self.chain.spans([sentence.features for sentence in sentences], beside=beside)
        for sentence, likely in zip(sentences, spans, strict=True):
            for span in likely:
                start, end = sentence.words[span.first].start, sentence.words[span.last].end
                if not _whole(text[start:end]):
                    continue
                rule = by_rule.get((start, end, span.label))
                yield Candidate(
                    start, end, span.label, span.probability, f"model+{rule}" if rule else "model"
                )
        yield from (c for c in rules if c.label not in self.chain.columns)

    def calibrated(self, probabilities: Sequence[float]) -> list[float]:
        """Return how often decisions of these probabilities are right."""
        calibrated: list[float] = (
            1 / (1 + exp(-(self.slope * log_odds(probabilities) + self.offset)))
        ).tolist()
        return calibrated


def _whole(form: str) -> bool:
    """Return whether brackets are closed within and no quotation mark or hyphen stands at an end."""
    return (
        form.count("(") == form.count(")")
        and form.count("[") == form.count("]")
        and not {form[0], form[-1]} & set("\"'“”‘’`-,.")
    )
