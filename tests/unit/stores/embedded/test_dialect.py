"""What the embedded store answers wrongly is refused, and what only looks like it is not."""

from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.query.named import load_query, names
from kg.stores import embedded
from kg.stores.cypher.tokens import tokenize
from kg.stores.embedded.database import connection
from kg.stores.embedded.dialect import refuse
from tests.compliance.graph import graph

# A query, what is said of it, and the rows that it should have, which the database does not give: where it
# does, the rule can go.
WRONG = [
    ("MATCH (t:Task) WHERE COUNT { MATCH (t)<-[:MENTIONS]-() } = 0 RETURN count(*)", "COUNT", [[3]]),
    ("MATCH (t:Task) WITH t, count{MATCH (t)<-[:MENTIONS]-()} AS n RETURN count(*)", "COUNT", [[4]]),
    ("MATCH (p:Paper) WITH p ORDER BY p.iri LIMIT 3 RETURN max(p.year)", "UNWIND", [[2023]]),
    ("MATCH (t:Task)<-[:ADDRESSES]-(p) WITH t.name AS n ORDER BY n LIMIT 3 WITH n AS m RETURN count(m)", "UNWIND", [[3]]),
    ("MATCH (t:Task) WITH true AS yes LIMIT 1 RETURN yes", "no variable is kept", [[True]]),
    ("MATCH (t:Task) WITH DISTINCT 1 AS one RETURN count(*)", "no variable is kept", [[1]]),
    (
        "MATCH (d:Dataset)<-[r:ON_DATASET]-(x)-[:OF_METHOD]->(m:Method) WHERE r.confidence < 0.5 AND d.name <> 'alpha' RETURN count(*)",
        "WITH \\* before WHERE",
        [[5]],
    ),
    (
        "MATCH (d:Dataset)<-[r:ON_DATASET]-(x) WHERE r.confidence < 0.5 AND d.name <> 'y' MATCH (x)-[:OF_METHOD]->(m) RETURN count(*)",
        "WITH \\* before WHERE",
        [[5]],
    ),
    ("MATCH (p:Paper) WHERE EXISTS { MATCH (p)-[:USES]->() WHERE p.year IS NULL } RETURN count(*)", "'p', which an earlier clause binds", [[1]]),
    ("MATCH (p:Paper) OPTIONAL MATCH (m:Method) WHERE p.year IS NULL RETURN count(m)", "'p', which an earlier clause binds", [[10]]),
    (
        "MATCH (p:Paper) WHERE EXISTS { MATCH (q:Paper) WHERE q.year IN [p.year, 2023] } RETURN count(*)",
        "'p', which an earlier clause binds",
        [[13]],
    ),
    ("MATCH (t:Task)-[:VARIANT_OF*0..1]->(x) RETURN count(*)", "no step", [[4]]),
    (
        "MATCH (c:Repository)-[:IMPLEMENTS]->(m:Method) OPTIONAL MATCH (c)-[:IMPLEMENTS]->(x)-[:VARIANT_OF]-(m) RETURN count(*)",
        "give each node between them a label",
        [[6]],
    ),
    ("MATCH (t:Task) OPTIONAL MATCH (t)<-[:MENTIONS]-(p:Paper) WITH p WHERE p IS NULL RETURN DISTINCT labels(p)", "labels.p.", [[None]]),
    ("MATCH (n:Method) WHERE EXISTS { MATCH (n)-[:PROPOSES]->() } RETURN count(*)", "PROPOSES goes from Paper to Method", [[0]]),
    ("MATCH (n:Method) WHERE (n)-[:PROPOSES]->() RETURN count(*)", "PROPOSES goes from Paper to Method", [[0]]),
    ("MATCH (n:Method) OPTIONAL MATCH (n)-[:PROPOSES]->(m) RETURN count(m)", "PROPOSES goes from Paper to Method", [[0]]),
    ("MATCH (a)-[:MENTIONS]->(b) WHERE EXISTS { MATCH (a)<-[:PROPOSES]-() } RETURN count(*)", "PROPOSES goes from", [[0]]),
    (
        "MATCH (t:Task) RETURN t.name AS a, t.name AS b UNION ALL MATCH (p:Paper)-[:USES]->(:Dataset {name: 'Mist'}) RETURN 'x' AS a, p.title AS b",
        "two queries",
        None,
    ),
    ("MATCH (t:Task {name: 'speech recognition'}) RETURN size((t)<-[:ADDRESSES]-())", "size", None),
    (
        "MATCH (m:Method) OPTIONAL MATCH (m)<-[:OF_METHOD]-()-[r:FOR_TASK|MEASURED_BY]->()<-[:ADDRESSES]-(p) "
        "WITH r.rule AS a, replace(r.rule, 'x', 'y') AS b RETURN count(a) - count(b)",
        r"replace\(coalesce\(x, ''\), …\)",
        [[0]],
    ),
    ("RETURN reverse([1, 2])", "list_reverse", None),
    ("MATCH (p:Paper {year: 2020}) RETURN reverse(p.ids)", "list_reverse", None),
    ("RETURN log(10)", r"ln\(x\) or log10\(x\)", None),
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("dialect") / "embedded"
    embedded.load(path, *graph())
    return path


@pytest.mark.parametrize(("query", "said", "right"), WRONG)
def test_what_is_answered_wrongly_is_refused_in_one_line(store, query, said, right):
    with pytest.raises(UsageError, match=said) as caught:
        embedded.query(store, query)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)
    if right is not None:
        with connection(store, read_only=True) as opened:
            assert list(opened.execute(query)) != right, "the database answers it now: leave out the rule"


HIDDEN = "COUNT { MATCH (t) } reverse([1]) log(1) (m:Method)-[:PROPOSES]->(p:Paper)"


@pytest.mark.parametrize(
    "query",
    [
        f"RETURN '{HIDDEN}' AS a",
        f'RETURN "it\\"s {HIDDEN}" AS a',
        f"MATCH (t:Task) /* {HIDDEN} */ RETURN count(t) AS a // {HIDDEN}",
        f"MATCH (t:Task) RETURN count(t) AS `{HIDDEN}`",
        "MATCH (count {name: 'GlowNet'}) RETURN count.name AS match",
        "MATCH (`COUNT`:Method {name: 'GlowNet'}) RETURN `COUNT`.name AS a",
        "RETURN {count: 1, log: 2, match: 3} AS a",
        "MATCH (log:Task) RETURN log.name AS reverse, reverse(log.name) AS a",
        "MATCH (t:Task) RETURN replace(coalesce(t.name, ''), 'a', 'b') AS a, substring('abc', 1, 2) AS b",
        "MATCH (t:Task) RETURN size(t.name) AS a, size((t.name)) AS b",
        "MATCH (t:Task) WITH t ORDER BY t.iri LIMIT 3 RETURN t.name AS count",
        "MATCH (p:Paper) WITH p ORDER BY p.iri LIMIT 3 RETURN p.year AS year, count(*) AS n",
        "MATCH (p:Paper) WITH p, count(*) AS n ORDER BY n, p.iri LIMIT 3 MATCH (p)-[:USES]->(m) RETURN count(*) AS n",
        "MATCH (t:Task) WITH count(*) AS n LIMIT 1 RETURN n",
        "MATCH (p:Paper)-[r:USES]->(m:Method) WHERE r.confidence > 0.5 AND p.year > 2000 RETURN count(*) AS n",
        "MATCH (p:Paper)-[r:USES]->(m)<-[s:USES]-(q) WHERE p.iri < q.iri AND p.year > 2000 RETURN count(*) AS n, max(r.confidence) AS c",
        "MATCH (p:Paper) WHERE EXISTS { MATCH (q:Paper) WHERE q.year > p.year AND NOT q.title = p.title } RETURN count(*) AS n",
        "MATCH (p:Paper) OPTIONAL MATCH (p)-[:USES]->(m) WHERE m.name = 'a' OR m.name IS NULL RETURN count(*) AS n",
        "MATCH (m:Method)-[:SUBCLASS_OF*0..2]->(x) RETURN count(*) AS n",
        "MATCH (m:Method)-[:PROPOSES]-(p:Paper) RETURN count(*) AS n",
        "MATCH (m:method)<-[:proposes]-(p:PAPER) RETURN count(*) AS n",
        "MATCH (p)-[:USES|ADDRESSES]->(m:Method|Task) RETURN count(*) AS n",
        "MATCH (n:Method) WITH n.name AS n MATCH (p:Paper)-[:PROPOSES]->(m) WHERE m.name = n RETURN count(*) AS n",
        "MATCH (t:Task) OPTIONAL MATCH (t)<-[:MENTIONS]-(p:Paper) RETURN DISTINCT CASE WHEN p IS NULL THEN null ELSE labels(p) END AS a",
        "MATCH (p:Paper) RETURN labels(p) AS a, (1)-[1][1] AS b",
    ],
)
def test_what_only_looks_like_it_is_answered(store, query):
    assert embedded.query(store, query)[0]


@pytest.mark.parametrize("name", names())
def test_the_named_queries_have_no_form_that_is_refused(name):
    refuse(load_query(name, "cypher").text)


def test_a_type_is_null_where_there_is_no_relationship(store):
    query = "MATCH (m:Method) OPTIONAL MATCH (m)-[r:TRAINED_WITH]->(:Dataset) RETURN type(r) AS type, count(*) AS n ORDER BY type"
    assert embedded.query(store, query) == (["type", "n"], [("TRAINED_WITH", 1), (None, 9)])


PIECES = ["MATCH ", "OPTIONAL MATCH ", "(a:Paper)", "-[r:USES]->", "<-[:USES*0..2]-", "(", ")", "[", "]", "{", "}", "'", '"', "`", "/*", "*/",
          "//", "\n", "EXISTS { MATCH ", "COUNT { MATCH ", " WHERE ", "a.x", " AND ", " IS NULL", " WITH ", " AS b", " ORDER BY ", " LIMIT 1 ",
          " RETURN ", "count(a)", ",", "\\", "$x", "$", "1.5", "..", "ß", "\x00", " UNION "]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text())
@example("(" * 50_000)
@example("(a)-[:USES]->" * 20_000)
@example("MATCH (a) WHERE " + "EXISTS { MATCH (a) WHERE " * 400)
@example("'\\" * 50_000)
@example("/*" * 50_000)
def test_any_text_is_read_to_its_end(text):
    with suppress(UsageError):
        refuse(text)
    found = tokenize(text)
    assert all(0 <= token.span <= len(found) for token in found)


def test_a_query_of_very_many_clauses_is_refused():
    with pytest.raises(UsageError, match="more than 500 clauses"):
        refuse("MATCH (a) " * 501 + "RETURN a")
