"""What every store must keep: it holds exactly the graph that it was given, and takes hostile text letter by letter.

Run for every store in the table, and for one that is registered as somebody else's would be (see toy.py).
"""

import shutil
import sys

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.graph import view
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, NodeRef
from kg.rdf import quads
from kg.stores import STORES, embedded, find, oxigraph
from kg.stores.rows import digest, row
from tests.compliance import graph as small
from tests.compliance import toy
from tests.neo4j_server import HOSTILE

LONGEST_NAME = 1_000  # characters; Neo4j's index of names holds some 8,000 bytes
TEXTS = [text.replace("\0", "\ufffd") for text in HOSTILE]
LOCAL = [name for name, store in STORES.items() if not store.schemes] + ["toy"]
SERVERS = [pytest.param(name, marks=pytest.mark.live) for name, store in STORES.items() if store.schemes]


def signature(nodes, edges):
    return digest(((r.key, r.hash) for r in map(row, nodes)), ((r.key, r.hash) for r in map(row, edges)))


def hostile_graph():
    nodes = [
        Node(
            "Task",
            f"https://e.org/task/{i}",
            {
                "iri": f"https://e.org/task/{i}",
                "name": text[:LONGEST_NAME],
                "key": text,
                "keys": (text, "x"),
                "aliases": (),
            },
        )
        for i, text in enumerate(TEXTS)
    ]
    refs = [NodeRef("Task", node.iri) for node in nodes]
    edges = [
        Edge(
            "SUBTASK_OF",
            f"k{i}",
            a,
            b,
            {
                "key": f"k{i}",
                "paper": "p",
                "confidence": 0.5,
                "sentence": text,
                "start": 0,
                "end": 1,
                "rule": text,
            },
        )
        for i, (a, b, text) in enumerate(zip(refs, refs[1:] + refs[:1], TEXTS, strict=True))
    ]
    return nodes, edges


@pytest.fixture(scope="module", autouse=True)
def plugin(tmp_path_factory):
    """Install the package of the toy store."""
    site = tmp_path_factory.mktemp("site")
    (site / "toy_store.py").write_text(toy.SOURCE)
    info = site / "toy_store-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(toy.METADATA)
    (info / "entry_points.txt").write_text(toy.ENTRY_POINTS)
    sys.path.insert(0, str(site))
    yield site
    sys.path.remove(str(site))
    sys.modules.pop("toy_store", None)


@pytest.fixture
def store(request, tmp_path):
    """A store of the name that the test is parametrised with, and a place for it: a path, or the URI of a server."""
    found = find(request.param)
    return found, request.getfixturevalue("neo4j_uri") if found.schemes else tmp_path / "s"


def load(store, nodes, edges, **options):
    kind, place = store
    local = {} if kind.schemes else {"base": DEFAULT_BASE}
    return kind.open().load(place, nodes, edges, **local, **options)


def holds(store, nodes, edges):
    """Whether the store holds exactly this graph, read back from the store itself."""
    kind, place = store
    if kind.verify:
        return kind.open().signature(place) == signature(nodes, edges)
    from pyoxigraph import Store

    wanted = Store()  # it writes numbers in its own form
    wanted.extend(quads(nodes, edges, DEFAULT_BASE))
    return set(map(str, Store.read_only(str(place)))) == set(map(str, wanted))


def sample(graph):
    with EvidenceDatabase.existing(graph) as evidence:
        return list(view.nodes(evidence)), list(view.edges(evidence))


EVERY = pytest.mark.parametrize("store", [*LOCAL, *SERVERS], indirect=True)
HERE = pytest.mark.parametrize("store", LOCAL, indirect=True)


@EVERY
def test_a_store_holds_the_graph_and_nothing_else(store, graph):
    for nodes, edges in (sample(graph), small.graph(), ([], [])):
        load(store, nodes, edges)
        assert holds(store, nodes, edges)


@EVERY
def test_a_store_takes_hostile_text(store):
    nodes, edges = hostile_graph()
    load(store, nodes, edges)
    assert holds(store, nodes, edges)


@EVERY
def test_the_same_graph_again_changes_nothing(store):
    nodes, edges = small.graph()
    load(store, nodes, edges)
    report = load(store, iter(nodes), iter(edges))
    assert holds(store, nodes, edges)
    if store[0].incremental:
        assert (report.written, report.unchanged) == (0, len(nodes) + len(edges))


@HERE
def test_a_rebuilt_store_takes_nothing_over(store):
    nodes, edges = small.graph()
    load(store, nodes, edges)
    report = load(store, nodes, edges, rebuild=True)
    assert holds(store, nodes, edges)
    if store[0].incremental:
        assert report.unchanged == 0


@HERE
def test_a_graph_that_fails_leaves_the_store_as_it_was(store, tmp_path):
    nodes, edges = small.graph()
    load(store, nodes, edges)

    def failing():
        yield from edges[:3]
        raise KeyError("the evidence is gone")

    with pytest.raises(KeyError):
        load(store, nodes[:-1], failing())
    assert holds(store, nodes, edges)
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


@EVERY
def test_a_store_says_what_it_can_do(store):
    kind, _ = store
    opened = kind.open()
    assert kind.verify == hasattr(opened, "signature")
    assert not (kind.language and not kind.schemes) or hasattr(opened, "Reader")
    assert kind.language in ("", "Cypher", "SPARQL")


@pytest.mark.parametrize("name", LOCAL)
def test_a_store_of_the_folder_is_never_out_of_date(name, tmp_path, kg):
    """After whatever changes the graph, a store that was made holds what the graph says, and `kg status` agrees."""
    folder = tmp_path / "g"
    (tmp_path / "p.toml").write_text(f'[stores]\nload = ["{name}"]\n')
    (tmp_path / "p.jsonl").write_text(PAPERS)
    place = find(name), folder / name

    def status():
        return dict(
            line.split(",", 1) for line in kg("status", "--store", folder, "--format", "csv").out.splitlines()
        )[name]

    def check():
        nodes, edges = sample(folder)
        assert nodes
        assert holds(place, nodes, edges)
        assert status() == "up to date"

    assert kg("run", tmp_path / "p.toml", "--input", tmp_path / "p.jsonl", "--store", folder).code == 0
    check()
    (tmp_path / "q.jsonl").write_text(PAPERS.replace("FooNet", "BarNet").replace("p:", "q:"))
    for command in (
        ("run", "--input", tmp_path / "q.jsonl"), ("merge", "FooNet", "BarNet"), ("merge", "--undo", "FooNet", "BarNet"),
        ("forget", "q:1"), ("retry",), ("load", name),
    ):  # fmt: skip
        done = kg(*command, "--store", folder)
        assert (done.code, done.out) == (0, ""), done.err
        check()
    with EvidenceDatabase(folder) as evidence:
        evidence.papers.forget(["p:1"])
    assert status() == "stale: papers or decisions have changed"
    verify = kg("load", name, "--verify", "--store", folder)
    assert (verify.code, verify.err) == (
        (0, "verified: the store matches the evidence\n") if find(name).verify
        else (2, f"kg: {name} cannot be verified: `kg load {name}` rebuilds it\n")
    )  # fmt: skip


PAPERS = '{"id": "p:1", "title": "FooNet", "abstract": "We propose FooNet for semantic parsing. FooNet reaches 91.2% accuracy on BarSet."}\n'


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:a> <a:a> <a:a> }",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "LOAD <file:///etc/passwd>",
        "SELECT",
    ],
)
def test_sparql_only_reads_and_only_here(query, graph):
    from kg.errors import UsageError

    with pytest.raises(UsageError):
        oxigraph.query(graph / "oxigraph", query)


def test_a_word_in_a_text_is_no_federation(graph):
    assert oxigraph.query(graph / "oxigraph", 'SELECT ?x { BIND("a SERVICE <x>" AS ?x) } # SERVICE')[1] == [
        ("a SERVICE <x>",)
    ]


@pytest.mark.parametrize("value", [text for text in TEXTS if text])
def test_parameters_are_values(value, graph):
    from kg.query.named import bind, load_query

    query = load_query("paper", "sparql")
    assert oxigraph.query(graph / "oxigraph", query.text, bind(query, {"paper": value}))[1] == []
    query = load_query("paper", "cypher")
    assert embedded.query(graph / "embedded", query.text, bind(query, {"paper": value}))[1] == []


@pytest.mark.parametrize(
    "query",
    ["MATCH (n) DETACH DELETE n", "CREATE NODE TABLE X(a INT64 PRIMARY KEY)", "MERGE (n:Task {iri: 'x'})", "COPY (MATCH (n:Task) RETURN n.iri) TO '/tmp/kg-stolen.csv'",
     "LOAD FROM '/etc/passwd' (header=false) RETURN *", "INSTALL httpfs", "LOAD EXTENSION httpfs", "ATTACH 'x.db' AS x (dbtype sqlite)", "EXPORT DATABASE '/tmp/x'",
     "MATCH (n:Task) RETURN n.iri; COPY (RETURN 1) TO 'x.csv'"],
)  # fmt: skip
def test_cypher_only_reads(query, graph):
    from kg.errors import UsageError

    before = embedded.signature(graph / "embedded")
    with pytest.raises(UsageError):
        embedded.query(graph / "embedded", query)
    assert embedded.signature(graph / "embedded") == before


def test_a_plug_in_that_cannot_be_imported_is_one_line(plugin, graph, kg):
    info = plugin / "broken_store-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(toy.METADATA.replace("toy-store", "broken-store"))
    (info / "entry_points.txt").write_text("[papergraph.stores]\nbroken = broken_store:Store\n")
    done = kg("status", "--store", graph)
    shutil.rmtree(info)
    assert (done.code, '"toy"' in done.out, '"broken"' in done.out) == (0, True, False)
    reason = "ModuleNotFoundError: No module named 'broken_store'"
    assert done.err == f"cannot import the store broken (broken_store:Store): {reason}\n"
