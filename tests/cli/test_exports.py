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
from kg.export import EXPORTERS, RDF
from kg.graph import view
from kg.pipeline import Pipeline
from kg.rdf import EVIDENCE
from kg.run import run
from tests.cli.conftest import SAMPLE

STREAMS = [name for name, module in EXPORTERS.items() if not getattr(import_module(module), "FOLDER", False)]


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


def made(graph, form, **wishes):
    """Return an export of the sample graph with these options."""
    from kg.export import Options, exporter, write

    stream = io.BytesIO()
    with EvidenceDatabase.existing(graph) as evidence:
        options = Options(links=tuple(view.links(evidence)), **wishes)
        write(
            exporter(form),
            (view.nodes(evidence), view.edges(evidence)),
            stream,
            evidence.settings.base,
            options,
        )
    return stream.getvalue()


FORMS = {
    "nquads": pyoxigraph.RdfFormat.N_QUADS, "ntriples": pyoxigraph.RdfFormat.N_TRIPLES, "trig": pyoxigraph.RdfFormat.TRIG,
    "turtle": pyoxigraph.RdfFormat.TURTLE, "rdfxml": pyoxigraph.RdfFormat.RDF_XML, "jsonld": pyoxigraph.RdfFormat.JSON_LD,
}  # fmt: skip
THEIRS = {
    "nquads": "nquads",
    "ntriples": "nt",
    "trig": "trig",
    "turtle": "turtle",
    "rdfxml": "xml",
    "jsonld": "json-ld",
}


def parsed(data, form):
    return set(pyoxigraph.parse(data, format=FORMS[form]))


def test_every_format_of_rdf_is_known():
    assert list(RDF) == list(FORMS)


@pytest.mark.parametrize("evidence", EVIDENCE)
@pytest.mark.parametrize("graphs", [True, False])
def test_rdf_formats_hold_the_same(graph, evidence, graphs):
    quads = parsed(made(graph, "nquads", evidence=evidence, graphs=graphs), "nquads")
    assert len(quads) > 500
    assert any(isinstance(quad.graph_name, pyoxigraph.NamedNode) for quad in quads) == graphs
    without = {quad.triple for quad in quads if not quad.subject.value.endswith("#graph")}
    for form, has_graphs in RDF.items():
        found = parsed(made(graph, form, evidence=evidence, graphs=graphs), form)
        assert not [quad for quad in found if isinstance(quad.subject, pyoxigraph.BlankNode)]
        if has_graphs:
            assert found == quads, form
        else:
            assert {quad.triple for quad in found} == without, form


@pytest.mark.parametrize("form", RDF)
def test_another_parser_reads_the_same(graph, form):
    def of(data, form):
        found = rdflib.Dataset(default_union=True)
        found.parse(data=data, format=THEIRS[form])
        return {triple for triple in found.triples((None, None, None)) if not triple[0].endswith("#graph")}

    assert of(made(graph, form), form) == of(made(graph, "nquads"), "nquads")


def test_rdfxml_keeps_what_xml_would_change_and_drops_what_it_cannot_hold():
    from kg.export.rdfxml import export
    from kg.model import Node

    iri = "https://example.org/t?a=1&b='<"
    name = "a\r\n\tb <&> ]]> \x01\ufffe😀 "
    node = Node("Task", "https://example.org/t?a=1&b='", {"iri": iri, "name": name})
    export([node], [], stream := io.BytesIO(), "https://example.org/")
    names = [q.object.value for q in parsed(stream.getvalue(), "rdfxml") if "prefLabel" in q.predicate.value]
    assert names == ["a\r\n\tb <&> ]]> 😀 "]
    assert {str(s) for s in rdflib.Graph().parse(data=stream.getvalue(), format="xml").subjects()} == {
        "https://example.org/t?a=1&b='",
        "https://example.org/concepts",
    }


def test_jsonld_has_papers_with_what_they_say_inside_in_the_words_of_the_context(exported):
    document = json.loads(exported["jsonld"])
    context = set(document["@context"])
    papers = [
        item
        for entry in document["@graph"]
        for item in entry.get("@graph", ())
        if "Paper" in item.get("@type", ())
    ]
    assert len(papers) >= 12
    words = set()

    def collect(value):
        if isinstance(value, dict):
            words.update(value)
            for one in value.values():
                collect(one)
        elif isinstance(value, list):
            for one in value:
                collect(one)

    collect(document["@graph"])
    assert {word for word in words if not word.startswith("@")} - context <= {"prov:wasDerivedFrom"}
    reporting = next(paper for paper in papers if isinstance(paper.get("reports"), list))
    assert {"value", "raw", "sentence", "run"} <= set(reporting["reports"][0])
    assert {"sentence", "mentionStart", "predicate", "confidence"} <= set(reporting["evidence"][0])
    assert isinstance(reporting["title"], str)


def test_abstracts_are_left_out_and_sentences_are_not(graph):
    for form in ("nquads", "jsonl", "jsonld", "bibtex"):
        whole, without = (made(graph, form, abstracts=abstracts) for abstracts in (True, False))
        assert len(without) < len(whole), form
    quads = parsed(made(graph, "nquads", abstracts=False), "nquads")
    assert not [quad for quad in quads if quad.predicate.value.endswith("/abstract")]
    assert [quad for quad in quads if quad.predicate.value.endswith("#sentence")]


@pytest.mark.parametrize("form", STREAMS)
@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_file_is_compressed_by_its_ending(kg, graph, tmp_path, exported, form, ending):
    import gzip

    import zstandard

    paths = [tmp_path / f"{name}{ending}" for name in ("one", "two")]
    for path in paths:
        assert kg("export", form, "--store", graph, "-o", path).code == 0
    one, two = (path.read_bytes() for path in paths)
    assert one == two, "neither time nor name"
    unpacked = (
        gzip.decompress(one)
        if ending == ".gz"
        else zstandard.ZstdDecompressor().stream_reader(io.BytesIO(one)).read()
    )
    if form not in RDF:  # those hold the links to authorities too
        assert unpacked.decode("utf-8") == exported[form]
    else:
        assert parsed(unpacked, form) >= parsed(exported[form].encode(), form)
    assert len(one) < len(unpacked)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("csv", "--evidence", "none"), "--evidence only applies to RDF"),
        (("turtle", "--graphs", "paper"), "--graphs only applies to nquads, trig, jsonld"),
        (("jsonl", "--graphs", "none"), "--graphs only applies to nquads, trig, jsonld"),
        (("nquads", "--evidence", "fulll"), "unknown detail of evidence 'fulll'. Did you mean 'full'"),
        (("nquads", "--graphs", "many"), "unknown choice of graphs 'many'"),
        (("nquads", "-o", "x.ttl.gz"), "x.ttl has the ending of turtle, not of nquads"),
        (("csv", "-o", "tables.gz"), "csv writes several tables: name a new folder with -o"),
    ],
)
def test_a_wish_that_a_format_does_not_have_is_refused(kg, graph, given, said):
    found = kg("export", *given, "--store", graph)
    assert found.code == 2
    assert said in found.err


def test_an_exporter_of_four_arguments_is_called_with_four(graph):
    from kg.export import Options, write

    def theirs(nodes, edges, stream, base):
        stream.write(f"{base} {len(list(nodes))} {len(list(edges))}".encode())

    write(theirs, ([], []), stream := io.BytesIO(), "https://example.org/", Options())
    assert stream.getvalue() == b"https://example.org/ 0 0"


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


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_an_export_can_describe_itself(graph, evidence):
    """The graphs name the activity that made them; what is told of the whole stands in the default graph."""
    from kg import describe

    with EvidenceDatabase.existing(graph) as kept:
        description = describe.described(kept, describe.checked(title="Sample"))
    plain = parsed(made(graph, "nquads", evidence=evidence), "nquads")
    told = parsed(made(graph, "nquads", evidence=evidence, description=description), "nquads")
    assert plain < told
    assert {quad.predicate.value.rpartition("#")[2] for quad in told - plain if isinstance(quad.graph_name, pyoxigraph.NamedNode)} == {"wasGeneratedBy"}  # fmt: skip
    for form in RDF:
        found = {
            quad.triple
            for quad in parsed(made(graph, form, evidence=evidence, description=description), form)
        }
        assert len(found) > 100, form
