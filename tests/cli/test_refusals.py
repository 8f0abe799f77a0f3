"""Options, pipelines and graphs of strangers that kg cannot use are refused in one line."""

import json
import shutil
import sqlite3
from contextlib import closing

import pytest


@pytest.fixture
def page(tmp_path):
    (tmp_path / "p.jsonl").write_text(
        json.dumps({"id": "p:1", "title": "FooNet", "abstract": "We propose FooNet."}) + "\n"
    )
    return tmp_path / "p.jsonl"


@pytest.mark.parametrize(
    "name",
    [
        "rot13",
        "base64",
        "hex",
        "bz2",
        "zip",
        "quopri",
        "uu",
        "nothing",
        "",
        "undefined",
        "utf-8\0",
        "x" * 5000,
    ],
)
def test_an_encoding_that_is_none_of_text(kg, page, name):
    outcome = kg("read", page, "--encoding", name)
    assert (outcome.code, outcome.out) == (2, "")
    assert "unknown encoding" in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["latin-1", "GBK", "utf-16", "cp1252", "utf-8-sig"])
def test_an_encoding_of_text(kg, page, name):
    page.write_text(page.read_text(), encoding=name)
    assert kg("read", page, "--encoding", name).code == 0


@pytest.mark.parametrize(
    "base",
    [
        "http://x/#/",
        "http://x/#",
        "http://x/?a=/",
        "http://x y/",
        "http://x/<a>/",
        "ftp://x/",
        "x/",
        "",
        "http://x",
        "http://",
        "http:///",
        "urn:x",
        "urn:",
        "urn:x:",
        "http://x/{a}/",
        "http://[/",
    ],
)
def test_a_base_of_which_no_iri_can_be_made(kg, page, base):
    (page.parent / "p.toml").write_text(f"[graph]\nbase = {json.dumps(base)}\n")
    outcome = kg("run", page.parent / "p.toml", "--input", page, "--store", page.parent / "g.kg")
    assert outcome.code == 2
    assert "graph.base must be" in outcome.err
    assert not (page.parent / "g.kg").exists()


@pytest.mark.parametrize(
    ("base", "missing"),
    [
        ("x", ""),
        ("https://example.org", "; the / at its end is missing"),
        ("http://example.org/kg", "; the / at its end is missing"),
        ("urn:example", "; the : at its end is missing"),
        ("http://", ""),
        ("https://example.org/#", ""),
        ("https://example.org/a b/", ""),
    ],
)
def test_a_base_that_a_graph_cannot_be_given(kg, graph, base, missing):
    before = kg("about", "--store", graph).out
    outcome = kg("about", "--base", base, "--title", "T", "--store", graph)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert (
        outcome.err
        == f"kg: a base is an IRI such as https://example.org/graph/, without ? and #, not {base!r}{missing}\n"
    )
    assert kg("about", "--store", graph).out == before


# option -> a value that is not in its form, and the start of what is said
UNSAYABLE = [
    ("--title", "a\nb", "the title 'a\\nb' must be one line"),
    ("--creator", "", "the creator must have between 1 and 1,000 characters"),
    ("--creator", "<https://example.org/>", "the creator '<https://example.org/>' must be a name"),
    ("--creator", "Jane <0000-0002-1825-0098>", "the creator 'Jane <0000-0002-1825-0098>' has an ORCID with a wrong digit"),
    ("--creator", "Jane <jane>", "the creator 'Jane <jane>' must have an ORCID or a web address in angle brackets, not 'jane'"),
    ("--license", "CC-BY", "unknown licence 'CC-BY'. Did you mean 'CC-BY-4.0'? Give its address, or one of Apache-2.0, "),
    ("--date", "2024-02-30", "the date '2024-02-30' must be a day such as 2024-05-31\n"),
    ("--date", "2024-5-1", "the date '2024-5-1' must be a day such as 2024-05-31\n"),
    ("--date", "tomorrow", "the date 'tomorrow' must be a day such as 2024-05-31\n"),
    ("--date", "", "the date '' must be a day such as 2024-05-31\n"),
]  # fmt: skip


@pytest.mark.parametrize(("option", "value", "line"), UNSAYABLE)
def test_what_cannot_be_said_of_a_graph(kg, graph, tmp_path, option, value, line):
    for form in ("nquads", "csv", "html", "site"):
        outcome = kg("export", form, option, value, "-o", tmp_path / "new", "--store", graph)
        assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
        assert outcome.err.startswith(f"kg: {line}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "value", "line"), [row for row in UNSAYABLE if row[0] != "--date" and row[1]]
)
def test_what_a_graph_cannot_be_told_to_say(kg, graph, option, value, line):
    before = kg("about", "--store", graph).out
    outcome = kg("about", option, value, "--store", graph)
    assert (outcome.code, outcome.out, outcome.err.count("\n")) == (2, "", 1)
    assert outcome.err.startswith(f"kg: {line}")
    assert kg("about", "--store", graph).out == before


def test_a_day_that_the_environment_does_not_say(kg, graph, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    outcome = kg("export", "turtle", "--store", graph)
    assert (outcome.code, outcome.out) == (2, "")
    assert (
        outcome.err
        == "kg: SOURCE_DATE_EPOCH must be a number of seconds since 1970, not 'today'; --date goes before it\n"
    )
    assert kg("export", "turtle", "--store", graph, "--date", "2024-05-31").code == 0


@pytest.mark.parametrize("form", ["graphml", "jsonl", "bibtex"])
@pytest.mark.parametrize("option", ["--title", "--creator", "--license", "--date"])
def test_a_format_that_says_nothing_of_the_graph(kg, graph, form, option):
    outcome = kg(
        "export",
        form,
        option,
        {"--license": "MIT", "--date": "2024-05-31"}.get(option, "X"),
        "--store",
        graph,
    )
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"kg: {option} does not apply to {form}, which has no place for it\n"


@pytest.mark.parametrize("base", ["https://example.org/graph/", "urn:papers:", "http://x/é/"])
def test_a_base(kg, page, base):
    (page.parent / "p.toml").write_text(f"[graph]\nbase = {json.dumps(base)}\n")
    assert kg("run", page.parent / "p.toml", "--input", page, "--store", page.parent / "g.kg").code == 0
    assert f"<{base}paper/" in kg("export", "nquads", "--store", page.parent / "g.kg").out


@pytest.mark.parametrize("workers", ["0", "-1", "513", "99999999999999999999"])
def test_workers_beyond_reason(kg, page, workers):
    (page.parent / "p.toml").write_text(f"[extract]\nworkers = {workers}\n")
    outcome = kg("run", page.parent / "p.toml", "--input", page, "--store", page.parent / "g.kg")
    assert (outcome.code, "from 1 to 512" in outcome.err) == (2, True)
    assert kg("run", "--input", page, "--store", page.parent / "g.kg", "--workers", workers).code == 2
    assert kg("extract", page, "--workers", workers).code == 2


@pytest.mark.parametrize(
    "command", [("run", "--input", "p.jsonl"), ("status",), ("query", "popular-tasks"), ("forget", "p:1")]
)
def test_a_store_without_a_name(kg, page, command, monkeypatch):
    monkeypatch.chdir(page.parent)
    outcome = kg(*command, "--store", "")
    assert (outcome.code, "--store and KG_STORE need a folder" in outcome.err) == (2, True)
    assert [path.name for path in page.parent.iterdir()] == ["p.jsonl"]


@pytest.fixture(scope="module")
def whole(graph, tmp_path_factory):
    """A graph whose log holds an older version's mark too, by which more would be forgiven."""
    return shutil.copytree(graph, tmp_path_factory.mktemp("whole") / "g.kg")


FOREIGN = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM record; END",
    "view": "DROP TABLE clash; CREATE VIEW clash AS SELECT 1 AS id, 2 AS title, 3 AS source, 4 AS other_title, 5 AS other_source",
    "another view": "CREATE VIEW helper AS SELECT * FROM record",
    "table": "CREATE TABLE more (a)",
    "index": "CREATE INDEX more ON record (title)",
    "expression": "CREATE INDEX more ON record (upper(title))",
    "virtual": "DROP TABLE sense; CREATE VIRTUAL TABLE sense USING fts5(key, short, long, papers)",
    "generated": "DROP TABLE clash; CREATE TABLE clash (id TEXT, title TEXT, source TEXT, other_title TEXT, other_source AS (upper(id)))",
    "columns": "DROP TABLE decision; CREATE TABLE decision (name TEXT, other TEXT, kind TEXT, more TEXT)",
    "derived": "DROP TABLE link; CREATE TABLE link (concept TEXT, predicate TEXT AS (zeroblob(1000)))",
    "default": "DROP TABLE decision; CREATE TABLE decision (name TEXT, other TEXT, kind TEXT DEFAULT (random()), PRIMARY KEY (name, other)) WITHOUT ROWID",
}


@pytest.mark.parametrize("what", list(FOREIGN))
def test_a_log_with_what_kg_does_not_make_is_not_opened(kg, whole, tmp_path, what):
    folder = shutil.copytree(whole, tmp_path / "g.kg")
    with closing(sqlite3.connect(folder / "evidence.sqlite")) as db:
        db.executescript(FOREIGN[what])
    before = (folder / "evidence.sqlite").read_bytes()
    for command in (
        ("status",),
        ("export", "nquads"),
        ("query", "popular-tasks"),
        ("forget", "p:1"),
        ("merge", "a", "b"),
    ):
        outcome = kg(*command, "--store", folder)
        assert (outcome.code, outcome.out) == (69, ""), command
        assert "refusing to open the evidence database" in outcome.err
        assert len(outcome.err.splitlines()) == 1
    assert (folder / "evidence.sqlite").read_bytes() == before
