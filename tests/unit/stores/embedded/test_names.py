"""Names that do not exist are told in one line, with the nearest one that does, and relationships in the wrong direction."""

import pytest

from kg.errors import UsageError
from kg.stores import embedded
from kg.stores.nearest import nearest, no_such
from tests.compliance.graph import graph


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("names") / "embedded"
    embedded.load(path, *graph())
    return path


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("MATCH (m:Metod) RETURN m", "no label Metod; did you mean Method?"),
        ("MATCH (m:`Metod`) RETURN m", "no label Metod; did you mean Method?"),
        ("MATCH (m:Method|Tsk) RETURN m", "no label Tsk; did you mean Task?"),
        (
            "MATCH (n:Person) RETURN n",
            "no label Person; there are Paper, Author, Venue, Task, Method, Dataset, Metric, Repository, Result",
        ),
        ("MATCH (p:Paper)-[:PROPSES]->(m) RETURN m", "no relation PROPSES; did you mean PROPOSES?"),
        (
            "MATCH (p:Paper)-[r:USES|PROPSES {key: 'x'}]->(m) RETURN m",
            "no relation PROPSES; did you mean PROPOSES?",
        ),
        (
            "MATCH (p:Paper) WHERE EXISTS { MATCH (p)-[:USSES]->() } RETURN p",
            "no relation USSES; did you mean USES?",
        ),
        ("MATCH (p)-[:CITED]->(q) RETURN q", "no relation CITED; did you mean CITES?"),
        ("MATCH (p)-[:proposs]->(q) RETURN q", "no relation proposs; did you mean PROPOSES?"),
        ("MATCH (p:Paper)-[:Method]->(m) RETURN m", "Method is a label, not a relation"),
        ("MATCH (p:PROPOSES) RETURN p", "PROPOSES is a relation, not a label"),
        ("MATCH (p:Paper) RETURN p.tilte", "Paper has no property tilte; did you mean title?"),
        ("MATCH (p:paper {tilte: 'x'}) RETURN p", "Paper has no property tilte; did you mean title?"),
        ("MATCH (p:Paper) RETURN p.title ORDER BY p.yer", "Paper has no property yer; did you mean year?"),
        (
            "MATCH (p:Paper) WITH p AS q WHERE q.YEER > 1 RETURN q",
            "Paper has no property YEER; did you mean year?",
        ),
        ("MATCH (p)-[:PROPOSES]->(m) RETURN m.naem", "Method has no property naem; did you mean name?"),
        ("MATCH (p:Task|Method) RETURN p.nam", "Task and Method have no property nam; did you mean name?"),
        ("MATCH (t:Task) RETURN t.abstract", "Task has no property abstract; Paper has one"),
        (
            "MATCH ()-[r:USES|PROPOSES]->() RETURN r.confidnce",
            "PROPOSES and USES have no property confidnce; did you mean confidence?",
        ),
        ("MATCH (a)-[r]->(b) RETURN b.tilte", "no property tilte; did you mean title?"),
        (
            "MATCH (p:Paper) RETURN p.colour",
            "Paper has no property colour; `kg schema nodes` lists the properties",
        ),
        ("MATCH (m:Method)-[:PROPOSES]->(p:Paper) RETURN p", "PROPOSES goes from Paper to Method"),
        ("MATCH (p:Paper)<-[:USES]-(m) RETURN p", "USES goes from Paper to Method or Dataset"),
        ("MATCH (p:Paper)-[:PROPOSES]->(:Dataset) RETURN p", "PROPOSES goes from Paper to Method"),
        (
            "MATCH (a:Task)-[:VARIANT_OF]->(b) RETURN a",
            "VARIANT_OF goes from Method to Method, from Dataset to Dataset, from Metric to Metric",
        ),
        ("MATCH (a:Task)-->(b:Paper) RETURN a", "no relation goes between these two labels"),
        (
            "WITH $x AS x MATCH (p:Paper) WHERE any(y IN p.ids WHERE y CONTAINS $x) RETURN p",
            "the embedded store takes no parameter in any(), all(), none() or single(): write WITH $x AS x before, and x there",
        ),
    ],
)
def test_one_line_says_the_nearest_name(store, query, said):
    with pytest.raises(UsageError) as caught:
        embedded.query(store, query, {"x": "a"})
    assert str(caught.value) == f"Cypher: {said}"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "query",
    [
        "MATCH (p:Paper) WHERE p.title <> '(m:Method)-[:PROPOSES]->(p:Paper) :Metod' RETURN p.title /* (m:Method)-[:PROPOSES]->(p:Paper) */",
        "MATCH (p:Paper) RETURN p.title AS `(m:Method)-[:PROPOSES]->(p:Paper)` // MATCH (m:Metod)",
        "MATCH (p:Paper)-[:PROPOSES]-(m:Method) RETURN m.name",
        "MATCH (m:Method) RETURN {tilte: m.name}.tilte AS x",
    ],
)
def test_what_only_looks_like_a_name_is_no_name(store, query):
    assert embedded.query(store, query)[1]


def test_the_nearest_name_is_in_any_case():
    assert nearest("METOD", ["Task", "Method"]) == "Method"
    assert nearest("zzzz", ["Task", "Method"]) is None
    assert no_such("label", "zzzz", ["A"]) == "no label zzzz; there are A"
