"""Examples for the models of results: what kind of outcome a number is, and which concepts belong to it."""

from collections.abc import Iterator, Mapping

from concepts import NONE, Example
from corpus import Paper

from kg.extract.annotated import MarkedText
from kg.extract.numbers import CandidateNumber
from kg.extract.results import candidate_numbers, kind_features, slot_features
from kg.generated.vocabulary import RESULT_EDGES


def aligned(paper: Paper, text: MarkedText) -> list[tuple[CandidateNumber, dict | None]]:
    """Return every number with the result that it gives, or None; results have no offsets: equal values pair up in order."""
    waiting: dict[str, list[dict]] = {}
    for result in paper["results"]:
        waiting.setdefault(_plain(result["value"]), []).append(result)
    pairs = []
    for candidate in candidate_numbers(text):
        equal = waiting.get(_plain(candidate.number.value))
        pairs.append((candidate, equal.pop(0) if equal else None))
    return pairs


def _plain(value: object) -> str:
    return str(value).replace(",", "").replace("%", "").replace("–", "-").replace("--", "-").strip("~+≈ ")


def kind_examples(paper: Paper, text: MarkedText) -> Iterator[Example]:
    """Yield the features and the kind of every number, or none."""
    for candidate, result in aligned(paper, text):
        yield kind_features(candidate), NONE if result is None else result["kind"]


def slot_examples(paper: Paper, text: MarkedText, role_of: Mapping[str, str]) -> Iterator[Example]:
    """Yield the features of every result with every concept, and whether it belongs to it."""
    for candidate, result in aligned(paper, text):
        if result is not None:
            for key in text.clusters:
                if text.label(key) in RESULT_EDGES:
                    yes = result.get(text.label(key).lower()) == key
                    yield slot_features(text, role_of, candidate, result["kind"], key), "yes" if yes else "no"
