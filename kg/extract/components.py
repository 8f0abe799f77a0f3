"""The spaCy components, each a thin wrapper round a pure function: registered by name."""

__all__: list[str] = []

from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import abbreviations, clusters, entities, relations, repositories, results, roles, sentences
from kg.extract.annotated import MarkedText
from kg.extract.entities import Candidate
from kg.extract.limits import MAX_MENTIONS
from kg.extract.mention_features import read
from kg.extract.mentions import LEAST, MentionModel
from kg.extract.weights import Weights
from kg.generated.vocabulary import CONCEPTS

_MODEL_CONFIDENCE = 0.8

for _name in (
    "sentences", "repositories", "abbreviations", "candidates", "probable", "mentions", "keys", "roles", "relations", "results",
    "text", "marked",
):  # fmt: skip
    if not Doc.has_extension(f"kg_{_name}"):
        Doc.set_extension(f"kg_{_name}", default=())


def _register(
    name: str, make: Callable[..., Callable[[Doc], Any]], assigns: str, requires: tuple[str, ...], config: dict[str, Any]
) -> None:
    """Register a factory of components that write one custom attribute; as `kg_…` of this module it is also an entry point."""

    def component(doc: Doc, function: Callable[[Doc], Any]) -> Doc:
        setattr(doc._, f"kg_{assigns}", function(doc))
        return doc

    def factory(nlp: Language, name: str, folder: str | None = None) -> Callable[[Doc], Doc]:  # noqa: ARG001 - spaCy's signature
        return partial(component, function=make(folder))

    wanted = [f"doc._.kg_{r}" for r in requires]
    Language.factory(f"kg_{name}", default_config=config, assigns=[f"doc._.kg_{assigns}"], requires=wanted, func=factory)
    globals()[f"kg_{name}"] = factory


def _component(name: str, assigns: str, requires: tuple[str, ...] = ()) -> Callable[[Callable[[Doc], Any]], Callable[[Doc], Any]]:
    """Register a function of the Doc as a component."""

    def register(function: Callable[[Doc], Any]) -> Callable[[Doc], Any]:
        _register(name, lambda _folder: function, assigns, requires, {})
        return function

    return register


def _trained(name: str, make: Callable[[Any], Callable[[Doc], Any]], assigns: str, requires: tuple[str, ...]) -> None:
    """Register a component that reads trained weights from a folder, ours where the config gives none."""

    def place(folder: str | None) -> Any:
        return files("kg.extract").joinpath("model") if folder is None else Path(folder)

    _register(name, lambda folder: make(place(folder)), assigns, requires, {"folder": None})


@_component("sentences", assigns="sentences")
def _sentences(doc: Doc) -> Any:
    spans = sentences.split(_text(doc))
    starts = {start for start, _ in spans}
    opens = (i == 0 or offset in starts for i, offset in enumerate(doc.to_array("IDX").tolist()))
    doc.from_array(["SENT_START"], np.fromiter(opens, np.uint64, len(doc)))  # setting one token after another takes quadratic time
    return spans


@_component("repositories", assigns="repositories")
def _repositories(doc: Doc) -> Any:
    return [(a, repositories.role_of(_text(doc), a.start, a.end)) for a in repositories.find(_text(doc))]


@_component("abbreviations", assigns="abbreviations")
def _abbreviations(doc: Doc) -> Any:
    return [(pair.short, pair.long) for pair in abbreviations.find(_text(doc))]


@_component("candidates", assigns="candidates", requires=("sentences",))
def _candidates(doc: Doc) -> Any:
    return [*entities.lexicon_candidates(doc), *entities.phrase_candidates(doc), *entities.name_candidates(_text(doc))]


def _text(doc: Doc) -> str:
    """Return the text of the doc, which spaCy puts together anew from its tokens each time that it is asked."""
    if not doc._.kg_text:
        doc._.kg_text = doc.text
    return str(doc._.kg_text)


def _kind(doc: Doc) -> str:
    """Return which models read the text: one with a title is an abstract, one without is a sentence out of a paper."""
    return "abstracts" if "\n" in _text(doc) else "sentences"


def _mentions(folder: Any) -> Callable[[Doc], Any]:
    model = cache(lambda kind: MentionModel.load(folder.joinpath(f"mentions-{kind}.npz")))

    def find(doc: Doc) -> Any:
        text, rules = _text(doc), doc._.kg_candidates
        found = read(text, doc._.kg_sentences, doc._.kg_abbreviations, rules)
        of_abstracts = model("abstracts").candidates(text, found, rules)
        if _kind(doc) == "abstracts":
            return model("abstracts"), list(of_abstracts)
        metrics = (c for c in of_abstracts if c.label == "Metric")  # SciER marks none
        return model("sentences"), [*model("sentences").candidates(text, found, rules), *metrics]

    return find


_trained("mentions", _mentions, assigns="probable", requires=("sentences", "abbreviations", "candidates"))


@_component("entities", assigns="mentions", requires=("candidates", "repositories", "abbreviations"))
def _entities(doc: Doc) -> Any:
    return _decided(doc)[:MAX_MENTIONS]


def _decided(doc: Doc) -> list[Candidate]:
    """Decide what is a mention: the trained model's candidates where there are some, else another pipeline's entities and the rules."""
    taken = [(a.start, a.end) for a, _ in doc._.kg_repositories]
    if doc._.kg_probable:
        model, candidates = doc._.kg_probable
        kept = entities.settle(_text(doc), candidates, LEAST, taken, doc._.kg_abbreviations)
        sure = model.calibrated([c.confidence for c in kept])
        return [replace(c, confidence=confidence) for c, confidence in zip(kept, sure, strict=True)]
    theirs = [Candidate(e.start_char, e.end_char, e.label_, _MODEL_CONFIDENCE, "model") for e in doc.ents if e.label_ in CONCEPTS]
    return entities.by_rules(_text(doc), [*doc._.kg_candidates, *theirs], taken, doc._.kg_abbreviations)


@_component("clusters", assigns="keys", requires=("mentions", "abbreviations"))
def _clusters(doc: Doc) -> Any:
    return clusters.group(_text(doc), doc._.kg_mentions, doc._.kg_abbreviations)


def _marked(doc: Doc) -> MarkedText:
    if not doc._.kg_marked:
        doc._.kg_marked = MarkedText(_text(doc), doc._.kg_sentences, doc._.kg_mentions, doc._.kg_keys)
    found: MarkedText = doc._.kg_marked
    return found


def _roles(folder: Any) -> Callable[[Doc], Any]:
    weights, _ = Weights.load(folder.joinpath("roles.npz"))
    return lambda doc: roles.assign(_marked(doc), weights)


def _relations(folder: Any) -> Callable[[Doc], Any]:
    model = cache(lambda kind: Weights.load(folder.joinpath(f"relations-{kind}.npz")))

    def find(doc: Doc) -> Any:
        weights, more = model(_kind(doc))
        marked = _marked(doc)
        synonyms = relations.synonyms(marked, doc._.kg_abbreviations)
        return [*relations.read(marked, doc._.kg_roles, weights, float(more["least"])), *synonyms]

    return find


_trained("roles", _roles, assigns="roles", requires=("mentions", "keys", "sentences"))
_trained("relations", _relations, assigns="relations", requires=("mentions", "keys", "roles", "sentences", "abbreviations"))


def _results(folder: Any) -> Callable[[Doc], Any]:
    (kinds, _), (slots, _) = (Weights.load(folder.joinpath(f"results-{part}.npz")) for part in ("kinds", "slots"))
    return lambda doc: results.read(_marked(doc), doc._.kg_roles, kinds, slots)


_trained("results", _results, assigns="results", requires=("mentions", "keys", "roles", "sentences"))
