"""What one extraction states, as statements with evidence: a pure function of the extraction and the concepts it leads to."""

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
    """What one paper says: its result and repository nodes, and its statements with evidence."""

    nodes: list[Node] = field(default_factory=list)
    evidence: list[tuple[Statement, Evidence]] = field(default_factory=list)


class _Place(NamedTuple):
    """Where and how something was read: what a `Mention` of any kind has."""

    start: int
    end: int
    rule: str
    confidence: float


def _place(found: Cluster | ResultMention | RepositoryMention) -> _Place:
    return _Place(found.start, found.end, found.rule, found.confidence)


def statements(
    extraction: Extraction,
    model: str,
    concept: Mapping[str, NodeRef],
    base: str,
    name_relations: Iterable[NameRelation] = (),
) -> PaperStatements:
    """Return all that an extraction states; `concept` leads from cluster keys to concepts, but those that say nothing in particular.

    `name_relations` are the statements of the concepts' names for which this paper is the place.

    A relation between two clusters that turn out to be one concept states nothing and is left out. So is what the schema does not allow
    where most papers give a concept another label than this one does; its role is then "mentioned". What a source states has no sentence.
    """
    collected = PaperStatements()
    paper = NodeRef("Paper", paper_iri(extraction.id, base))
    sentence_at = _sentences(extraction)

    def state(subject: NodeRef, predicate: str, target: NodeRef, place: _Place, qualifier: str = "") -> None:
        if (subject.label, target.label) not in EDGES[predicate].pairs:
            return
        statement = Statement(subject, predicate, target)
        sentence = "" if place.rule == RULE else sentence_at(place.start, place.end)
        evidence = Evidence(statement.key, extraction.id, sentence, place.start, place.end, place.rule, model, place.confidence, qualifier)
        collected.evidence.append((statement, evidence))

    for cluster in extraction.clusters:
        if cluster.key in concept:
            state(paper, _role_edge(concept[cluster.key].label, cluster.role), concept[cluster.key], _place(cluster))
    place_of = {cluster.key: _place(cluster) for cluster in extraction.clusters}
    for each in name_relations:
        state(each.narrower, each.edge, each.broader, place_of[each.cluster]._replace(rule=each.rule))
    for head, edge, tail, place in _relations(extraction):
        if head in concept and tail in concept and concept[head] != concept[tail]:
            state(concept[head], edge, concept[tail], place)
    for result in extraction.results:
        node = _result_node(result, extraction.id, concept, sentence_at(result.start, result.end), base)
        if node is not None:
            collected.nodes.append(node)
            ref = NodeRef("Result", node.iri)
            state(paper, "REPORTS", ref, _place(result))
            for edge, key in _slots(result).items():
                if key is not None and key in concept:
                    state(ref, edge, concept[key], _place(result))
    for link in extraction.repositories:
        ref = NodeRef("Repository", repository_iri(link.canonical, base))
        collected.nodes.append(Node(ref.label, ref.iri, {"iri": ref.iri, "url": link.canonical}))
        state(paper, "HAS_REPOSITORY", ref, _place(link), qualifier=link.role)
        for key in filter(concept.__contains__, link.of):
            state(ref, "IMPLEMENTS", concept[key], _place(link))
    return collected


def _role_edge(label: str, role: str) -> str:
    return ROLE_EDGES.get((label, role)) or ROLE_EDGES.get((label, "mentioned")) or ROLE_EDGES[label, "reported"]


def _slots(result: ResultMention) -> dict[str, str | None]:
    return {"OF_METHOD": result.method, "ON_DATASET": result.dataset, "FOR_TASK": result.task, "MEASURED_BY": result.metric}


def _relations(extraction: Extraction) -> Iterator[tuple[str, str, str, _Place]]:
    """Yield each relation between clusters with every pair of mentions that it was read from."""
    cluster_at = {(mention.start, mention.end): mention.cluster for mention in extraction.entities}
    stated = {(relation.head, relation.label, relation.tail) for relation in extraction.relations}
    for pair in extraction.mention_relations:
        head, tail = cluster_at[pair.head], cluster_at[pair.tail]
        if (head, pair.label, tail) in stated:
            start, end = min(pair.head[0], pair.tail[0]), max(pair.head[1], pair.tail[1])
            yield head, RELATION_EDGES[pair.label], tail, _Place(start, end, pair.rule, pair.confidence)


def _result_node(result: ResultMention, paper: str, concept: Mapping[str, NodeRef], sentence: str, base: str) -> Node | None:
    """Return the node of a result, or None when its value is no number that fits the graph."""
    try:
        value = float(result.value.replace(",", ""))
    except ValueError:
        return None
    slots = (concept[key].iri if key is not None and key in concept else "" for key in _slots(result).values())
    key = content_key("result", paper, result.value, result.unit, result.kind, str(result.start), *slots)
    iri = f"{base}result/{key}"
    properties: dict[str, PropertyValue] = {
        "iri": iri, "value": value, "raw": result.value, "unit": result.unit, "kind": result.kind, "paper": paper, "sentence": sentence,
        "start": result.start, "end": result.end, "confidence": result.confidence, "rule": result.rule,
    }  # fmt: skip
    return Node("Result", iri, properties)


def _sentences(extraction: Extraction) -> Callable[[int, int], str]:
    """Return a function from a span to the text of the sentences that it touches."""
    starts = [start for start, _ in extraction.sentences]

    def sentence_at(start: int, end: int) -> str:
        if not starts:
            return extraction.text
        first = max(bisect_right(starts, start) - 1, 0)
        last = max(bisect_right(starts, end - 1) - 1, first)
        return extraction.text[extraction.sentences[first][0] : extraction.sentences[last][1]]

    return sentence_at
