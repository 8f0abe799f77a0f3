"""The exports say the same thing in every format, and the same bytes for the same graph."""

import csv
import io
import json
import random
import re
import xml.etree.ElementTree as ET
from importlib import import_module

import networkx
import pyoxigraph
import pytest
import rdflib

from kg.evidence.database import EvidenceDatabase
from kg.export import EXPORTERS
from kg.graph import view
from kg.pipeline import Pipeline
from kg.run import run
from tests.cli.conftest import SAMPLE

STREAMS = [name for name, module in EXPORTERS.items() if not getattr(import_module(module), "FOLDER", False)]


def triples(text, form, **kwargs):
    return {
        (str(q.subject), str(q.predicate), str(q.object))
        for q in pyoxigraph.parse(text.encode(), format=form, **kwargs)
    }


@pytest.fixture(scope="module")
def exported(graph, tmp_path_factory):
    """Every stream format of the sample graph, as text."""
    from kg.export import exporter

    found = {}
    with EvidenceDatabase.existing(graph) as evidence:
        for name in STREAMS:
            stream = io.BytesIO()
            exporter(name)(view.nodes(evidence), view.edges(evidence), stream, evidence.settings.base)
            found[name] = stream.getvalue().decode("utf-8")
    return found


def test_rdf_formats_hold_the_same_triples(exported):
    quads = list(pyoxigraph.parse(exported["nquads"].encode(), format=pyoxigraph.RdfFormat.N_QUADS))
    assert set(pyoxigraph.parse(exported["trig"].encode(), format=pyoxigraph.RdfFormat.TRIG)) == set(quads)
    as_triples = triples(exported["nquads"], pyoxigraph.RdfFormat.N_QUADS)
    assert triples(exported["turtle"], pyoxigraph.RdfFormat.TURTLE) == as_triples
    assert len(as_triples) > 1000


def test_jsonld_is_the_same_dataset_for_another_parser(exported):
    ours = rdflib.Dataset()
    ours.parse(data=exported["nquads"], format="nquads")
    theirs = rdflib.Dataset()
    theirs.parse(data=exported["jsonld"], format="json-ld")

    def quads(dataset):
        return {(s, p, o, g) for s, p, o, g in dataset.quads()}

    assert quads(theirs) == quads(ours)


def test_graphml_opens_in_networkx(exported, graph):
    found = networkx.parse_graphml(exported["graphml"])
    with EvidenceDatabase.existing(graph) as evidence:
        expected = view.networkx(evidence)
    assert set(found.nodes) == set(expected.nodes)
    assert found.number_of_edges() == expected.number_of_edges()
    iri, data = next((n, d) for n, d in expected.nodes(data=True) if d["label"] == "Paper")
    assert found.nodes[iri]["title"] == data["title"]
    ET.fromstring(exported["graphml"])


def test_jsonl_holds_every_node_and_edge(exported, graph):
    values = [json.loads(line) for line in exported["jsonl"].splitlines()]
    with EvidenceDatabase.existing(graph) as evidence:
        assert sum("node" in v for v in values) == len(list(view.nodes(evidence)))
        assert sum("edge" in v for v in values) == len(list(view.edges(evidence)))


def test_csv_and_parquet_are_folders_of_tables(kg, graph, tmp_path):
    assert kg("export", "csv", "--store", graph).code == 2
    assert kg("export", "csv", "--store", graph, "-o", tmp_path / "tables").code == 0
    papers = list(
        csv.DictReader(io.StringIO((tmp_path / "tables" / "Paper.csv").read_text(encoding="utf-8")))
    )
    assert len(papers) >= 12
    assert kg("export", "csv", "--store", graph, "-o", tmp_path / "tables").code == 2, (
        "nothing of the user's is overwritten"
    )
    assert kg("export", "parquet", "--store", graph, "-o", tmp_path / "typed").code == 0
    import pyarrow.parquet

    assert pyarrow.parquet.read_table(tmp_path / "typed" / "Paper.parquet").num_rows == len(papers)


def test_csv_runs_no_formula(tmp_path):
    from kg.export.csv import export
    from kg.model import Node

    node = Node(
        "Task", "iri", {"iri": "iri", "name": '=HYPERLINK("x")', "key": "-1", "keys": ("+a",), "aliases": ()}
    )
    export([node], [], tmp_path / "safe")
    export([node], [], tmp_path / "raw", raw=True)
    safe, raw = (
        next(csv.DictReader(io.StringIO((tmp_path / name / "Task.csv").read_text())))
        for name in ("safe", "raw")
    )
    assert (safe["name"], safe["key"], safe["keys"]) == ('\'=HYPERLINK("x")', "'-1", "'+a")
    assert raw["name"] == '=HYPERLINK("x")'


def test_a_failed_export_leaves_no_file(kg, graph, tmp_path, monkeypatch):
    import kg.export.jsonl as module

    def fail(*_):
        raise RuntimeError("disk full")

    monkeypatch.setattr(module, "_line", fail)
    (tmp_path / "old.jsonl").write_text("old")
    assert kg("export", "jsonl", "--store", graph, "-o", tmp_path / "old.jsonl").code == 70
    assert (tmp_path / "old.jsonl").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["old.jsonl"]


@pytest.fixture
def exports(tmp_path, kg):
    """Return every stream format of the graph of some JSONL files, given as lines by name and read in this order."""

    def make(files, workers=1):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, lines in files.items():
            (folder / name).write_text("".join(lines), encoding="utf-8")
        run(
            Pipeline(workers=workers, stores=()),
            [str(folder / name) for name in files],
            folder / "graph",
            progress=lambda *_: None,
        )
        return {form: kg("export", form, "--store", folder / "graph").out for form in STREAMS}

    return make


@pytest.fixture
def halves(kg):
    """The sample as two files of shuffled lines, with a second record of one paper in each."""
    papers = kg("read", *sorted((SAMPLE.parent / "sample").iterdir())).out.splitlines(keepends=True)
    random.Random(7).shuffle(papers)
    again = [
        json.dumps({**json.loads(line), "abstract": "We study what was left out.", "year": 1999}) + "\n"
        for line in papers[:2]
    ]
    half = len(papers) // 2
    return {"a.jsonl": [*papers[:half], again[0]], "b.jsonl": [*papers[half:], again[1]]}


def test_order_of_files_and_workers_change_no_byte(exports, halves):
    assert exports(halves) == exports(dict(reversed(halves.items())), workers=2)


def test_order_of_lines_changes_their_numbers_alone(exports, halves):
    other = {name: lines[::-1] for name, lines in halves.items()}
    here, there = exports(halves), exports(other)
    for form in STREAMS:
        numbered = form != "bibtex"  # the number of its line is part of a paper's sources
        assert (here[form] != there[form]) == numbered, form
        one, two = (
            sorted(re.sub(r"\b([ab]\.jsonl)(#|%23)\d+", r"\1", text).splitlines())
            for text in (here[form], there[form])
        )
        assert one == two, form
