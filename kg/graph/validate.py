"""Check the graph against the schema and the evidence."""

__all__ = ["shacl_violations", "violations"]

from collections.abc import Iterator
from importlib.resources import files

from kg.errors import UsageError
from kg.evidence.database import EvidenceDatabase
from kg.evidence.source_claims import RULE
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.graph import view

Violation = tuple[str, str, str]  # rule, place, reason
_EVIDENCE = 'SELECT key, paper, sentence, start, "end", rule FROM evidence ORDER BY key'


def violations(evidence: EvidenceDatabase) -> Iterator[Violation]:
    """Yield violations: properties, domains, ranges, dangling edges, offsets, no evidence, clashing ids."""
    labels: dict[str, str] = {}
    for node in view.nodes(evidence):
        labels[node.iri] = node.label
        if set(node.properties) != set(NODE_PROPERTIES[node.label]):
            yield (
                "properties",
                node.iri,
                f"{node.label} must have exactly {', '.join(NODE_PROPERTIES[node.label])}",
            )
    texts = {paper.id: paper.text for paper in evidence.papers.all()}
    for edge in view.edges(evidence):
        spec = EDGES.get(edge.type)
        if spec is None or (edge.source.label, edge.target.label) not in spec.pairs:
            yield (
                "domain or range",
                edge.key,
                f"{edge.source.label} {edge.type} {edge.target.label} is not in the schema",
            )
        for end in (edge.source, edge.target):
            if labels.get(end.iri) != end.label:
                yield "dangling edge", edge.key, f"there is no {end.label} {end.iri}"
    for key, paper, sentence, start, end, rule in evidence.db.execute(_EVIDENCE):
        text = texts.get(paper)
        if text is None:
            yield "evidence", key, f"its paper {paper} is not in the evidence database"
        elif rule == RULE:
            if (sentence, start, end) != ("", 0, 0):
                yield "offsets", key, f"{start}-{end}: a claim of a source of {paper} must have the span 0-0"
        elif not (0 <= start < end <= len(text) and sentence in text and text[start:end] in sentence):
            yield "offsets", key, f"{start}-{end} is not within the sentence in {paper}"
    for (key,) in evidence.db.execute(
        "SELECT key FROM statement WHERE key NOT IN (SELECT statement FROM evidence) ORDER BY key"
    ):
        yield "no evidence", key, "every statement needs evidence"
    for clash in evidence.papers.clashes():
        yield "clash", clash.id, clash.line()


def shacl_violations(graph: bytes, shapes: str = "shapes.ttl") -> list[Violation]:
    """Return the violations of a file of kg's shapes that pySHACL finds in N-Triples."""
    try:
        from pyshacl import validate
    except ImportError:
        raise UsageError("--shacl needs pyshacl: pip install 'papergraph[shacl]'") from None
    from rdflib import SH, Graph, URIRef

    data = Graph().parse(data=graph, format="nt")
    wanted = Graph().parse(
        data=files("kg.generated").joinpath(shapes).read_text(encoding="utf-8"), format="turtle"
    )
    _, report, _ = validate(data, shacl_graph=wanted, inference="none", advanced=False)
    assert isinstance(report, Graph)
    broken: list[Violation] = []
    for result in report.subjects(SH.resultSeverity):
        node, path, message = (
            report.value(result, p) for p in (SH.focusNode, SH.resultPath, SH.resultMessage)
        )
        broken.append((f"SHACL {path}" if isinstance(path, URIRef) else "SHACL", str(node), str(message)))
    return sorted(broken)
