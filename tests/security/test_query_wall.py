"""What a query may do is settled by the kernel: the texts below go to the databases without any check of ours, and reach nothing."""

import json
import socket
import subprocess
import sys
import threading
from itertools import product
from pathlib import Path

import pytest

from kg.errors import UsageError
from kg.stores import embedded, oxigraph
from tests.compliance.graph import graph

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="seccomp is Linux's")

SECRET = "canary-4711"
# Runs queries on an open store and prints what comes of each: one JSON line with the error, or the rows as
# text.
ASKER = """
import json, sys
from kg.query import sandbox
from kg.stores import {store}
reader = {store}.Reader({path!r}, 1 << 29)
reader.warm()
if {sealed}:
    sandbox.seal(reads={store}.Reader.READS_FILES)
for line in sys.stdin:
    try:
        print(json.dumps(ask(reader, json.loads(line))), flush=True)
    except Exception as error:
        print(json.dumps("error: " + str(error)[:500]), flush=True)
"""
CYPHER = "def ask(reader, text):\n    result = reader._opened.execute(text)\n    results = result if isinstance(result, list) else [result]\n    return str([one.get_all() for one in results])\n"
SPARQL = "def ask(reader, text):\n    return str([str(row) for row in reader._store.query(text, use_default_graph_as_union=True)])\n"


def asked(store, definition, path, queries, *, sealed=True):
    """Return what comes of each query; a process that dies is started again with the next query, and counts as an answer."""
    answers = []
    while len(answers) < len(queries):
        code = definition + ASKER.format(store=store, path=str(path), sealed=sealed)
        waiting = queries[len(answers) :]
        lines = "".join(json.dumps(query) + "\n" for query in waiting)
        found = subprocess.run(
            [sys.executable, "-c", code],
            input=lines,
            check=False,
            capture_output=True,
            text=True,
            timeout=300,
        )
        answers += [json.loads(line) for line in found.stdout.splitlines()]
        if len(answers) < len(queries):
            assert found.returncode < 0, found.stderr
            answers.append("died")
    return answers


@pytest.fixture(scope="module")
def outside(tmp_path_factory):
    """Give a folder with files that no query may read or change."""
    folder = tmp_path_factory.mktemp("outside")
    for name in ("secret.csv", "secret.json", "secret.parquet", "secret.txt"):
        (folder / name).write_text(f"{SECRET}\n{SECRET}\n")
    return folder


@pytest.fixture(scope="module")
def cypher_store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "embedded"
    embedded.load(path, *graph())
    return path


@pytest.fixture(scope="module")
def sparql_store(tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "oxigraph"
    oxigraph.load(path, *graph())
    return path


def contents(folder: Path):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def cypher_attacks(folder: Path):
    """Yield a hundred ways to say it for each thing that a query may not do."""
    reads = [
        f"LOAD FROM '{folder}/secret.csv' (file_format='csv', header=false) RETURN column0",
        f"LOAD FROM '{folder}/secret.csv' (header=false) RETURN *",
        f"LOAD WITH HEADERS (a STRING) FROM '{folder}/secret.csv' RETURN a",
        f"LOAD FROM ['{folder}/secret.csv', '{folder}/secret.txt'] (file_format='csv', header=false) RETURN column0",
        f"LOAD FROM '{folder}/*.csv' (header=false) RETURN *",
    ]
    starts = [
        "", "WITH 1 AS y LIMIT 1", "WITH 1 AS y SKIP 0", "MATCH (n) WHERE 1=1", "MATCH (n) WITH 1.5", "MATCH (n:Task) ", "UNWIND [1] AS x ",
        "/* ' */ ", "// \"\n", "RETURN 1; ", "EXPLAIN ", "PROFILE ", "EXPLAIN RETURN 1; ", "WITH `a'` AS b ", "MATCH (n) WITH 'it''s' AS x ",
        "WITH \"\\\"\" AS x ", "OPTIONAL MATCH (n) ", "MATCH (n) WHERE n.name = 'LOAD FROM' ", "\u00a0", "WITH 1 AS y ORDER BY y LIMIT 0x1",
    ]  # fmt: skip
    spellings = [
        str,
        str.lower,
        str.title,
        lambda text: text.replace(" ", "/**/"),
        lambda text: text.replace(" ", "\n\t"),
    ]
    for start, read, spell in product(starts, reads, spellings):
        if spell in (str.lower, str.title):
            head, quote, rest = read.partition("'")
            yield start + spell(head) + quote + rest
        else:
            yield start + spell(read)
    out = f"{folder}/out.csv"
    for start in starts:
        for write in (
            f"COPY (MATCH (n) RETURN n.iri) TO '{out}'", f"COPY (RETURN 1) TO '{folder}/secret.csv'", f"EXPORT DATABASE '{folder}/db'",
            f"COPY Task FROM '{folder}/secret.csv'", f"ATTACH '{folder}/x' AS x (dbtype lbug)", "INSTALL json", "INSTALL httpfs",
            f"LOAD EXTENSION '{folder}/secret.txt'", f"IMPORT DATABASE '{folder}'", "CREATE (:Task {iri: 'x:stolen'})", "MATCH (n) DETACH DELETE n",
            "CREATE NODE TABLE X(a INT64 PRIMARY KEY)", "DROP TABLE USES", "CHECKPOINT", "CALL threads=1", "CREATE MACRO type(x) AS 'no'",
            "MATCH (t:Task) SET t.name = 'stolen'", "CALL show_tables() RETURN *",
            f"CALL `READ_CSV_PARALLEL`('{folder}/secret.csv') RETURN *",  # it ends the process, where it may not open the file
        ):  # fmt: skip
            yield start + write


def test_cypher_reaches_no_file(cypher_store, outside):
    queries = list(dict.fromkeys(cypher_attacks(outside)))
    assert len(queries) > 800
    before, signature, store = contents(outside), embedded.signature(cypher_store), cypher_store.read_bytes()
    answers = asked("embedded", CYPHER, cypher_store, queries)
    assert [query for query, answer in zip(queries, answers, strict=True) if SECRET in answer] == []
    assert contents(outside) == before
    assert cypher_store.read_bytes() == store
    assert [path.name for path in cypher_store.parent.iterdir()] == ["embedded"]
    assert embedded.signature(cypher_store) == signature
    assert sum("not permitted" in answer for answer in answers) > 100, "the wall was reached"


def test_without_the_wall_files_are_read(cypher_store, outside):
    """Or the test above says nothing."""
    query = f"WITH 1 AS y LIMIT 1LOAD FROM '{outside}/secret.csv' (file_format='csv', header=false) RETURN column0"
    assert SECRET in asked("embedded", CYPHER, cypher_store, [query], sealed=False)[0]


@pytest.fixture
def listening():
    """Give the port of a server and the list of what was sent to it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        found, over = [], threading.Event()

        def accept():
            while not over.is_set():
                try:
                    with server.accept()[0] as connection:
                        connection.settimeout(5)
                        found.append(connection.recv(1000))
                except OSError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], found
        over.set()
        thread.join()


def sparql_attacks(port: int):
    url = f"<http://127.0.0.1:{port}/sparql>"
    hidden = url.replace("http", r"\u0068ttp")
    heads = [
        "", r"BIND(<http://x/\u0041#> AS ?z) ", r"BIND(<http://x/\U00000041#> AS ?z) ", "?a ?b 5 . ", "?a ?b true.", "BIND('\\u0022' AS ?q) ",
        'BIND("""a"b""" AS ?q) ', "# a comment\n", "#\r", "FILTER(1<2) ", "BIND(1 AS ?service) ", "{} ", "OPTIONAL {} ", "BIND(<a:#> AS ?x) ",
        "VALUES ?x { <x:\\u0023> } ", "?s ?p '''it's''' . ",
    ]  # fmt: skip
    words = [
        "SERVICE",
        "service",
        "SeRvIcE",
        "SERVICE SILENT",
        "SERVIC\\u0045",
        "SERVICE/**/",
        "SERVICE\t",
        "SERVICE#x\n",
    ]
    places = [url, hidden, "?x", "x:sparql", ":"]
    prologues = [
        f"PREFIX x: <http://127.0.0.1:{port}/> PREFIX : {url} ", rf"PREFIX : {url} PREFIX x: <http://127.0.0.1:{port}/\u0023#> ",
        rf"BASE <http://127.0.0.1:{port}/\u0041#> PREFIX : <> PREFIX x: <x#> ",
    ]  # fmt: skip
    for prologue, head, word, place in product(prologues, heads, words, places):
        value = f"VALUES ?x {{ {url} }} " if place == "?x" else ""
        yield f"{prologue}SELECT * {{ {value}{head}{word} {place} {{ ?s ?p ?o }} }}"
    for form in (
        "SELECT * FROM {} {{ ?s ?p ?o }}", "SELECT * FROM NAMED {} {{ GRAPH ?g {{ ?s ?p ?o }} }}", "LOAD {}", "LOAD SILENT {} INTO GRAPH <x:y>",
        "DESCRIBE {}", "CONSTRUCT {{ ?s ?p ?o }} FROM {} WHERE {{ ?s ?p ?o }}", "ASK {{ GRAPH {} {{ ?s ?p ?o }} }}",
    ):  # fmt: skip
        yield form.format(url)


def test_sparql_sends_nothing(sparql_store, listening):
    port, found = listening
    queries = list(dict.fromkeys(sparql_attacks(port)))
    assert len(queries) > 900
    before = {path.name: path.read_bytes() for path in sparql_store.iterdir()}
    answers = asked("oxigraph", SPARQL, sparql_store, queries)
    assert found == []
    assert {path.name: path.read_bytes() for path in sparql_store.iterdir()} == before
    assert sum("not permitted" in answer for answer in answers) > 100, "the wall was reached"


def test_without_the_wall_requests_are_sent(sparql_store, listening):
    """Or the test above says nothing."""
    port, found = listening
    query = rf"SELECT * {{ BIND(<http://x/\u0041#> AS ?z) SERVICE <http://127.0.0.1:{port}/sparql> {{ ?s ?p ?o }} }}"
    asked("oxigraph", SPARQL, sparql_store, [query], sealed=False)
    assert len(found) == 1
    assert found[0].startswith(b"POST /sparql HTTP/1.1")


def test_the_checks_on_the_text_refuse_what_reads_files(cypher_store, outside):
    """A second line, which gives the better message."""
    reader = embedded.Reader(cypher_store)
    for query in cypher_attacks(outside):
        with pytest.raises(UsageError):
            reader.query(query, {})
    reader.close()


def test_the_checks_on_the_text_refuse_what_asks_others(sparql_store, listening):
    reader = oxigraph.Reader(sparql_store)
    port, found = listening
    for query in sparql_attacks(port):
        try:
            list(reader.query(query, {})[1])
        except UsageError:
            continue
        assert "service" not in query.lower(), query
    assert found == []
