"""Turn one extraction into statements with evidence: a pure function of the extraction and its concepts."""

__all__ = ["PaperStatements", "statements"]

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.evidence.source_claims import RULE
from kg.generated.vocabulary import EDGES, RELATION_EDGES, ROLE_EDGES
from kg.ids import content_key, paper_iri, repository_iri
from kg.model import (
    Cluster,
    Evidence,
    Extraction,
    NameRelation,
    Node,
    NodeRef,
    PropertyValue,
    RepositoryMention,
    ResultMention,
    Statement,
)


@dataclass(slots=True)
class PaperStatements:
    """The result and repository nodes of one paper, and its statements with evidence."""

    nodes: list[Node] = field(default_factory=list)
    evidence: list[tuple[Statement, Evidence]] = field(default_factory=list)


class _Provenance(NamedTuple):
    """The span, rule and confidence with which something was extracted."""

    start: int
    end: int
    rule: str
    confidence: float


def _provenance(mention: Cluster | ResultMention | RepositoryMention) -> _Provenance:
    return _Provenance(mention.start, mention.end, mention.rule, mention.confidence)


def statements(
    extraction: Extraction,
    model: str,
    concept: Mapping[str, NodeRef],
    base: str,
    name_relations: Iterable[NameRelation] = (),
) -> PaperStatements:
    """Return the statements of an extraction; `concept` maps cluster keys to concepts, except generic ones.

    `name_relations` are the relations between concept names for which this paper is the evidence.

    A relation between two clusters of one concept is left out. So is a statement that the schema does not
    allow because most papers give a concept another label than this one; its role is then "mentioned". A
    source claim has no sentence.
    """
    collected = PaperStatements()
    paper = NodeRef("Paper", paper_iri(extraction.id, base))
    sentence_at = _sentences(extraction)

    def state(
        subject: NodeRef, predicate: str, target: NodeRef, at: _Provenance, qualifier: str = ""
    ) -> None:
        if (subject.label, target.label) not in EDGES[predicate].pairs:
            return
        statement = Statement(subject, predicate, target)
        sentence = "" if at.rule == RULE else sentence_at(at.start, at.end)
        evidence = Evidence(
            statement.key, extraction.id, sentence, at.start, at.end, at.rule, model, at.confidence, qualifier
        )
        collected.evidence.append((statement, evidence))

    for cluster in extraction.clusters:
        if cluster.key in concept:
            state(
                paper,
                _role_edge(concept[cluster.key].label, cluster.role),
                concept[cluster.key],
                _provenance(cluster),
            )
    provenance_of = {cluster.key: _provenance(cluster) for cluster in extraction.clusters}
    for each in name_relations:
        state(each.narrower, each.edge, each.broader, provenance_of[each.cluster]._replace(rule=each.rule))
    for head, edge, tail, provenance in _relations(extraction):
        if head in concept and tail in concept and concept[head] != concept[tail]:
            state(concept[head], edge, concept[tail], provenance)
    for result in extraction.results:
        node = _result_node(result, extraction.id, concept, sentence_at(result.start, result.end), base)
        if node is not None:
            collected.nodes.append(node)
            ref = NodeRef("Result", node.iri)
            state(paper, "REPORTS", ref, _provenance(result))
            for edge, key in _slots(result).items():
                if key is not None and key in concept:
                    state(ref, edge, concept[key], _provenance(result))
    for link in extraction.repositories:
        ref = NodeRef("Repository", repository_iri(link.canonical, base))
        collected.nodes.append(Node(ref.label, ref.iri, {"iri": ref.iri, "url": link.canonical}))
        state(paper, "HAS_REPOSITORY", ref, _provenance(link), qualifier=link.role)
        for key in filter(concept.__contains__, link.of):
            state(ref, "IMPLEMENTS", concept[key], _provenance(link))
    return collected


def _role_edge(label: str, role: str) -> str:
    return (
        ROLE_EDGES.get((label, role)) or ROLE_EDGES.get((label, "mentioned")) or ROLE_EDGES[label, "reported"]
    )


def _slots(result: ResultMention) -> dict[str, str | None]:
    return {
        "OF_METHOD": result.method,
        "ON_DATASET": result.dataset,
        "FOR_TASK": result.task,
        "MEASURED_BY": result.metric,
    }


def _relations(extraction: Extraction) -> Iterator[tuple[str, str, str, _Provenance]]:
    """Yield each relation between clusters, once for every pair of mentions that supports it."""
    cluster_at = {(mention.start, mention.end): mention.cluster for mention in extraction.entities}
    relations = {(relation.head, relation.label, relation.tail) for relation in extraction.relations}
    for pair in extraction.mention_relations:
        head, tail = cluster_at[pair.head], cluster_at[pair.tail]
        if (head, pair.label, tail) in relations:
            start, end = min(pair.head[0], pair.tail[0]), max(pair.head[1], pair.tail[1])
            yield head, RELATION_EDGES[pair.label], tail, _Provenance(start, end, pair.rule, pair.confidence)


def _result_node(
    result: ResultMention, paper: str, concept: Mapping[str, NodeRef], sentence: str, base: str
) -> Node | None:
    """Return the node of a result, or None if its value is not a number."""
    try:
        value = float(result.value.replace(",", ""))
    except ValueError:
        return None
    slots = (
        concept[key].iri if key is not None and key in concept else "" for key in _slots(result).values()
    )
    key = content_key("result", paper, result.value, result.unit, result.kind, str(result.start), *slots)
    iri = f"{base}result/{key}"
    properties: dict[str, PropertyValue] = {
        "iri": iri, "value": value, "raw": result.value, "unit": result.unit, "kind": result.kind,
        "paper": paper, "sentence": sentence, "start": result.start, "end": result.end,
        "confidence": result.confidence, "rule": result.rule,
    }  # fmt: skip
    return Node("Result", iri, properties)


def _sentences(extraction: Extraction) -> Callable[[int, int], str]:
    """Return a function from a span to the text of the sentences that it overlaps."""
    starts = [start for start, _ in extraction.sentences]

    def sentence_at(start: int, end: int) -> str:
        if not starts:
            return extraction.text
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, end - 1) - 1, first)
        return extraction.text[extraction.sentences[first][0] : extraction.sentences[last][1]]

    return sentence_at
