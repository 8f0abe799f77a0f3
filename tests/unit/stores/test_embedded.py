"""The embedded store holds what it was given letter by letter, is swapped in whole, and answers only what reads the graph."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import StoreError, StoreRejected, UsageError
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node, NodeRef
from kg.stores import embedded
from tests.compliance.graph import graph
from tests.neo4j_server import CHECKOUT, HOSTILE, expected
from tests.neo4j_server import graph as numbered

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([*HOSTILE[:-1], "\ufdd0"])
)
VALUES = {
    "string": TEXT,
    "strings": st.lists(TEXT, max_size=3).map(tuple),
    "integer": st.integers(-(2**63), 2**63 - 1),
    "decimal": st.floats(allow_nan=False),
    "boolean": st.booleans(),
}


def properties(declared, identity):
    """Give values of every property but the identity, which may be None but for lists."""
    kinds = {
        name: VALUES[kind] if kind == "strings" else st.none() | VALUES[kind]
        for name, kind in declared.items()
    }
    return st.fixed_dictionaries(kinds | {identity: st.just(None)})


@st.composite
def graphs(draw):
    labels = draw(st.lists(st.sampled_from(sorted(NODE_PROPERTIES)), max_size=8))
    nodes = [
        Node(label, f"{draw(TEXT)}#{number}", draw(properties(NODE_PROPERTIES[label], "iri")))
        for number, label in enumerate(labels)
    ]
    edges = []
    for number, (source, target) in enumerate((source, target) for source in nodes for target in nodes):
        kinds = [name for name, spec in EDGES.items() if (source.label, target.label) in spec.pairs]
        if kinds and draw(st.booleans()):
            name, key = draw(st.sampled_from(kinds)), f"{draw(TEXT)}#{number}"
            ends = NodeRef(source.label, source.iri), NodeRef(target.label, target.iri)
            edges.append(Edge(name, key, *ends, draw(properties(EDGES[name].properties, "key"))))
    return nodes, edges


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "embedded"
    embedded.load(path, *graph())
    return path


@given(graphs())
@settings(max_examples=15)
def test_every_value_comes_back_as_it_was(found):
    with tempfile.TemporaryDirectory() as folder:
        embedded.load(Path(folder) / "embedded", *found)
        assert embedded.signature(Path(folder) / "embedded") == expected(*found)


def test_hostile_texts_come_back_letter_by_letter(tmp_path):
    nodes = [
        Node("Task", f"t{i}", {"name": text, "keys": (text, ""), "aliases": ()})
        for i, text in enumerate(HOSTILE)
    ]
    edges = [
        Edge(
            "SUBTASK_OF",
            f"k{i}",
            NodeRef("Task", f"t{i}"),
            NodeRef("Task", "t0"),
            {"sentence": text, "start": i, "confidence": 0.1},
        )
        for i, text in enumerate(HOSTILE)
    ]
    embedded.load(tmp_path / "e", nodes, edges)
    rows = embedded.query(
        tmp_path / "e",
        "MATCH (n:Task)-[r]->() RETURN n.name, n.keys, r.sentence, r.confidence ORDER BY r.start",
    )[1]
    assert rows == [(text, [text, ""], text, 0.1) for text in HOSTILE]


def test_progress_is_told_in_steps(tmp_path):
    found = numbered(1_300)
    told = []
    embedded.load(tmp_path / "e", *found, progress=lambda stage, number: told.append((stage, number)))
    assert embedded.signature(tmp_path / "e") == expected(*found)
    assert told[-1] == ("edges", len(found[1]))
    assert [number for stage, number in told if stage == "nodes"] == [5_000, 10_000, len(found[0])]


@pytest.mark.parametrize(
    "name", ["it's", "[a]", "a*?b", "back\\slash", 'do"uble', "sp ace", "ünï 😀", "new\nline", "~"]
)
def test_the_folder_may_have_any_name(name, tmp_path):
    (tmp_path / name).mkdir()
    embedded.load(tmp_path / name / "e", *graph())
    assert embedded.signature(tmp_path / name / "e") == expected(*graph())


def test_a_load_replaces_what_was_there(tmp_path):
    embedded.load(tmp_path / "e", *graph())
    embedded.load(tmp_path / "e", graph()[0][:3], [])
    assert embedded.signature(tmp_path / "e") == expected(graph()[0][:3], [])
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


def test_a_load_that_fails_leaves_the_old_store_and_nothing_else(tmp_path):
    embedded.load(tmp_path / "e", *graph())

    def failing():
        yield from graph()[1]
        raise KeyError("the log is gone")

    with pytest.raises(KeyError):
        embedded.load(tmp_path / "e", graph()[0], failing())
    assert embedded.signature(tmp_path / "e") == expected(*graph())
    assert [path.name for path in tmp_path.iterdir()] == ["e"]


def test_a_killed_load_leaves_the_old_store_and_the_next_one_clears_up(tmp_path):
    embedded.load(tmp_path / "e", *graph())
    (tmp_path / "e.newest").write_text("of somebody else")
    program = f"""
import sys, time
from pathlib import Path
from kg.stores import embedded
from tests.compliance.graph import graph
def slow():
    yield from graph()[1]
    print("half", flush=True)
    time.sleep(60)
embedded.load(Path({str(tmp_path / "e")!r}), graph()[0], slow())
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=CHECKOUT, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"half\n"
        os.kill(process.pid, signal.SIGKILL)
    assert len(list(tmp_path.iterdir())) > 2
    assert embedded.signature(tmp_path / "e") == expected(*graph())
    embedded.load(tmp_path / "e", *graph())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e", "e.newest"]


@pytest.mark.parametrize(
    ("nodes", "edges", "message"),
    [
        ([Node("Taks", "t")], [], "unknown label 'Taks'. Did you mean 'Task'"),
        (
            [Node("Task", "t"), Node("Task", "t", {"name": "x"})],
            [],
            "Task t comes twice, with different content",
        ),
        ([Node("Task", "t", {"name": "\ud800"})], [], "name has a lone surrogate at character 0"),
        ([Node("Paper", "p", {"year": 2**70})], [], "not of type integer"),
        (
            [Node("Task", "t")],
            [Edge("LIKES", "k", NodeRef("Task", "t"), NodeRef("Task", "t"))],
            "unknown edge type 'LIKES'",
        ),
        (
            [Node("Task", "t")],
            [Edge("USES", "k", NodeRef("Task", "t"), NodeRef("Task", "t"))],
            "USES does not go from Task to Task",
        ),
        (
            [Node("Task", "t")],
            [Edge("SUBTASK_OF", "k", NodeRef("Task", "t"), NodeRef("Task", "u"))],
            "the graph has no Task u",
        ),
        (
            [Node("Task", "t")],
            [Edge("SUBTASK_OF", "k\udfff", NodeRef("Task", "t"), NodeRef("Task", "t"))],
            "lone surrogate",
        ),
    ],
)
def test_what_the_schema_does_not_have_is_refused_in_one_line(nodes, edges, message, tmp_path):
    with pytest.raises(StoreRejected) as caught:
        embedded.load(tmp_path / "e", nodes, edges)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (:Task {iri: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "MATCH (n:Task) SET n.name = 'x' RETURN n",
        "MERGE (:Task {iri: 'x'})",
        "MATCH (n:Task) MERGE (:Task {iri: 'x'}) RETURN n",
        "CREATE NODE TABLE X(a INT64 PRIMARY KEY)",
        "DROP TABLE SUBTASK_OF",
        "CHECKPOINT",
        "COPY (MATCH (n:Task) RETURN n.iri) TO 'FOLDER/out.csv'",
        "PROFILE COPY (MATCH (n:Task) RETURN n.iri) TO 'FOLDER/out.csv'",
        "/* MATCH */ COPY (RETURN 1) TO 'FOLDER/out.csv'",
        "MATCH (n) RETURN n; COPY (RETURN 1) TO 'FOLDER/out.csv'",
        "RETURN ';'; COPY (RETURN 1) TO 'FOLDER/out.csv'",
        "RETURN `a'`; COPY (RETURN 1) TO 'FOLDER/out.csv' // '",
        "EXPORT DATABASE 'FOLDER/out'",
        "IMPORT DATABASE 'FOLDER'",
        "LOAD FROM '/etc/passwd' (file_format='csv', header=false, delim=':') RETURN *",
        "MATCH (n) LOAD FROM 'pyproject.toml' (file_format='csv') RETURN *",
        "MATCH (n) LOAD/**/FROM 'pyproject.toml' (file_format='csv') RETURN *",
        "MATCH (n) load\u180efrom 'pyproject.toml' (file_format='csv') RETURN *",
        "MATCH (n) LOAD WITH HEADERS (a STRING) FROM 'pyproject.toml' RETURN *",
        "CALL READ_CSV_SERIAL('pyproject.toml') RETURN *",
        "MATCH (n) CALL show_tables() RETURN *",
        "CALL threads=1",
        "INSTALL json",
        "LOAD EXTENSION 'FOLDER/x.so'",
        "ATTACH 'FOLDER/x' AS x (dbtype lbug)",
        "BEGIN TRANSACTION",
        "USE x",
        "MATCH (n",
        "MATCH (n:Nothing) RETURN n",
        "MATCH (n:Task) RETURN n.nothing",
        "RETURN nothing(1)",
        "RETURN 1/0",
        "RETURN $missing",
        "RETURN 'open",
        "// only a comment",
        "RETURN 1; RETURN 2",
        "",
        ";",
    ],
)
def test_what_does_not_read_the_graph_is_refused_in_one_line(cypher, store, tmp_path):
    before = expected(*graph())
    with pytest.raises(UsageError, match=r"^Cypher: ") as caught:
        embedded.query(store, cypher.replace("FOLDER", str(tmp_path)))
    assert "\n" not in str(caught.value)
    assert embedded.signature(store) == before
    assert [path.name for path in store.parent.iterdir()] == ["embedded"]
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("cypher", "rows"),
    [
        ("RETURN 'a; CHECKPOINT', \"LOAD FROM x\" // ; COPY", [("a; CHECKPOINT", "LOAD FROM x")]),
        ("/* CALL x() */ match (n:Task) return count(*);", [(4,)]),
        ("WITH 1 AS load RETURN load", [(1,)]),
        (
            "MATCH (n:Task) WITH n.name AS call ORDER BY call LIMIT 1 RETURN call",
            [("fine-grained image classification",)],
        ),
        ("UNWIND [1.5, null] AS x RETURN x, 7, true, 'x'", [(1.5, 7, True, "x"), (None, 7, True, "x")]),
        ("RETURN {a: [{b: 1}, {b: 2}], c: null} AS map", [({"a": [{"b": 1}, {"b": 2}], "c": None},)]),
        ("RETURN date('2020-01-02')", [("2020-01-02",)]),
        ("OPTIONAL MATCH (n:Task {name: 'x'}) RETURN n", [(None,)]),
    ],
)
def test_what_reads_is_answered(cypher, rows, store):
    assert embedded.query(store, cypher)[1] == rows


def test_nodes_edges_and_paths_are_plain(store):
    cypher = "MATCH path = (a:Task)-[r:SUBTASK_OF]->(b) RETURN a, r, path, type(r) AS type"
    columns, [(node, edge, path, kind)] = embedded.query(store, cypher)
    assert columns == ["a", "r", "path", "type"]
    assert node["labels"] == ["Task"]
    assert node["name"] == "fine-grained image classification"
    assert set(node) == {*NODE_PROPERTIES["Task"], "labels", "hash"} - {
        "aliases",
        "exactMatch",
        "closeMatch",
    }, "an empty list is absent"
    assert kind == edge["type"] == "SUBTASK_OF"
    assert set(edge) == {*EDGES["SUBTASK_OF"].properties, "type", "hash"}
    assert path[:2] == [node, edge]
    assert path[2]["name"] == "image classification"
    _, [(paper,)] = embedded.query(store, "MATCH (p:Paper {id: 'title:00000000000000dd'}) RETURN p")
    assert "abstract" not in paper, "what is absent is left out, as in Neo4j"
    _, rows = embedded.query(
        store, "MATCH (a:Method {name: 'GlowNet-XL'})-[r:SUBCLASS_OF*1..2]->(b:Method) RETURN r"
    )
    assert [[edge["type"] for edge in found] for (found,) in rows] == [["SUBCLASS_OF"]]


def test_parameters_are_values_and_those_without_use_are_ignored(store):
    cypher = "MATCH (t:Task) WHERE $key IN t.keys RETURN t.name AS name"
    assert embedded.query(store, cypher, {"key": "asr", "other": object()}) == (
        ["name"],
        [("speech recognition",)],
    )
    assert embedded.query(store, cypher, {"key": "') MATCH (n) //"}) == (["name"], [])
    with pytest.raises(UsageError, match="no value for the parameter 'key'"):
        embedded.query(store, cypher, {"keys": "x"})
    with pytest.raises(UsageError):
        embedded.query(store, cypher, {"key": "\ud800"})


def test_a_store_that_is_not_there_or_is_none(tmp_path):
    with pytest.raises(StoreError, match="there is no embedded store"):
        embedded.query(tmp_path / "e", "RETURN 1")
    assert not any(tmp_path.iterdir())
    (tmp_path / "e").write_text("something else")
    with pytest.raises(StoreError, match="cannot open the embedded store"):
        embedded.query(tmp_path / "e", "RETURN 1")


def test_a_store_cannot_be_made_where_nothing_can_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot write the store"):
        embedded.load(tmp_path / "file" / "e", [], [])
