"""A language model in the place of ours: an OpenAI-compatible endpoint annotates a text, and only what stands there is believed.

The answer is held to a JSON schema, kept in a folder by the content of the question, and checked: a surface
form that is not in the text, a relation or result of a concept that is not there, a number that the text does
not have, are left out. Offsets are found by us.
"""

__all__ = ["SCHEMA", "Client", "component"]

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import ExtractionError, ServiceUnavailable, UsageError
from kg.extract.annotated import MarkedText
from kg.extract.candidates import Candidate
from kg.extract.entities import settle
from kg.extract.relation_features import Pair, pairs
from kg.extract.results import KINDS, candidate_numbers
from kg.extract.roles import Role
from kg.files import unwritable, whole
from kg.generated.vocabulary import CONCEPTS, RELATION_EDGES, RELATIONS, RESULT_EDGES
from kg.ids import content_key
from kg.model import MentionRelation, ResultMention

_CONFIDENCE = 0.7
_TIMEOUT = 120.0  # seconds for one answer
_TEXT = {"type": "string"}
_KEY = {"type": ["string", "null"]}
_SLOTS = {label: label.lower() for label in RESULT_EDGES}  # of a result


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCHEMA: dict[str, Any] = _object(
    clusters={
        "type": "array",
        "items": _object(
            key=_TEXT,
            label={"enum": list(CONCEPTS)},
            mentions={"type": "array", "items": _TEXT},
            role={"enum": sorted({role for spec in CONCEPTS.values() for role in spec.roles})},
        ),
    },
    relations={
        "type": "array",
        "items": _object(head=_TEXT, label={"enum": sorted(RELATION_EDGES)}, tail=_TEXT),
    },
    results={
        "type": "array",
        "items": _object(
            value=_TEXT, unit=_TEXT, kind={"enum": list(KINDS)}, **dict.fromkeys(_SLOTS.values(), _KEY)
        ),
    },
)
_RELATIONS = "; ".join(f"{', '.join(names)} ({head}, {tail})" for (head, tail), names in RELATIONS.items())
_QUESTION = f"""Annotate the title and abstract of a paper for a knowledge graph.
Give one cluster for each concept, with every exact surface form in the text (no determiners, no words such as "novel" or "proposed"),
its type and one of the roles of that type: {"; ".join(f"{label} ({', '.join(spec.roles)})" for label, spec in CONCEPTS.items())}.
Give the relations that the text states: {_RELATIONS}.
Give every number that is reported as an outcome, as written, with its unit, its kind and the keys of the concepts it belongs to.

Text:
"""


@dataclass(frozen=True)
class Client:
    """Where to ask, and where answers are kept; `key` is the name of the environment variable that holds the API key."""

    endpoint: str
    model: str
    cache: Path
    key: str

    def answer(self, text: str) -> dict[str, Any]:
        """Return the answer for a text, from the folder when it was asked before.

        ServiceUnavailable when the endpoint does not answer, ExtractionError when what it answers is no
        annotation.
        """
        body = {
            "model": self.model,
            "temperature": 0,
            "seed": 0,
            "messages": [{"role": "user", "content": _QUESTION + text}],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "annotations", "strict": True, "schema": SCHEMA},
            },
        }
        kept = self.cache / f"{content_key(json.dumps(body, sort_keys=True))}.json"
        if kept.is_file():
            return dict(json.loads(kept.read_text(encoding="utf-8")))
        answer = self._ask(body)
        with unwritable(kept):
            self.cache.mkdir(parents=True, exist_ok=True)
            with whole(kept) as new:
                new.write_text(json.dumps(answer, ensure_ascii=False, sort_keys=True), encoding="utf-8")
        return answer

    def _ask(self, body: dict[str, Any]) -> dict[str, Any]:
        try:
            import httpx
        except ImportError:
            raise UsageError(
                'asking a language model needs the extra: pip install "papergraph[llm]"'
            ) from None
        secret = os.environ.get(self.key)
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        try:
            response = httpx.post(
                f"{self.endpoint.rstrip('/')}/chat/completions", json=body, headers=headers, timeout=_TIMEOUT
            )
            response.raise_for_status()
        except httpx.HTTPStatusError as error:
            raise ServiceUnavailable(
                f"{self.endpoint} refuses: {error.response.status_code} {error.response.reason_phrase}"
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ServiceUnavailable(f"no answer from {self.endpoint}: {type(error).__name__}") from error
        try:
            answer = json.loads(response.json()["choices"][0]["message"]["content"])
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise ExtractionError(f"{self.endpoint} answered something that is no annotation") from error
        if not isinstance(answer, dict):
            raise ExtractionError(f"{self.endpoint} answered something that is no annotation")
        return answer


def component(  # noqa: PLR0917
    nlp: Language,  # noqa: ARG001
    name: str,  # noqa: ARG001
    endpoint: str,
    model: str,
    cache: str,
    key: str,
) -> Callable[[Doc], Doc]:
    """Make the component; `endpoint` is the address before `/chat/completions`, `cache` a folder. UsageError when one is missing."""
    if not endpoint.startswith(("http://", "https://")) or not model:
        raise UsageError("kg_llm needs an endpoint (http:// or https://) and a model")
    client = Client(endpoint, model, Path(cache), key)

    def annotate(doc: Doc) -> Doc:
        _write(doc, client.answer(doc.text))
        return doc

    return annotate


Language.factory(
    "kg_llm",
    default_config={"endpoint": "", "model": "", "cache": "llm-cache", "key": "OPENAI_API_KEY"},
    assigns=[
        "doc._.kg_mentions",
        "doc._.kg_keys",
        "doc._.kg_roles",
        "doc._.kg_relations",
        "doc._.kg_results",
    ],
    requires=["doc._.kg_sentences", "doc._.kg_repositories"],
    func=component,
)


def _write(doc: Doc, answer: dict[str, Any]) -> None:
    """Write to the doc what of the answer stands in the text."""
    text, clusters = (
        doc.text,
        [c for c in _dicts(answer, "clusters") if _known(c.get("label"), c.get("role"))],
    )
    candidates: list[Candidate] = []
    number_of: dict[tuple[str, str], int] = {}
    for number, c in enumerate(clusters):
        for form in c.get("mentions") or ():
            if isinstance(form, str) and form.strip() and (at := text.find(form)) >= 0:
                candidates.append(Candidate(at, at + len(form), c["label"], _CONFIDENCE, "llm"))
                number_of.setdefault((form, c["label"]), number)
    mentions = settle(text, candidates, 0.0, [(a.start, a.end) for a, _ in doc._.kg_repositories])
    keys: dict[int, str] = {}
    key_of = {}
    for m in mentions:
        number = number_of[text[m.start : m.end], m.label]
        prefix = CONCEPTS[m.label].prefix
        keys.setdefault(number, f"{prefix}{1 + sum(key.startswith(prefix) for key in keys.values())}")
        key_of[m.start, m.end] = keys[number]
    marked = MarkedText(text, doc._.kg_sentences, mentions, key_of)
    answered_key = {str(clusters[number].get("key")): key for number, key in keys.items()}
    first = {key: marked.mentions[members[0]] for key, members in marked.clusters.items()}
    doc._.kg_mentions, doc._.kg_keys = mentions, key_of
    doc._.kg_roles = {
        key: Role(clusters[n]["role"], (first[key].start, first[key].end), _CONFIDENCE, "llm")
        for n, key in keys.items()
    }
    doc._.kg_relations = _relations(marked, _dicts(answer, "relations"), answered_key)
    doc._.kg_results = _results(marked, _dicts(answer, "results"), answered_key)


def _known(label: Any, role: Any) -> bool:
    return any(label == name and role in spec.roles for name, spec in CONCEPTS.items())


def _dicts(answer: dict[str, Any], name: str) -> list[dict[str, Any]]:
    items = answer.get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _relations(
    marked: MarkedText, answered: list[dict[str, Any]], key_of: dict[str, str]
) -> list[MentionRelation]:
    nearest: dict[tuple[str, str], Pair] = {
        (p.head, p.tail): p for p in pairs(marked, dict.fromkeys(marked.clusters, "proposed"))
    }
    relations = {}
    for r in answered:
        head, tail, label = key_of.get(str(r.get("head"))), key_of.get(str(r.get("tail"))), r.get("label")
        pair = nearest.get((head or "", tail or ""))
        if pair is None or label not in RELATIONS[marked.label(pair.head), marked.label(pair.tail)]:
            continue
        a, b = marked.mentions[pair.a], marked.mentions[pair.b]
        relations[pair.head, label, pair.tail] = MentionRelation(
            (a.start, a.end), str(label), (b.start, b.end), _CONFIDENCE, "llm"
        )
    return sorted(relations.values(), key=lambda r: (r.head, r.tail, r.label))


def _results(
    marked: MarkedText, answered: list[dict[str, Any]], key_of: dict[str, str]
) -> list[ResultMention]:
    """Return the results whose number stands in the text outside mentions, each number once."""
    free = [candidate.number for candidate in candidate_numbers(marked)]
    results = []
    for r in answered:
        number = next((n for n in free if n.value == str(r.get("value")).strip()), None)
        if number is None or r.get("kind") not in KINDS:
            continue
        free.remove(number)
        slots = {}
        for label, slot in _SLOTS.items():
            key = key_of.get(str(r.get(slot)))
            slots[slot] = key if key is not None and marked.label(key) == label else None
        results.append(
            ResultMention(
                number.value, number.unit, r["kind"], **slots, start=number.start, end=number.end, confidence=_CONFIDENCE, rule="llm",
            )
        )  # fmt: skip
    return sorted(results, key=lambda r: r.start)
