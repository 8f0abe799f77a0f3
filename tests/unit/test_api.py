"""What a notebook uses: open a graph, ask it, add to it, annotate a text."""

import doctest
import subprocess
import sys
from collections.abc import Iterator

import pytest

import kg
from kg.errors import InputError, UsageError
from kg.model import Author, Metadata, Paper
from tests.reported import graph, report


@pytest.fixture
def folder(tmp_path):
    return graph(
        tmp_path / "g", report("a", "91.2", task="sorting", keys=("doe20",)), report("b", "95.3", method="TideNet"),
        report("c", "93.1", role="compared"), report("d", "9", method=None),
    )  # fmt: skip


def test_leaderboards_are_named_tuples_and_data_frames(folder):
    rows = kg.open(folder).leaderboard(dataset="pebbleset")
    assert [(row.rank, row.method, row.score) for row in rows] == [(1, "TideNet", 95.3), (2, "GlowNet", 91.2)]
    assert rows.df()["method"].tolist() == ["TideNet", "GlowNet"]
    assert {row.doubt for row in kg.open(folder).leaderboard(dataset="pebbleset", doubtful=True)} == {
        "",
        "of a rival",
        "no method",
    }
    assert rows[0].sentence == "We report TideNet PebbleSet accuracy 95.3%."


def test_comparisons_conflicts_and_what_has_a_board(folder):
    g = kg.open(folder)
    assert [name for name, _ in g.compare(methods=["GlowNet", "TideNet"]).rows] == ["TideNet", "GlowNet"]
    assert [name for name, _ in g.compare(papers=["doe20", "On b"]).rows] == ["On a", "On b"]
    assert g.citation_keys(["a"]) == {"a": "doe20"}
    assert "@article{doe20," in g.bibtex(["a"])
    [conflict] = g.conflicts(dataset="PebbleSet")
    assert (conflict.method, conflict.apart, [row.paper for row in conflict.rows]) == (
        "GlowNet",
        1.9,
        ["a", "c"],
    )
    assert [(board.label, board.name) for board in g.boards()] == [
        ("Dataset", "PebbleSet"),
        ("Task", "sorting"),
    ]


def test_papers_statements_and_queries(folder):
    g = kg.open(folder)
    assert [(p.id, p.authors, p.keys) for p in g.papers()][:1] == [("a", ("Jane Doe",), ("doe20",))]
    assert {row.predicate for row in g.explain("GlowNet")} >= {"PROPOSES", "OF_METHOD"}
    assert [row.n for row in g.cypher("MATCH (p:Paper) RETURN count(p) AS n")] == [4]
    [first, *_] = g.cypher("best-results", dataset="PebbleSet")
    assert first._fields[:4] == ("dataset", "metric", "method", "value")
    assert [row.n for row in g.sparql("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?p a pg:Paper } }")] == [4]


def test_a_chosen_part_for_networkx(folder):
    part = kg.open(folder).networkx(nodes=("Author", "Paper"), edges=("WROTE",))
    assert {label for _, label in part.nodes("label")} == {"Author", "Paper"}
    assert {type_ for *_, type_ in part.edges(data="type")} == {"WROTE"}
    whole = kg.open(folder).networkx()
    assert whole.is_multigraph()
    assert len(whole) > len(part)


def test_papers_are_added_as_values_dictionaries_and_paths(tmp_path):
    (tmp_path / "refs.bib").write_text(
        "@misc{a, title = {Moss}, author = {Doe, Jane}, abstract = {We propose MossNet.}}"
    )
    graph(tmp_path / "g", report("a", "91.2"))
    g = kg.open(tmp_path / "g")
    paper = Paper("mine", "Sand", "We propose SandNet.", 2021, metadata=Metadata(authors=(Author("R. Roe"),)))
    summary = g.add(
        [paper, {"title": "Tide", "abstract": "We propose TideNet.", "id": "x"}, tmp_path / "refs.bib"],
        model="fast",
    )
    assert (summary.read, summary.accepted) == (3, 3)
    assert {row.title for row in g.papers()} == {"On a", "Sand", "Tide", "Moss"}
    g.add([{"title": "Rust", "abstract": "We propose RustNet.", "id": "y"}], model="fast")
    assert len(g.papers()) == 5, "what was added before stays"
    assert {author for row in g.papers() for author in row.authors} == {"Jane Doe", "R. Roe"}


def test_a_text_is_annotated_and_shown():
    found = kg.annotate("Glow\nWe propose GlowNet for image classification.", model="fast")
    assert "GlowNet (Method)" in repr(found)
    assert "<mark" in found._repr_html_()
    assert found.entities == found.extraction.entities


def test_errors_are_those_of_kg(tmp_path, folder):
    with pytest.raises(InputError, match="no graph"):
        kg.open(tmp_path / "none")
    with pytest.raises(UsageError, match="GlowNet"):
        kg.open(folder).leaderboard(method="GlowNte")
    with pytest.raises(UsageError, match="no papers"):
        kg.open(folder).compare(papers=["nothing like that"])
    with pytest.raises(AttributeError, match="nonsense"):
        kg.nonsense  # noqa: B018


def test_no_name_is_that_of_a_room_and_importing_kg_imports_nothing():
    code = "import sys, kg; kg.open; print(sorted(m for m in sys.modules if m.split('.')[0] in ('spacy', 'numpy', 'pandas', 'networkx', 'rdflib', 'lxml')))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )
    from pathlib import Path

    rooms = {path.stem for path in Path(kg.__file__).parent.iterdir()}
    assert set(kg.__all__).isdisjoint(rooms)


def test_examples_of_the_documentation_run(folder, monkeypatch):
    from pathlib import Path

    page = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
    monkeypatch.chdir(folder.parent)
    graph(
        Path("graph.kg"),
        report("a", "91.2", keys=("doe20",)),
        report("b", "95.3", method="TideNet"),
        report("c", "93.1", role="compared"),
    )
    test = doctest.DocTestParser().get_doctest(page, {}, "python.md", None, 0)
    assert len(test.examples) > 5
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert runner.run(test).failed == 0


def test_the_notebook_runs(tmp_path, monkeypatch, capsys):
    import json
    from pathlib import Path

    path = Path(__file__).parents[2] / "docs" / "notebook.ipynb"
    cells = [
        cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"
    ]
    assert all(cell["outputs"] == [] for cell in cells)
    monkeypatch.chdir(tmp_path)
    known = {}
    for cell in cells:
        exec("".join(cell["source"]), known)
    out = capsys.readouterr().out
    assert (
        "('doe2021glow',) 2021 GlowNet: Bright Networks for Image Classification ('Jane Doe', 'Richard Roe')"
        in out
    )
    assert "@inproceedings{roe2022tide," in out
    assert known["summary"].accepted == 3


def test_asking_leaves_no_file_open(folder):
    rows = kg.open(folder).papers()
    assert not isinstance(rows, Iterator)
