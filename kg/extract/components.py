"""The spaCy components, each a thin wrapper round a pure function: registered by name."""

__all__: list[str] = []

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract import abbreviations, clusters, entities, relations, repositories, results, roles, sentences
from kg.extract.entities import Candidate

LABELS = ("Task", "Method", "Dataset", "Metric")
_MODEL_CONFIDENCE = 0.8

for _name in ("sentences", "repositories", "abbreviations", "candidates", "mentions", "keys", "roles", "relations", "results"):
    if not Doc.has_extension(f"kg_{_name}"):
        Doc.set_extension(f"kg_{_name}", default=())


def _component(name: str, assigns: str, requires: tuple[str, ...] = ()) -> Callable[[Callable[[Doc], Any]], Callable[[Doc], Any]]:
    """Register a function of the Doc as a component that writes its value to a custom attribute."""

    def register(function: Callable[[Doc], Any]) -> Callable[[Doc], Any]:
        def component(doc: Doc) -> Doc:
            setattr(doc._, f"kg_{assigns}", function(doc))
            return doc

        Language.component(f"kg_{name}", assigns=[f"doc._.kg_{assigns}"], requires=[f"doc._.kg_{r}" for r in requires], func=component)
        return function

    return register


@_component("sentences", assigns="sentences")
def _sentences(doc: Doc) -> Any:
    spans = sentences.split(doc.text)
    starts = {start for start, _ in spans}
    for token in doc:
        token.is_sent_start = token.i == 0 or token.idx in starts
    return spans


@_component("repositories", assigns="repositories")
def _repositories(doc: Doc) -> Any:
    return [(a, repositories.role_of(doc.text, a.start, a.end)) for a in repositories.find(doc.text)]


@_component("abbreviations", assigns="abbreviations")
def _abbreviations(doc: Doc) -> Any:
    return [(pair.short, pair.long) for pair in abbreviations.find(doc.text)]


@_component("candidates", assigns="candidates", requires=("sentences",))
def _candidates(doc: Doc) -> Any:
    found = [*entities.lexicon_candidates(doc), *entities.phrase_candidates(doc), *entities.name_candidates(doc.text)]
    found += [Candidate(e.start_char, e.end_char, e.label_, _MODEL_CONFIDENCE, "model") for e in doc.ents if e.label_ in LABELS]
    return found


@_component("entities", assigns="mentions", requires=("candidates", "repositories", "abbreviations"))
def _entities(doc: Doc) -> Any:
    """Decide, give both sides of an abbreviation one type, and mark what is a mention in one place in every place."""
    taken = [(a.start, a.end) for a, _ in doc._.kg_repositories]
    kept = _one_type(doc.text, entities.decide(doc._.kg_candidates, taken))
    label_at = {(c.start, c.end): c for c in kept}
    extra: list[Candidate] = []
    for short, long in doc._.kg_abbreviations:
        known = label_at.get(long) or label_at.get(short)
        if known is None or known.rule == "name":  # a long form that no rule knows takes its type from its head, a Method at worst
            known = next((c for c in kept if long[0] <= c.start and c.end == long[1]), known)
        if known is not None:
            extra += [Candidate(span[0], span[1], known.label, known.confidence, "abbreviation") for span in (short, long)]
    spans = {(c.start, c.end) for c in extra}
    kept = entities.decide([*extra, *(c for c in kept if (c.start, c.end) not in spans)], taken)
    return entities.decide([*kept, *_repeated(doc.text, kept)], taken)


def _one_type(text: str, kept: list[Candidate]) -> list[Candidate]:
    """Give a name that only its spelling told the type that it has where the words around it tell more."""
    best: dict[str, Candidate] = {}
    for c in kept:
        form = text[c.start : c.end]
        if form not in best or c.confidence > best[form].confidence:
            best[form] = c
    surest = ((c, best[text[c.start : c.end]]) for c in kept)
    return [replace(c, label=b.label, confidence=b.confidence, rule=b.rule) if c.rule == "name" else c for c, b in surest]


def _repeated(text: str, kept: list[Candidate]) -> list[Candidate]:
    first: dict[str, Candidate] = {}
    for c in kept:
        first.setdefault(text[c.start : c.end], c)
    return [
        Candidate(m.start(), m.end(), c.label, c.confidence, c.rule)
        for form, c in first.items()
        for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text)
    ]


@_component("clusters", assigns="keys", requires=("mentions", "abbreviations"))
def _clusters(doc: Doc) -> Any:
    return clusters.group(doc.text, doc._.kg_mentions, doc._.kg_abbreviations)


@_component("roles", assigns="roles", requires=("mentions", "keys", "sentences"))
def _roles(doc: Doc) -> Any:
    return roles.assign(doc.text, doc._.kg_sentences, doc._.kg_mentions, doc._.kg_keys)


@_component("relations", assigns="relations", requires=("mentions", "keys", "roles", "sentences"))
def _relations(doc: Doc) -> Any:
    return relations.read(doc.text, doc._.kg_sentences, doc._.kg_mentions, doc._.kg_keys, doc._.kg_roles)


@_component("results", assigns="results", requires=("mentions", "keys", "roles", "sentences"))
def _results(doc: Doc) -> Any:
    return results.read(doc.text, doc._.kg_sentences, doc._.kg_mentions, doc._.kg_keys, doc._.kg_roles)
