"""What docs/queries.md says of the two dialects of Cypher is so: its tables of queries are asked of both stores."""

import json
import re
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.stores import embedded, neo4j
from tests.compliance.graph import graph
from tests.neo4j_server import neo4j_uri  # noqa: F401 - a fixture

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"


def tables(columns):
    """Give the rows of the page's tables that have so many columns, without their heads."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if len(cells) == columns and cells[0] != "what" and set(cells[0]) != {"-"}:
            yield cells


def code(cell):
    return re.fullmatch(r"(`+)(.+)\1", cell)[2]


PAIRS = [
    pytest.param(code(left), code(right), *crosswise, id=what) for what, left, right, *crosswise in tables(5)
]
APART = [pytest.param(code(query), *answers, id=what) for what, query, *answers in tables(4)]
ALIKE = [pytest.param(code(query), id=what) for what, query in tables(2)]


@pytest.fixture(scope="module")
def on_embedded(tmp_path_factory):
    """Give a function that asks the embedded store."""
    path = tmp_path_factory.mktemp("dialects") / "embedded"
    embedded.load(path, *graph())
    return lambda query, **given: embedded.query(path, query, given)


@pytest.fixture(scope="module")
def on_neo4j(neo4j_uri):  # noqa: F811 - the fixture
    """Give a function that asks Neo4j."""
    neo4j.load(neo4j_uri, *graph())
    yield lambda query, **given: neo4j.query(neo4j_uri, query, given, timeout=20)
    neo4j.load(neo4j_uri, [], [])


def outcome(ask, query, expected):
    """Say as the page does what comes of a query that is meant for the other store."""
    try:
        found = ask(query)
    except UsageError:
        return "refused"
    return "same" if repr(found) == repr(expected) else "other"


def as_said(ask, query, said):
    """Compare an answer with a cell of the page."""
    if said == "refused":
        with pytest.raises(UsageError):
            ask(query)
    else:
        assert repr([list(row) for row in ask(query)[1]]) == repr(json.loads(code(said)))


def test_the_page_has_its_tables():
    assert len(PAIRS) >= 40
    assert len(APART) >= 10
    assert len(ALIKE) >= 10


@pytest.mark.parametrize(("left", "right", "left_in_embedded", "right_in_neo4j"), PAIRS)
def test_the_form_for_neo4j_does_in_the_embedded_store_what_the_page_says(
    on_embedded, left, right, left_in_embedded, right_in_neo4j
):
    expected = on_embedded(right)
    assert expected[1]
    assert outcome(on_embedded, left, expected) == left_in_embedded


@pytest.mark.live
@pytest.mark.parametrize(("left", "right", "left_in_embedded", "right_in_neo4j"), PAIRS)
def test_each_store_has_a_form_that_gives_the_same_rows(
    on_embedded, on_neo4j, left, right, left_in_embedded, right_in_neo4j
):
    expected = on_neo4j(left)
    assert repr(expected) == repr(on_embedded(right)), "types count, so 1 is not 1.0"
    assert outcome(on_neo4j, right, expected) == right_in_neo4j


@pytest.mark.parametrize(("query", "in_neo4j", "in_embedded"), APART)
def test_the_embedded_store_answers_as_the_page_says(on_embedded, query, in_neo4j, in_embedded):
    as_said(on_embedded, query, in_embedded)


@pytest.mark.live
@pytest.mark.parametrize(("query", "in_neo4j", "in_embedded"), APART)
def test_neo4j_answers_as_the_page_says(on_neo4j, query, in_neo4j, in_embedded):
    as_said(on_neo4j, query, in_neo4j)


@pytest.mark.live
@pytest.mark.parametrize("query", ALIKE)
def test_what_is_said_to_be_alike_is(on_embedded, on_neo4j, query):
    found = on_embedded(query)
    assert found[1]
    assert repr(found) == repr(on_neo4j(query))


# A value, and whether the embedded store takes it where nothing else in the query says of which type it is.
VALUES = [
    (2023, True), (-2.5, True), (True, True), ("2023", True), (None, True), ([1, 2], True), (["a", None], True), ({"a": [1]}, True),
    ([], False), ([None], False), ([1, "a"], False), ({"a": None}, False),
]  # fmt: skip


@pytest.mark.parametrize(("value", "taken"), VALUES, ids=repr)
def test_the_embedded_store_takes_parameters_of_one_type(on_embedded, value, taken):
    if taken:
        assert repr(on_embedded("RETURN $value AS value", value=value)) == repr((["value"], [(value,)]))
    else:
        with pytest.raises(UsageError, match="a value that the embedded store cannot hold"):
            on_embedded("RETURN $value AS value", value=value)


@pytest.mark.live
@pytest.mark.parametrize("value", [value for value, _ in VALUES], ids=repr)
def test_neo4j_takes_parameters_of_every_type(on_neo4j, value):
    assert repr(on_neo4j("RETURN $value AS value", value=value)) == repr((["value"], [(value,)]))


@pytest.mark.parametrize("store", ["on_embedded", pytest.param("on_neo4j", marks=pytest.mark.live)])
def test_an_empty_text_stands_for_any(request, store):
    ask = request.getfixturevalue(store)
    for given, tasks in (("", 4), ("speech recognition", 1)):
        assert ask("MATCH (t:Task) WHERE $x = '' OR t.name = $x RETURN count(t) AS n", x=given)[1] == [
            (tasks,)
        ]
    null = "MATCH (t:Task) WHERE $x IS NULL OR t.name = $x RETURN count(t) AS n"
    if store == "on_neo4j":
        assert ask(null, x=None)[1] == [(4,)]
    else:
        with pytest.raises(UsageError):
            ask(null, x=None)


COUNTED = [
    ("=", 2023, 5),
    (">", 2022.5, 5),
    ("IN", [2022, 2023], 8),
    ("IN", [], 0),
    ("IN", [2022, None], 3),
    ("=", None, 0),
]


@pytest.mark.parametrize(("comparison", "value", "papers"), COUNTED)
@pytest.mark.parametrize("store", ["on_embedded", pytest.param("on_neo4j", marks=pytest.mark.live)])
def test_parameters_are_compared_alike(request, store, comparison, value, papers):
    ask = request.getfixturevalue(store)
    assert ask(f"MATCH (p:Paper) WHERE p.year {comparison} $year RETURN count(p) AS n", year=value)[1] == [
        (papers,)
    ]
