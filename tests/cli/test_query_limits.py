"""A query that is too much for the machine ends with one line; nothing goes on after it."""

import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and seccomp")
ENDLESS = {
    "query": "MATCH (a), (b), (c), (d), (e) RETURN count(a.name + b.name + c.name + d.name + e.name) AS n",
    "sparql": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
}


@pytest.fixture
def ask(kg, graph):
    return lambda language, text, *options: kg(language, text, "--store", graph, *options)


def lines(outcome):
    return [json.loads(line) for line in outcome.out.splitlines()]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("query", ENDLESS["query"]),
        ("query", f"RETURN {'(' * 4000}1{')' * 4000} AS x"),
        ("query", f"RETURN {'CASE WHEN true THEN ' * 400}1{' END' * 400} AS x"),
        ("sparql", ENDLESS["sparql"]),
    ],
)
def test_no_time_is_gone_over_not_even_in_the_parser(ask, language, text):
    outcome = ask(language, text, "--timeout", 1)
    name = {"query": "Cypher", "sparql": "SPARQL"}[language]
    assert (outcome.code, outcome.out) == (2, "")
    assert (
        outcome.err
        == f"kg: {name}: the query took longer than 1 s: ask for less, or allow more with --timeout\n"
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("query", f"RETURN {'[' * 1500}1{']' * 1500} AS x"),
        ("sparql", f"SELECT * {'{SELECT * ' * 3000}{{}}{'}' * 3000}"),
    ],
)
def test_a_query_that_kills_the_database_is_refused_in_a_line(ask, language, text):
    outcome = ask(language, text, "--timeout", 30)
    assert (outcome.code, outcome.out) == (2, "")
    assert "the query crashed the database process (SIGSEGV)" in outcome.err
    assert len(outcome.err.splitlines()) == 1


@linux
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("query", "RETURN size(repeat('aaaaaaaaaaaaaaaaaaaa', 50000000)) AS n"),
        ("query", "UNWIND range(1, 100000000) AS x WITH collect(x) AS l RETURN size(l) AS n"),
        (
            "query",
            "UNWIND range(1, 200) AS x MATCH (a:Paper), (b:Paper), (c:Paper) RETURN size(collect(a.abstract + b.abstract + c.abstract)) AS n",
        ),
        (
            "sparql",
            "SELECT (STRLEN(REPLACE(REPLACE(REPLACE('{a}', 'a', '{b}'), 'b', '{c}'), 'c', '{d}')) AS ?n) {{}}".format(
                a="a" * 1000, b="b" * 1000, c="c" * 1000, d="d" * 1000
            ),
        ),
    ],
)
def test_no_more_memory_is_taken_than_allowed(ask, language, text):
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    outcome = ask(language, text, "--max-memory", "400M", "--timeout", 120)
    assert (outcome.code, outcome.out) == (2, "")
    assert "--max-memory" in outcome.err
    assert len(outcome.err.splitlines()) == 1
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 700 << 10), (
        "in kB: what was allowed, and the program"
    )


@pytest.mark.parametrize("wrong", ["", "2", "much", "-1G", "1M", "1e3M", "9999999999999G"])
def test_a_size_that_is_none_is_refused(ask, wrong):
    outcome = ask("query", "RETURN 1 AS x", "--max-memory", wrong)
    assert outcome.code == 2
    assert "--max-memory needs a size" in outcome.err


def test_rows_come_before_the_last_is_found(ask):
    outcome = ask("sparql", "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }", "--timeout", 2)
    assert outcome.code == 2
    assert "took longer than 2 s" in outcome.err
    assert all(set(row) == {"a", "d"} for row in lines(outcome))
    assert len(lines(outcome)) > 1000


def test_rows_without_a_limit_have_one(ask, monkeypatch, tmp_path):
    from kg.cli import query

    monkeypatch.setattr(query, "_AT_MOST", 5)
    monkeypatch.setattr(query, "_ON_A_SCREEN", 3)
    for language, text in [
        ("query", "UNWIND range(1, 9) AS x RETURN x"),
        ("sparql", "SELECT ?x { VALUES ?x { 1 2 3 4 5 6 7 8 9 } }"),
    ]:
        outcome = ask(language, text)
        assert (outcome.code, len(lines(outcome))) == (2, 5)
        assert outcome.err == "kg: more than 5 rows: narrow the query, or set --limit\n"
        assert ask(language, text, "-o", tmp_path / "rows.csv").code == 2
        assert not any(tmp_path.iterdir())
        assert len(lines(ask(language, text, "--limit", 7))) == 7
        shown = ask(language, text, "-f", "table")
        assert (shown.code, shown.err) == (0, "showing the first 3 rows; raise --limit for more\n")


def children(pid: int) -> list[int]:
    return [
        int(found)
        for task in Path(f"/proc/{pid}/task").iterdir()
        for found in (task / "children").read_text().split()
    ]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(condition, seconds=20.0):
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come to pass"
        time.sleep(0.02)


@linux
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("language", ["query", "sparql"])
def test_nothing_goes_on_when_the_asker_has_left(language, how, graph):
    command = [
        sys.executable,
        "-m",
        "kg",
        language,
        ENDLESS[language],
        "--store",
        str(graph),
        "--timeout",
        "0",
    ]
    listens = {
        "preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    }  # a shell's background job would not
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **listens
    ) as process:
        try:
            until(lambda: children(process.pid))
            [child] = children(process.pid)
            until(lambda: "Seccomp:\t2" in Path(f"/proc/{child}/status").read_text())
            process.send_signal(how)
            assert process.wait(timeout=20) in (130, -signal.SIGKILL)
            until(lambda: not is_running(child))
        finally:
            process.kill()


@linux
def test_a_reader_that_leaves_ends_the_query(graph):
    command = f"{sys.executable} -m kg sparql 'SELECT * {{ ?a ?b ?c . ?d ?e ?f }}' --store {graph} --timeout 0 | head -n 1"
    found = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], check=False, capture_output=True, text=True, timeout=60
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert len(found.stdout.splitlines()) == 1


@linux
@pytest.mark.parametrize("language", ["query", "sparql"])
def test_it_runs_where_addresses_are_rationed(language, graph):
    command = f"ulimit -v 4000000; {sys.executable} -m kg {language} popular-tasks --store {graph}"
    found = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True, timeout=60)
    assert (found.returncode, found.stderr) == (0, "")
    command = f"ulimit -v 1000000; {sys.executable} -m kg query popular-tasks --store {graph}"
    found = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True, timeout=60)
    assert found.returncode == 69
    assert found.stderr.startswith("kg: not enough memory to open the embedded store")


# A kernel that knows no filters, for whatever is started from here: seccomp(2) and its older form of prctl(2)
# fail.
NO_SECCOMP = """
    import ctypes, os, struct, sys
    from kg.query import sandbox
    machine = os.uname().machine
    number = sandbox._SECCOMP[machine]
    program = [(0x20, 0, 0, 0), (0x15, 0, 1, number), (0x06, 0, 0, 0x50016), (0x06, 0, 0, 0x7FFF0000)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *each) for each in program), 8 * len(program))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.syscall(ctypes.c_long(number), ctypes.c_long(1), ctypes.c_long(0), struct.pack("@HP", len(program), ctypes.addressof(code))) == 0
    os.execv(sys.executable, [sys.executable, "-m", "kg", *sys.argv[1:]])
"""


@linux
def test_without_a_wall_only_named_queries_run_unless_they_are_trusted(graph):
    def run(*args):
        command = [sys.executable, "-c", textwrap.dedent(NO_SECCOMP), *args, "--store", str(graph)]
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "NO_COLOR": "1"},
        )

    for language, text in [("query", "RETURN 1 AS x"), ("sparql", "SELECT (1 AS ?x) {}")]:
        found = run(language, text)
        assert (found.returncode, found.stdout) == (2, "")
        assert found.stderr == (
            "kg: this system cannot keep queries from files and the network, so only named queries run; --trust-queries allows all\n"
        )
        assert json.loads(run(language, text, "--trust-queries").stdout) == {"x": 1}
        assert run(language, "popular-tasks").returncode == 0
    assert run("leaderboard", "--dataset", "CIFAR-10").returncode == 0


def test_values_of_every_type_come_through(ask):
    text = (
        "MATCH p = (m:Method)-[r]->(t:Task) RETURN m, r, p, date('2020-01-01') AS a, timestamp('2020-01-01 10:00:00') AS b, interval('1 day') AS c, "
        "CAST(1 AS INT128) AS d, CAST('1.5' AS DECIMAL(5, 2)) AS e, gen_random_uuid() AS f, BLOB('\\\\xAA') AS g, [1.5] AS h, {x: [true]} AS i, "
        "CAST(18446744073709551615 AS UINT64) AS j, null AS k, cast(1 AS FLOAT) AS l, timestamp('2020-01-01 10:00:00+02:00') AS o LIMIT 1"
    )
    outcome = ask("query", text)
    assert (outcome.code, outcome.err) == (0, "")
    [row] = lines(outcome)
    assert (row["a"], row["b"], row["d"], row["e"], row["h"], row["i"], row["j"], row["k"]) == (
        "2020-01-01", "2020-01-01 10:00:00", 1, "1.50", [1.5], {"x": [True]}, 18446744073709551615, None,
    )  # fmt: skip
    text = "SELECT ('2020-01-01'^^xsd:date AS ?a) (1.5 AS ?b) (<a:b> AS ?c) ('x'@en AS ?d) (BNODE() AS ?e) ('P1D'^^xsd:duration AS ?f) (NOW() AS ?g) (RAND() AS ?h) {}"
    assert ask("sparql", text).code == 0
