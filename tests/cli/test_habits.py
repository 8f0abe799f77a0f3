"""What people try first: no arguments, help, versions, file endings, a narrow terminal, a demo into a file."""

import os
import pty
import shutil
import subprocess
import sys

import pytest
from rich.cells import cell_len

from tests.cli.conftest import ROOT


def test_kg_alone_shows_the_help(kg):
    alone = kg()
    assert alone.code == 0
    assert alone.out.startswith("Usage: ")
    assert kg("help") == kg("--help") == alone


def test_help_of_a_command(kg):
    assert kg("help", "query") == kg("query", "--help")
    assert kg("help", "nosuch").code == 2


def test_the_short_option_for_the_version(kg):
    assert kg("-V") == kg("--version")
    assert kg("-V").code == 0


def test_a_graph_where_no_argument_is_wanted_leads_to_the_option(kg, graph, tmp_path):
    for command in ("status", "about", "link"):
        refused = kg(command, graph)
        assert refused[:2] == (2, "")
        assert refused.err.endswith(f" ({graph}): write --store {graph} (kg --help)\n")
    for other in (tmp_path, "none", "x" * 10_000):
        refused = kg("status", other)
        assert (refused.code, "--store" in refused.err, refused.err.count("\n")) == (2, False, 1)


def test_an_unknown_export_format_names_pages_too(kg, graph):
    refused = kg("export", "ttl", "--store", graph)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.endswith(
        "Known: bibtex, csv, graphml, html, jsonl, jsonld, nquads, ntriples, parquet, rdfxml, site, trig, turtle.\n"
    )


def test_an_empty_base_restores_the_default_one(kg, graph, tmp_path):
    copy = shutil.copytree(graph, tmp_path / "g")
    before = kg("about", "--store", copy).out
    assert kg("about", "--base", "https://example.org/g/", "--title", "T", "--store", copy).code == 0
    assert "https://example.org/g/paper/" in kg("export", "ntriples", "--store", copy).out
    assert kg("about", "--base", "", "--title", "Sample of papergraph", "--store", copy).out == before
    assert "https://example.org/g/" not in kg("export", "ntriples", "--store", copy).out


def test_an_unknown_ending_is_refused_before_any_work(kg, tmp_path):
    for ending in ("xlsx", "json", "jsonl.gz"):
        refused = kg(
            "leaderboard", "--dataset", "x", "--store", tmp_path / "none", "-o", tmp_path / f"x.{ending}"
        )
        assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
        assert ".jsonl .ndjson .csv" in refused.err
    assert list(tmp_path.iterdir()) == []


def test_an_ending_of_another_format_is_refused(kg, graph, tmp_path):
    for command in (
        ("stats", "--format", "csv", "--store", graph, "-o", tmp_path / "x.parquet"),
        ("export", "nquads", "--store", graph, "-o", tmp_path / "x.ttl"),
        ("export", "csv", "--store", graph, "-o", tmp_path / "x.XLSX"),
        ("schema", "owl", "-o", tmp_path / "x.csv"),
    ):
        refused = kg(*command)
        assert (refused.code, refused.out, refused.err.count("\n")) == (2, "", 1)
        assert "has the ending of" in refused.err
    assert list(tmp_path.iterdir()) == []
    assert kg("stats", "--format", "csv", "--store", graph, "-o", tmp_path / "x.txt").code == 0
    assert kg("stats", "--store", graph, "-o", tmp_path / "x.CSV").code == 0
    assert (tmp_path / "x.CSV").read_text() == (tmp_path / "x.txt").read_text()
    assert kg("export", "jsonld", "--store", graph, "-o", tmp_path / "x.json").code == 0


def test_the_list_of_queries_goes_to_a_file(kg, tmp_path):
    assert kg("query", "-o", tmp_path / "x.csv").out == ""
    assert (tmp_path / "x.csv").read_text().startswith("name,answers,parameters\n")


@pytest.mark.parametrize("part", ["shacl", "owl", "context", "cypher", "nodes", "edges"])
def test_every_part_of_the_schema_goes_to_a_file(kg, tmp_path, part):
    assert kg("schema", part, "-o", tmp_path / "x").out == ""
    assert (tmp_path / "x").read_text() == kg("schema", part).out
    if part not in ("nodes", "edges"):
        assert kg("schema", part, "--format", "csv").code == 2


@pytest.mark.parametrize("width", [80, 120])
def test_tables_fit_the_width(kg, graph, monkeypatch, width):
    monkeypatch.setenv("COLUMNS", str(width))
    node = "MATCH (p:Paper) RETURN p, p.title AS title, p.abstract AS abstract LIMIT 3"
    for command in (
        ("explain", "CIFAR-10"), ("explain", "CIFAR-10", "--wide"), ("leaderboard", "--dataset", "CIFAR-10", "--all"),
        ("query", node), ("query",), ("rejects",), ("stats",), ("status",), ("schema", "nodes"),
    ):  # fmt: skip
        given = () if command in {("query",), ("schema", "nodes")} else ("--store", graph)
        shown = kg(*command, *given, "--format", "table")
        assert shown.code == 0
        assert max(map(cell_len, shown.out.splitlines()), default=0) <= width
        assert "\x1b" not in shown.out


def test_explain_groups_statements_and_puts_the_sentence_below(kg, graph):
    shown = kg("explain", "CIFAR-10", "--store", graph, "--format", "table").out
    assert "… ON_DATASET CIFAR-10\n" in shown
    assert "characters" not in shown
    wide = kg("explain", "CIFAR-10", "--store", graph, "--format", "table", "--wide").out
    assert " · characters " in wide
    given = ("explain", "CIFAR-10", "--store", graph)
    assert kg(*given, "--wide") == kg(*given)


def test_rejects_are_grouped_by_reason_the_commonest_first(kg, tmp_path):
    titles = "".join(f"@article{{k{number}, title = {{A title}}, year = 2020}}\n" for number in range(2))
    (tmp_path / "refs.bib").write_text(f"@article{{broken, title = \n\n{titles}")
    kg("run", tmp_path / "refs.bib", "--model", "fast", "--store", tmp_path / "g")
    shown = kg("rejects", "--store", tmp_path / "g", "--format", "table").out.split("\n\n")
    assert [block.splitlines()[0].rpartition(" ")[2] for block in shown] == ["(2)", "(1)"]
    assert shown[0].splitlines()[0].startswith("no-abstract: ")
    assert shown[0].splitlines()[1].startswith("  refs.bib#")
    assert "@article{k" in shown[0].splitlines()[1]


@pytest.mark.parametrize(("terminal", "is_bold"), [("xterm", True), ("dumb", False)])
def test_a_terminal_gets_a_bold_heading(tmp_path, terminal, is_bold):
    main, other = pty.openpty()
    environment = {**os.environ, "TERM": terminal, "COLUMNS": "80"}
    command = [sys.executable, "-m", "kg", "schema", "edges"]
    with subprocess.Popen(command, stdout=other, env=environment, cwd=ROOT) as process:
        os.close(other)
        shown = b""
        while block := _read(main):
            shown += block
    os.close(main)
    assert process.returncode == 0
    assert (b"\x1b[1mtype " in shown) == is_bold == (b"\x1b" in shown)


def _read(handle):
    try:
        return os.read(handle, 65536)
    except OSError:  # Linux: the other end is closed
        return b""


def test_the_demo_writes_no_escapes_into_a_file(tmp_path):
    command = ["sh", ROOT / "docs" / "demo.sh", "echo", tmp_path]
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"$ kg leaderboard --dataset CIFAR-10\n" in done.stdout
    assert b"\x1b" not in done.stdout
