"""`kg query`: parameters of every type, time and row limits, every form of output."""

import csv
import io
import json
import re
import shlex
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from tests.cli.conftest import ROOT

RESULTS = "MATCH (r:Result) WHERE r.value {} RETURN r.iri AS iri, r.value AS value ORDER BY iri"
# The first is slow to find its one row, the second to hand over its millions.
SLOW = [
    "MATCH (a), (b), (c), (d), (e) WHERE a.iri < b.iri RETURN max(c.iri + d.iri + e.iri)",
    "MATCH (a), (b), (c), (d) RETURN a, b, c, d",
]


@pytest.fixture
def ask(kg, graph):
    """Call `kg query ARGS…` on the sample graph."""
    return lambda *arguments: kg("query", *arguments, "--store", graph)


def rows(outcome):
    assert outcome.code == 0, outcome.err
    return [json.loads(line) for line in outcome.out.splitlines()]


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ("x=1", "1"),
        ("x=:=1", ":=1"),
        ("x=", ""),
        ("x=a=b:=c", "a=b:=c"),
        ("x:=1", 1),
        ("x:=-2.5e1", -25.0),
        ("x:=true", True),
        ("x:=null", None),
        ('x:="1"', "1"),
        ('x:= ["a", "ü 😀", null]', ["a", "ü 😀", None]),
        ('x:={"a": {"b": [1, 2]}}', {"a": {"b": [1, 2]}}),
        ("x:=9223372036854775807", 2**63 - 1),
    ],
)
def test_a_parameter_is_text_or_json(ask, given, value):
    (row,) = rows(ask("RETURN $x AS x", "-p", given))
    assert repr(row["x"]) == repr(value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("x", "needs name=text or name:=JSON, not 'x'"),
        ("=1", "needs name=text or name:=JSON, not '=1'"),
        (":=1", "needs name=text or name:=JSON, not ':=1'"),
        ("x:=", "--param x:= needs JSON"),
        ("x:=BERT", "--param x:= needs JSON.*not 'BERT'; for text: x=…"),
        ("x:='a'", "--param x:= needs JSON"),
        ("x:=[1,]", "--param x:= needs JSON"),
        ("x:=1 2", "--param x:= needs JSON"),
        ("x:=NaN", "--param x:= needs JSON"),
        ("x:=-Infinity", "--param x:= needs JSON"),
        ("x:=" + "[" * 100_000, "--param x:= needs JSON"),
        ("x:=" + "9" * 5_000, "--param x:= needs JSON"),
        ("x:=9223372036854775808", "a value that the embedded store cannot hold"),
        ('x:=[1, "a"]', "a value that the embedded store cannot hold"),
        ("y:=1", "no value for the parameter 'x'"),
    ],
)
def test_a_wrong_parameter_is_said_in_one_short_line(ask, given, said):
    outcome = ask("RETURN $x AS x", "-p", given)
    assert (outcome.code, outcome.out) == (2, "")
    assert re.search(said, outcome.err)
    assert outcome.err.count("\n") == 1
    assert len(outcome.err) < 300


def test_numbers_and_lists_are_compared_as_such(ask):
    every = rows(ask(RESULTS.format("> 0")))
    over = rows(ask(RESULTS.format(">= $least"), "-p", "least:=9.5"))
    assert over == [row for row in every if row["value"] >= 9.5] != []
    some = rows(ask(RESULTS.format("IN $values"), "-p", "values:=[0.9, 1, null]"))
    assert some == [row for row in every if row["value"] in (0.9, 1)] != []
    assert rows(ask(RESULTS.format("IN $values"), "-p", "values:=[]")) == []


def test_named_queries_take_both_forms_and_keep_their_types(ask):
    found = rows(ask("methods-for-task", "-p", "task=ASR", "-p", "limit=1"))
    assert found == rows(ask("methods-for-task", "-p", 'task:="ASR"', "-p", "limit:=1")) != []
    for given, said in [
        ("limit:=1.5", "the parameter limit has to be an integer of 0 or more, not 1.5"),
        ("limit:=true", "the parameter limit has to be an integer of 0 or more, not True"),
        ("limit:=-1", "the parameter limit has to be an integer of 0 or more, not -1"),
        ("limit:=[1]", r"the parameter limit has to be an integer of 0 or more, not \[1\]"),
        ("min_confidence=high", "the parameter min_confidence has to be a number of 0 or more, not 'high'"),
        ("min_confidence:=-0.5", "the parameter min_confidence has to be a number of 0 or more, not -0.5"),
        ("task:=7", "the parameter task has to be text, not 7"),
        ("task:=null", "the parameter task has to be text, not None"),
    ]:
        outcome = ask("methods-for-task", "-p", given)
        assert outcome.code == 2
        assert re.search(said, outcome.err)


def test_statements_that_are_less_sure_are_left_out(ask):
    sure = rows(ask("methods-for-task", "-p", "min_confidence=0.7"))
    assert sure == rows(ask("methods-for-task", "-p", "min_confidence:=0.7")) != []
    assert (
        min(row["confidence"] for row in sure)
        >= 0.7
        > min(row["confidence"] for row in rows(ask("methods-for-task")))
    )


def test_sparql_takes_them_too(kg, graph):
    found = rows(kg("sparql", "methods-for-task", "-p", "limit:=2", "--store", graph))
    assert len(found) == 2


def test_a_limit_is_kept_and_said(ask):
    every = rows(ask(RESULTS.format("> 0")))
    cut = ask(RESULTS.format("> 0"), "--limit", 2)
    assert rows(cut) == every[:2]
    assert cut.err == "showing the first 2 rows; raise --limit for more\n"
    for limit in (len(every), len(every) + 1):
        whole = ask(RESULTS.format("> 0"), "--limit", limit)
        assert rows(whole) == every
        assert whole.err == ""
    assert rows(ask("popular-tasks", "--limit", 1)) == rows(ask("popular-tasks"))[:1]
    assert ask("RETURN 1 AS x", "--limit", 0).code == 2


def test_only_the_rows_within_the_limit_are_fetched(ask):
    started = time.monotonic()
    assert len(rows(ask(SLOW[1], "--limit", 3, "--timeout", 0))) == 3
    assert time.monotonic() - started < 10


@pytest.mark.parametrize("slow", SLOW)
def test_a_slow_query_is_stopped(ask, slow):
    started = time.monotonic()
    outcome = ask(slow, "--timeout", 0.5)
    assert outcome.code == 2
    assert all(json.loads(line) for line in outcome.out.splitlines()), "what was found in time is whole"
    assert (
        outcome.err
        == "kg: Cypher: the query took longer than 0.5 s: ask for less, or allow more with --timeout\n"
    )
    assert time.monotonic() - started < 10
    assert rows(ask("RETURN 1 AS x", "--timeout", 0)) == [{"x": 1}]


def test_an_interrupt_stops_a_query_at_once(ask):
    main = threading.main_thread().ident
    timer = threading.Timer(2, lambda: signal.pthread_kill(main, signal.SIGINT))
    started = time.monotonic()
    timer.start()
    outcome = ask(SLOW[0], "--timeout", 60)
    assert outcome.code == 130
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("wrong", [-1, "soon", "inf", 1e9])
def test_a_time_that_is_none_is_refused(ask, wrong):
    assert ask("RETURN 1 AS x", "--timeout", wrong).code == 2


def test_nothing_is_written_when_the_time_is_up(ask, tmp_path):
    assert ask(SLOW[0], "--timeout", 0.2, "-o", tmp_path / "rows.csv").code == 2
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["jsonl", "csv", "table", "parquet"])
@pytest.mark.parametrize("command", ["query", "sparql"])
def test_an_answer_without_rows_says_so(kg, graph, tmp_path, command, form):
    text = {
        "query": "MATCH (t:Task {name: 'none'}) RETURN t.name AS name",
        "sparql": "SELECT ?name { ?name a pg:Task, pg:Paper }",
    }[command]
    given = (command, text, "--format", form, "--store", graph)
    asked = kg(*given, "-o", tmp_path / "rows")
    assert asked == (0, "", "no rows\n")
    assert (tmp_path / "rows").stat().st_size > 0 or form == "jsonl"
    if form == "csv":
        assert kg(*given) == (0, "name\n", "no rows\n")
    assert kg(command, "--quiet", *given[1:], "-o", tmp_path / "rows") == (0, "", "")


def test_a_misspelt_name_is_told_with_the_nearest(ask):
    for query, said in [
        ("MATCH (m:Metod) RETURN m", "kg: Cypher: no label Metod; did you mean Method?\n"),
        ("MATCH (p:Paper) RETURN p.tilte", "kg: Cypher: Paper has no property tilte; did you mean title?\n"),
        ("MATCH (m:Method)-[:PROPOSES]->(p) RETURN p", "kg: Cypher: PROPOSES goes from Paper to Method\n"),
    ]:
        assert ask(query) == (2, "", said)


def test_a_database_is_a_servers(ask):
    outcome = ask("RETURN 1 AS x", "--database", "papers")
    assert outcome.code == 2
    assert "--database only applies to a server" in outcome.err


def test_every_form_of_output_has_the_rows(ask, tmp_path):
    query = "MATCH (t:Task) RETURN t.name AS name, t.keys AS keys, sum(size(t.keys)) AS sum, avg(size(t.keys)) AS mean ORDER BY name"
    expected = rows(ask(query))
    read = csv.DictReader(io.StringIO(ask(query, "--format", "csv").out))
    assert [
        {**{name: json.loads(cell) for name, cell in row.items() if name != "name"}, "name": row["name"]}
        for row in read
    ] == expected
    assert ask(query, "-o", tmp_path / "rows.parquet").code == 0
    import pyarrow.parquet as pq

    table = pq.read_table(tmp_path / "rows.parquet")
    assert [str(field.type) for field in table.schema] == ["string", "string", "int64", "double"]
    assert [{**row, "keys": json.loads(row["keys"])} for row in table.to_pylist()] == expected
    shown = ask(query, "--format", "table", "--limit", 1)
    assert shown.out.split()[:4] == ["name", "keys", "sum", "mean"]
    assert len(shown.out.splitlines()) == 3


def test_parquet_takes_columns_of_several_types(tmp_path):
    import pyarrow.parquet as pq

    from kg.cli.output import write_rows

    write_rows(["a", "b"], [(1, 2**70), ("x", None), (None, 1)], None, tmp_path / "rows.parquet")
    assert pq.read_table(tmp_path / "rows.parquet").to_pylist() == [
        {"a": "1", "b": str(2**70)},
        {"a": '"x"', "b": None},
        {"a": None, "b": "1"},
    ]


@pytest.mark.parametrize("query", ["RETURN 1 AS a, 2 AS a", "MATCH (t:Task) RETURN t.name, t.name"])
def test_no_column_hides_another_of_its_name(ask, query):
    outcome = ask(query)
    assert outcome.code == 2
    assert "two columns have the same name" in outcome.err


def test_what_the_page_calls_runs(kg, graph):
    calls = re.findall(
        r"^    (kg query.*)$", (ROOT / "docs" / "queries.md").read_text(encoding="utf-8"), re.M
    )
    assert len(calls) >= 4
    for call in calls:
        assert kg(*shlex.split(call, comments=True)[1:], "--store", graph).code == 0, call


@pytest.fixture(scope="module")
def address(graph):
    command = [sys.executable, "-m", "kg", "serve", "--port", "0", "--timeout", "0.5", "--store", str(graph)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    found = re.search(r"http://127\.0\.0\.1:\d+/", process.stderr.readline())
    assert found
    yield found[0]
    process.terminate()
    process.wait(timeout=20)
    process.stderr.close()


def over_http(address, query):
    try:
        with urllib.request.urlopen(f"{address}cypher?{urllib.parse.urlencode({'query': query})}") as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_server_has_limits_and_says_so(address):
    assert over_http(address, "UNWIND range(1, 10000) AS x RETURN count(x) AS n") == (
        200,
        {"columns": ["n"], "rows": [[10_000]]},
    )
    status, answer = over_http(address, "UNWIND range(1, 10000) AS x RETURN x")
    assert (status, len(answer["rows"]), "more" in answer) == (200, 10_000, False)
    status, answer = over_http(address, "UNWIND range(1, 10001) AS x RETURN x")
    assert (status, len(answer["rows"]), answer["more"]) == (200, 10_000, True)
    status, answer = over_http(address, SLOW[0])
    assert status == 504
    assert "took longer than 0.5 s" in answer["error"]
