"""The spaCy components, each a factory by the name of its entry point, round a pure function of the Doc that fills one attribute."""
# ruff: noqa: ARG001 - spaCy passes `nlp` and `name` to every factory
# mypy: disable-error-code="untyped-decorator"

__all__ = [
    "kg_abbreviations", "kg_candidates", "kg_clusters", "kg_encoder", "kg_entities", "kg_mentions", "kg_relations",
    "kg_repositories", "kg_results", "kg_roles", "kg_sentences",
]  # fmt: skip

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import (
    abbreviations,
    attributes,
    candidates,
    clusters,
    coreference,
    entities,
    relations,
    repositories,
    results,
    roles,
    sentences,
)
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.encoder import Encoded, Encoder
from kg.extract.limits import MAX_MENTIONS
from kg.extract.mention_features import read
from kg.extract.mentions import LEAST, MentionModel
from kg.extract.weights import Weights
from kg.generated.vocabulary import CONCEPTS

Component = Callable[[Doc], Doc]

_MODEL_CONFIDENCE = 0.8


def _component(attribute: str, function: Callable[[Doc], Any]) -> Component:
    """Return the component that writes what the function returns to a custom attribute."""

    def component(doc: Doc) -> Doc:
        setattr(doc._, attribute, function(doc))
        return doc

    return component


def _folder(folder: str | None) -> Any:
    """Return the folder with the trained weights, ours where the config gives none."""
    return files("kg.extract").joinpath("model") if folder is None else Path(folder)


@Language.factory("kg_sentences", assigns=["doc._.kg_sentences"])
def kg_sentences(nlp: Language, name: str) -> Component:
    """Split the text into sentences, and let the tokens know."""

    def split(doc: Doc) -> Any:
        spans = sentences.split(attributes.text(doc))
        starts = {start for start, _ in spans}
        opens = (i == 0 or offset in starts for i, offset in enumerate(doc.to_array("IDX").tolist()))
        doc.from_array(
            ["SENT_START"], np.fromiter(opens, np.uint64, len(doc))
        )  # setting one token after another takes quadratic time
        return spans

    return _component("kg_sentences", split)


@Language.factory("kg_repositories", assigns=["doc._.kg_repositories"])
def kg_repositories(nlp: Language, name: str) -> Component:
    """Find addresses, with their roles."""
    return _component(
        "kg_repositories",
        lambda doc: [
            (a, repositories.role_of(attributes.text(doc), a.start, a.end))
            for a in repositories.find(attributes.text(doc))
        ],
    )


@Language.factory("kg_abbreviations", assigns=["doc._.kg_abbreviations"])
def kg_abbreviations(nlp: Language, name: str) -> Component:
    """Find abbreviations, as (short, long) spans."""
    return _component(
        "kg_abbreviations",
        lambda doc: [(pair.short, pair.long) for pair in abbreviations.find(attributes.text(doc))],
    )


@Language.factory("kg_candidates", assigns=["doc._.kg_candidates"], requires=["doc._.kg_sentences"])
def kg_candidates(nlp: Language, name: str) -> Component:
    """Find by rule what may be a mention."""
    return _component(
        "kg_candidates",
        lambda doc: [
            *candidates.lexicon_candidates(doc),
            *candidates.phrase_candidates(doc),
            *candidates.name_candidates(attributes.text(doc)),
        ],
    )


@Language.factory(
    "kg_encoder",
    default_config={"folder": None},
    assigns=["doc._.kg_encoded"],
    requires=["doc._.kg_sentences"],
)
def kg_encoder(nlp: Language, name: str, folder: str | None = None) -> Component:
    """Read an abstract by the encoder, whose scores then count in every later decision; single sentences are left to the others."""
    encoder = Encoder(_folder(folder))

    def encode(doc: Doc) -> Encoded | None:
        return (
            encoder.encode(attributes.text(doc), doc._.kg_sentences)
            if attributes.kind(doc) == "abstracts"
            else None
        )

    return _component("kg_encoded", encode)


@Language.factory(
    "kg_mentions",
    default_config={"folder": None},
    assigns=["doc._.kg_probable"],
    requires=["doc._.kg_sentences", "doc._.kg_abbreviations", "doc._.kg_candidates"],
)
def kg_mentions(nlp: Language, name: str, folder: str | None = None) -> Component:
    """Weigh what may be a mention by the trained model: the model and its candidates."""
    model = cache(lambda kind: MentionModel.load(_folder(folder).joinpath(f"mentions-{kind}.npz")))

    def weigh(doc: Doc) -> Any:
        text, rules = attributes.text(doc), doc._.kg_candidates
        features = read(text, doc._.kg_sentences, doc._.kg_abbreviations, rules)
        of_abstracts = model("abstracts").candidates(text, features, rules, doc._.kg_encoded or None)
        if doc._.kg_encoded:
            slope, offset = doc._.kg_encoded.encoder.settings.calibration
            return replace(model("abstracts"), slope=slope, offset=offset), list(of_abstracts)
        if attributes.kind(doc) == "abstracts":
            return model("abstracts"), list(of_abstracts)
        metrics = (c for c in of_abstracts if c.label == "Metric")  # SciER marks none
        return model("sentences"), [*model("sentences").candidates(text, features, rules), *metrics]

    return _component("kg_probable", weigh)


@Language.factory(
    "kg_entities",
    assigns=["doc._.kg_mentions"],
    requires=["doc._.kg_candidates", "doc._.kg_repositories", "doc._.kg_abbreviations"],
)
def kg_entities(nlp: Language, name: str) -> Component:
    """Decide what is a mention."""
    return _component("kg_mentions", lambda doc: _decided(doc)[:MAX_MENTIONS])


def _decided(doc: Doc) -> list[Candidate]:
    """Decide what is a mention: the trained model's candidates where there are some, else another pipeline's entities and the rules."""
    addresses = [(a.start, a.end) for a, _ in doc._.kg_repositories]
    if doc._.kg_probable:
        model, probable = doc._.kg_probable
        kept = entities.settle(
            attributes.text(doc),
            probable,
            attributes.least(doc, "mentions", LEAST),
            addresses,
            doc._.kg_abbreviations,
        )
        calibrated = model.calibrated([c.confidence for c in kept])
        return [replace(c, confidence=confidence) for c, confidence in zip(kept, calibrated, strict=True)]
    others = [
        Candidate(e.start_char, e.end_char, e.label_, _MODEL_CONFIDENCE, "model")
        for e in doc.ents
        if e.label_ in CONCEPTS
    ]
    return entities.by_rules(
        attributes.text(doc), [*doc._.kg_candidates, *others], addresses, doc._.kg_abbreviations
    )


@Language.factory(
    "kg_clusters",
    default_config={"folder": None},
    assigns=["doc._.kg_keys"],
    requires=["doc._.kg_sentences", "doc._.kg_mentions", "doc._.kg_abbreviations"],
)
def kg_clusters(nlp: Language, name: str, folder: str | None = None) -> Component:
    """Group the mentions of one concept under one key."""
    weights, more = Weights.load(_folder(folder).joinpath("coreference.npz"))

    def grouped(doc: Doc) -> Any:
        text, mentions = attributes.text(doc), doc._.kg_mentions
        keys = clusters.group(text, mentions, doc._.kg_abbreviations)
        marked = MarkedText(text, doc._.kg_sentences, mentions, keys)
        return clusters.join(
            marked,
            coreference.same(
                marked, weights, attributes.least(doc, "same", more["least"]), doc._.kg_encoded or None
            ),
        )

    return _component("kg_keys", grouped)


@Language.factory(
    "kg_roles",
    default_config={"folder": None},
    assigns=["doc._.kg_roles"],
    requires=["doc._.kg_mentions", "doc._.kg_keys", "doc._.kg_sentences"],
)
def kg_roles(nlp: Language, name: str, folder: str | None = None) -> Component:
    """Give every concept its role in the paper."""
    weights, _ = Weights.load(_folder(folder).joinpath("roles.npz"))

    def assign(doc: Doc) -> Any:
        told = attributes.judged(doc)
        return roles.assign(attributes.marked(doc), weights, told and told.roles)

    return _component("kg_roles", assign)


@Language.factory(
    "kg_relations",
    default_config={"folder": None},
    assigns=["doc._.kg_relations"],
    requires=[
        "doc._.kg_mentions",
        "doc._.kg_keys",
        "doc._.kg_roles",
        "doc._.kg_sentences",
        "doc._.kg_abbreviations",
    ],
)
def kg_relations(nlp: Language, name: str, folder: str | None = None) -> Component:
    """Find the relations between concepts."""
    model = cache(lambda kind: Weights.load(_folder(folder).joinpath(f"relations-{kind}.npz")))

    def relate(doc: Doc) -> Any:
        weights, more = model(attributes.kind(doc))
        marked = attributes.marked(doc)
        synonyms = relations.synonyms(marked, doc._.kg_abbreviations)
        told = attributes.judged(doc)
        found = relations.read(
            marked,
            doc._.kg_roles,
            weights,
            attributes.least(doc, "relations", more["least"]),
            told and told.relations,
        )
        return [*found, *synonyms]

    return _component("kg_relations", relate)


@Language.factory(
    "kg_results",
    default_config={"folder": None},
    assigns=["doc._.kg_results"],
    requires=["doc._.kg_mentions", "doc._.kg_keys", "doc._.kg_roles", "doc._.kg_sentences"],
)
def kg_results(nlp: Language, name: str, folder: str | None = None) -> Component:
    """Find the numbers that are reported as outcomes."""
    (kinds, _), (slots, _) = (
        Weights.load(_folder(folder).joinpath(f"results-{part}.npz")) for part in ("kinds", "slots")
    )

    def read(doc: Doc) -> Any:
        least = attributes.least(doc, "slots", results.LEAST_SLOT)
        return results.read(
            attributes.marked(doc), doc._.kg_roles, kinds, slots, attributes.judged(doc), least=least
        )

    return _component("kg_results", read)
