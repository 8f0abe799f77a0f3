"""The description of a graph, read from its evidence database."""

from typing import NamedTuple

from kg.describe import about_graph, checked, described
from kg.evidence.database import EvidenceDatabase
from kg.ids import DEFAULT_BASE
from kg.model import Decision, SourceFile
from tests.foonet import compute, extraction, paper


class Kept(NamedTuple):
    title: str = ""
    creators: tuple[str, ...] = ()
    license: str = ""
    version: str = ""


def test_options_come_before_the_pipeline():
    kept = Kept("Stones", ("Jane Doe",), "CC0-1.0", "1")
    assert about_graph(kept, environment={}) == checked(
        title="Stones", creators=["Jane Doe"], license="CC0-1.0", version="1"
    )
    assert about_graph(
        kept,
        title="Walls",
        creators=["B"],
        license="CC-BY-4.0",
        version="2",
        date="2024-05-31",
        environment={"SOURCE_DATE_EPOCH": "0"},
    ) == checked(title="Walls", creators=["B"], license="CC-BY-4.0", version="2", date="2024-05-31")
    assert about_graph(Kept(), environment={"SOURCE_DATE_EPOCH": "0"}).date == "1970-01-01"
    assert about_graph(Kept(), environment={}) == checked()


def test_a_graph(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        files = [SourceFile(name, f"/somewhere/{name}") for name in ("refs.bib", "empty.csv")]
        evidence.reading().add([*files, paper("p1", source="refs.bib#1")])
        evidence.papers.add([paper("p2", source="other#1")])
        evidence.extractions.add([extraction("p1")], "model-1")
        evidence.extractions.add([extraction("p2")], "model-2")
        compute(evidence)
        found = described(evidence, checked(title="T"))
        assert dict(found.nodes) == {
            "Paper": 2,
            "Author": 0,
            "Venue": 0,
            "Task": 1,
            "Method": 1,
            "Dataset": 0,
            "Metric": 1,
            "Repository": 1,
            "Result": 2,
        }
        assert found.title == "T"
        assert found.text.startswith(
            "What the abstracts and records of 2 papers state: 1 task, 1 method, 1 metric, 1 repository, 2 results. Extracted by papergraph "
        )
        assert "with the model model-1, model-2." in found.text
        assert found.examples == tuple(
            f"{DEFAULT_BASE}{name}"
            for name in ("paper/p1", "method/foonet", "metric/accuracy", "task/parsing")
        )
        made = found.made
        assert made.models == (("model-1", 1), ("model-2", 1))
        assert made.files == ("refs.bib",)
        assert made.graph
        assert made.resolution
        evidence.decisions.add(Decision("split", "a", "b"))
        assert described(evidence, checked()).made.decisions == 1


def test_a_graph_without_papers(tmp_path):
    with EvidenceDatabase(tmp_path) as evidence:
        compute(evidence)
        found = described(evidence, checked())
        assert (found.title, found.examples, found.made.files) == ("Graph of 0 papers", (), ())
        assert found.text.startswith("What the abstracts and records of 0 papers state. ")
