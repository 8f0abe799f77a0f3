"""The query `related`: more shared names than it shows, names that sort differently by UTF-16, equal names of two labels."""

import pytest

from kg.ids import concept_iri, content_key, paper_iri
from kg.model import Edge, Node, NodeRef
from kg.names import normal_form
from kg.query.named import bind, load_query
from kg.stores import embedded, neo4j, oxigraph
from tests.neo4j_server import neo4j_uri  # noqa: F401 - a fixture

SHARED = [
    "Method:😀Net", "Method:ﬀNet", "Method:a, b", "Method:Zeta", "Dataset:Zeta", "Task:waving", "Task:surfing",
]  # fmt: skip


def graph(shared, roles=("USES", "ADDRESSES")):
    """Return the nodes and edges of two papers that share concepts, and a third one that has the last of them too."""
    papers = {name: NodeRef("Paper", paper_iri(name)) for name in ("one", "two", "three")}
    of = {
        thing: NodeRef(
            thing.split(":")[0], concept_iri(thing.split(":")[0], normal_form(thing.split(":")[1]))
        )
        for thing in shared
    }
    nodes = [
        Node("Paper", ref.iri, {"iri": ref.iri, "id": name, "title": f"Paper {name}", "ids": (name,)})
        for name, ref in papers.items()
    ]
    for thing, ref in of.items():
        name = thing.split(":")[1]
        nodes.append(
            Node(
                ref.label,
                ref.iri,
                {"iri": ref.iri, "name": name, "key": normal_form(name), "keys": (normal_form(name),)},
            )
        )
    pairs = [(paper, thing) for paper in ("one", "two") for thing in shared] + [("three", shared[-1])]
    edges = []
    for paper, thing in pairs:
        kind = roles[of[thing].label == "Task"]
        key = content_key("edge", paper, kind, thing)
        said = {
            "key": key,
            "paper": paper,
            "confidence": 0.5,
            "sentence": "So.",
            "start": 0,
            "end": 2,
            "rule": "x",
        }
        edges.append(Edge(kind, key, papers[paper], of[thing], said))
    return nodes, edges


@pytest.fixture(params=["embedded", "oxigraph", pytest.param("neo4j", marks=pytest.mark.live)])
def related(request, tmp_path):
    """Give a function that asks one of the stores for the papers that a graph relates to paper one."""

    def ask(nodes, edges):
        query = load_query("related", "sparql" if request.param == "oxigraph" else "cypher")
        values = bind(query, {"paper": "one"})
        if request.param == "neo4j":
            uri = request.getfixturevalue("neo4j_uri")
            neo4j.load(uri, nodes, edges)
            return neo4j.query(uri, query.text, values)[1]
        store = {"embedded": embedded, "oxigraph": oxigraph}[request.param]
        store.load(tmp_path / "store", nodes, edges)
        return store.query(tmp_path / "store", query.text, values)[1]

    return ask


def test_the_rarest_five_names_are_shown_by_code_point(related):
    assert related(*graph(SHARED)) == [
        ("Paper two", "two", 4, 2, 1, 3.333333, "Zeta, Zeta, a, b, waving, ﬀNet, …"),
        ("Paper three", "three", 0, 1, 0, 0.333333, "surfing"),
    ]


def test_five_names_are_shown_in_full(related):
    assert related(*graph(SHARED[:5]))[0][-1] == "Zeta, a, b, ﬀNet, 😀Net, Zeta", (
        "the last one is in three papers"
    )


def test_what_papers_only_mention_relates_none(related):
    assert related(*graph(SHARED, ("MENTIONS", "MENTIONS"))) == []
