"""What the graph of a paper or two holds."""

from kg.evidence.database import EvidenceDatabase
from kg.graph.build import is_current
from kg.graph.validate import violations
from kg.graph.view import edges, networkx, nodes
from tests.foonet import TEXT, compute, extraction, paper


def test_the_graph_of_one_paper(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper()])
        evidence.extractions.add([extraction()], "model-1")
        compute(evidence)
        assert is_current(evidence)
        assert sorted((n.label, n.properties.get("name") or n.properties.get("raw") or n.properties.get("id")) for n in nodes(evidence)) == [
            ("Method", "FooNet"), ("Metric", "accuracy"), ("Paper", "p1"), ("Repository", "a/b"), ("Result", "94.5"), ("Task", "parsing"),
        ]  # fmt: skip
        assert sorted((e.source.label, e.type, e.target.label) for e in edges(evidence)) == [
            ("Method", "USED_FOR", "Task"), ("Paper", "ADDRESSES", "Task"), ("Paper", "HAS_REPOSITORY", "Repository"),
            ("Paper", "MEASURES", "Metric"), ("Paper", "PROPOSES", "Method"), ("Paper", "REPORTS", "Result"),
            ("Repository", "IMPLEMENTS", "Method"), ("Result", "FOR_TASK", "Task"), ("Result", "MEASURED_BY", "Metric"),
            ("Result", "OF_METHOD", "Method"),
        ]  # fmt: skip
        for edge in edges(evidence):
            start, end, sentence = (edge.properties[name] for name in ("start", "end", "sentence"))
            assert TEXT[start:end] in sentence
            assert sentence in TEXT
        assert list(violations(evidence)) == []
        graph = networkx(evidence)
        assert (graph.number_of_nodes(), graph.number_of_edges()) == (6, 10)


def test_two_papers_support_one_statement(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        evidence.papers.add([paper("p1"), paper("p2")])
        evidence.extractions.add([extraction("p1"), extraction("p2")], "m")
        compute(evidence)
        used_for = [e for e in edges(evidence) if e.type == "USED_FOR"]
        assert sorted(e.properties["paper"] for e in used_for) == ["p1", "p2"]
        assert len({(e.source, e.target) for e in used_for}) == 1
        assert evidence.papers.forget(["p1"]) == []
        assert evidence.papers.forget(["p1"]) == ["p1"]
        compute(evidence)
        assert {e.properties["paper"] for e in edges(evidence)} == {"p2"}
