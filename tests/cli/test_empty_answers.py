"""Named queries without rows say why: nothing said, a name of something else, or a name that the graph does not have."""

import json

import pytest

from kg.answers.empty import nearest, reason
from kg.errors import UsageError
from kg.evidence.database import EvidenceDatabase
from kg.query.named import load_query, names

EVALUATED = "MATCH (m:Method)-[:EVALUATED_WITH]->(d:Dataset {name: 'SQuAD'})"


@pytest.fixture(scope="module")
def evidence(graph):
    """Open the evidence of the sample graph."""
    with EvidenceDatabase.existing(graph) as opened:
        yield opened


@pytest.mark.parametrize("command", ["query", "sparql"])
@pytest.mark.parametrize(
    ("query", "given", "said"),
    [
        ("best-results", "dataset=SQuDA", "kg: no dataset SQuDA; near: SQuAD"),
        ("methods-for-task", "task=no such thing at all", "kg: no task no such thing at all"),
        ("methods-for-task", "task=SQuDA", "kg: no task SQuDA; near: SQuAD (a Dataset)"),
        ("related", "paper=latticenet", "kg: no paper latticenet; near: LatticeNet: Sparse Residual Lattices for Image Classification"),
        ("builds-on", "method=\x1b[2J\u202ex", "kg: no method [2Jx"),
    ],
)  # fmt: skip
def test_a_name_that_the_graph_does_not_have_is_an_error(kg, graph, command, query, given, said, tmp_path):
    for form in ("jsonl", "csv", "table"):
        assert kg(command, query, "-p", given, "--store", graph, "-f", form) == (2, "", f"{said}\n")
    assert kg(command, query, "-p", given, "--store", graph, "-o", tmp_path / "rows.csv").code == 2
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("query", "given", "said"),
    [
        ("methods-for-task", ["task=squad"], "SQuAD is a Dataset here: try best-results"),
        ("methods-for-task", ["task=BERT"], "BERT is a Method here: try timeline"),
        ("best-results", ["task=BERT"], "BERT is a Method here, not a Task: give it as method"),
        ("papers-of-author", ["author=Jane Doe"], "no paper in the graph is by Jane Doe"),
        ("subtasks", ["task=image classification", "limit:=0"], "no rows, as limit is 0"),
        ("popular-tasks", ["limit:=0"], "no rows"),
        ("paper", [], "no rows: paper needs the id or the title of a paper, -p paper=…"),
        ("related", ["paper= "], "no rows: related needs the id or the title of a paper, -p paper=…"),
    ],
)
def test_a_known_name_without_rows_explains_itself(kg, graph, query, given, said):
    call = (query, *(word for each in given for word in ("-p", each)), "--store", graph)
    for command in ("query", "sparql"):
        assert kg(command, *call) == (0, "", f"{said}\n")
        assert kg(command, *call, "--quiet") == (0, "", "")


def test_what_papers_do_is_counted_and_what_none_does_is_named(kg, graph, evidence):
    count = f"{EVALUATED} MATCH (m)-[r:EVALUATED_WITH]->(d) RETURN count(DISTINCT r.paper) AS n"
    papers = json.loads(kg("query", count, "--store", graph).out)["n"]
    assert papers > 1
    assert (
        reason(evidence, "best-results", {"dataset": "squad", "min_confidence": "1"})
        == f"SQuAD: {papers} papers evaluate on it, none gives an absolute result for it with a confidence of 1 or more"
    )
    both = reason(evidence, "best-results", {"dataset": "SQuAD", "metric": "Accuracy"})
    assert both.startswith(f"SQuAD: {papers} papers evaluate on it, accuracy: ")
    assert both.endswith(" papers measure it, no paper gives an absolute result for both")


@pytest.mark.parametrize("name", names())
def test_every_query_that_takes_a_name_has_a_reason(evidence, name):
    known = {"Task": "image classification", "Dataset": "SQuAD", "Method": "BERT", "Metric": "accuracy"}
    title = evidence.db.execute("SELECT title FROM record ORDER BY id").fetchone()[0]
    for parameter in load_query(name, "cypher").parameters:
        if parameter.type in ("concept", "name", "text"):
            said = reason(evidence, name, {parameter.name: known.get(parameter.label, title)})
            assert said != "no rows"
            assert "\n" not in said
            needed = parameter.type == "text"
            assert reason(evidence, name, {parameter.name: ""}).startswith(
                "no rows: " if needed else "no rows"
            )


def test_the_nearest_names_are_of_the_label_and_few(evidence):
    assert nearest(evidence, "Dataset", "CIFAR-11")[:1] == ["CIFAR-10"]
    assert "SQuAD" not in nearest(evidence, "Task", "SQuAD")
    assert nearest(evidence, "Task", "classification"), "names that contain it"
    assert nearest(evidence, "Method", "") == nearest(evidence, "Author", "x" * 100_000) == []
    assert len(nearest(evidence, "Paper", "a")) <= 5


def test_an_unknown_query_is_an_error(evidence):
    with pytest.raises(UsageError, match="unknown query"):
        reason(evidence, "nothing", {})
