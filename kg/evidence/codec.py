"""Extractions as JSON lines: the format of `kg extract` and of the gold files."""

__all__ = ["extraction_from_json", "extraction_to_json"]

import json
from typing import Any

from kg.model import Cluster, Extraction, Mention, MentionRelation, Relation, RepositoryMention, ResultMention


def extraction_to_json(extraction: Extraction) -> str:
    """Return one JSON line without the line end.

    Relations are triples of keys, as in the gold files; their confidence and rule stand in
    `mention_relations`.
    """
    return json.dumps(_to_dict(extraction), ensure_ascii=False, separators=(",", ":"))


def _to_dict(e: Extraction) -> dict[str, Any]:
    return {
        "id": e.id,
        "text": e.text,
        "sentences": e.sentences,
        "entities": [
            {
                "start": m.start, "end": m.end, "label": m.label, "cluster": m.cluster,
                "confidence": m.confidence, "rule": m.rule,
            }
            for m in e.entities
        ],
        "clusters": [
            {
                "key": c.key, "label": c.label, "mentions": c.mentions, "role": c.role,
                "start": c.start, "end": c.end, "confidence": c.confidence, "rule": c.rule,
            }
            for c in e.clusters
        ],
        "relations": [(r.head, r.label, r.tail) for r in e.relations],
        "mention_relations": [
            {"head": r.head, "label": r.label, "tail": r.tail, "confidence": r.confidence, "rule": r.rule}
            for r in e.mention_relations
        ],
        "results": [
            {
                "method": r.method, "dataset": r.dataset, "task": r.task, "metric": r.metric,
                "value": r.value, "unit": r.unit, "kind": r.kind, "start": r.start, "end": r.end,
                "confidence": r.confidence, "rule": r.rule,
            }
            for r in e.results
        ],
        "repositories": [
            {
                "url_as_written": r.url_as_written, "canonical": r.canonical, "role": r.role, "of": r.of,
                "start": r.start, "end": r.end, "confidence": r.confidence, "rule": r.rule,
            }
            for r in e.repositories
        ],
    }  # fmt: skip


def extraction_from_json(line: str) -> Extraction:
    """Return the extraction that `extraction_to_json` wrote.

    Raises ValueError, KeyError or TypeError for anything else.
    """
    value = json.loads(line)
    return Extraction(
        id=value["id"],
        text=value["text"],
        sentences=tuple((start, end) for start, end in value["sentences"]),
        entities=tuple(Mention(**mention) for mention in value["entities"]),
        clusters=tuple(
            Cluster(**{**cluster, "mentions": tuple(cluster["mentions"])}) for cluster in value["clusters"]
        ),
        relations=tuple(Relation(*relation) for relation in value["relations"]),
        mention_relations=tuple(
            MentionRelation(**{**pair, "head": tuple(pair["head"]), "tail": tuple(pair["tail"])})
            for pair in value["mention_relations"]
        ),
        results=tuple(ResultMention(**result) for result in value["results"]),
        repositories=tuple(
            RepositoryMention(**{**link, "of": tuple(link["of"])}) for link in value["repositories"]
        ),
    )
