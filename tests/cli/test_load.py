"""`kg load` into the stores of the graph's folder, what it refuses, and how commands that work in batches stop."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.evidence.versions import StoreVersion
from kg.graph import view
from kg.projection import state_of_store
from kg.run import run
from kg.stores import embedded, find
from tests.cli.conftest import SAMPLE
from tests.neo4j_server import expected


@pytest.fixture
def own(tmp_path):
    """Give the folder of a graph that a test may break."""
    from kg.pipeline import load_pipeline

    run(load_pipeline(SAMPLE), (), tmp_path / "g", progress=lambda *_: None)
    return tmp_path / "g"


def signature(folder):
    with EvidenceDatabase.existing(folder) as evidence:
        return expected(view.nodes(evidence), view.edges(evidence))


@pytest.mark.parametrize("name", ["embedded", "oxigraph"])
def test_a_store_of_the_folder_is_rebuilt(kg, own, name):
    (own / name).rename(own.with_name("old"))
    done = kg("load", name, "--store", own)
    assert (done.code, done.err.startswith("rebuilt")) == (0, True)
    assert (own / name).exists()
    with EvidenceDatabase.existing(own) as evidence:
        assert state_of_store(evidence, find(name), evidence.graph_version) == "up to date"


def test_verify_says_whether_the_store_agrees(kg, own):
    done = kg("load", "embedded", "--verify", "--store", own)
    assert (done.code, done.err) == (0, "verified: the store matches the evidence\n")
    with EvidenceDatabase.existing(own) as evidence:
        embedded.load(own / "embedded", list(view.nodes(evidence))[:3], [])
    done = kg("load", "embedded", "--verify", "--store", own)
    assert (done.code, done.err) == (0, "the store differed from the evidence and was rebuilt\n")
    assert embedded.signature(own / "embedded") == signature(own)


def test_the_digest_that_the_log_keeps_is_that_of_the_store(own):
    with EvidenceDatabase.existing(own) as evidence:
        assert StoreVersion.from_json(evidence.meta("digest")) == (
            evidence.graph_version,
            embedded.signature(own / "embedded")[2],
        )


@pytest.mark.parametrize(
    "arguments",
    [
        ("embedded", "--database", "x"), ("oxigraph", "--verify"), ("embedded", "--max-rejects", "1"), ("embedded", "--bulk", "x"),
        ("bolt://localhost:1", "--bulk", "x", "--verify"), ("nowhere",), (), ("bolt://localhost:1", "--max-rejects", "-1"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused_in_one_line(kg, graph, arguments, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = kg("load", *arguments, "--store", graph)
    assert (done.code, done.err.count("\n"), done.err[:4]) == (2, 1, "kg: ")
    assert not list(tmp_path.iterdir())


def test_bulk_files_of_a_graph_and_the_command_for_them(kg, graph, tmp_path):
    done = kg("load", "--bulk", tmp_path / "files", "--database", "papers", "--store", graph)
    assert done.code == 0
    assert done.err.endswith(f"cd {tmp_path / 'files'} && neo4j-admin @import.args\n")
    arguments = (tmp_path / "files" / "import.args").read_text().splitlines()
    assert arguments[:4] == ["database", "import", "full", "papers"]
    named = {
        argument.partition("=")[2]
        for argument in arguments
        if argument.startswith(("--nodes", "--relationships"))
    }
    assert named == {path.name for path in (tmp_path / "files").glob("*.csv")}


def test_a_run_stops_at_more_rejects_than_are_allowed(kg, tmp_path):
    papers = tmp_path / "papers.jsonl"
    papers.write_text(
        "".join(
            json.dumps({"id": str(i), "title": f"Paper {i}"} | ({"abstract": "A."} if i % 2 else {})) + "\n"
            for i in range(9)
        )
    )
    done = kg("run", "--input", papers, "--store", tmp_path / "g", "--max-rejects", 4)
    assert (done.code, "rejected 5 records, more than 4" in done.err) == (69, True)
    assert kg("run", "--input", papers, "--store", tmp_path / "g", "--max-rejects", 5).code == 1
    assert kg("rejects", "--store", tmp_path / "g").out.count("\n") == 5


def _hear():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a job in the background of a shell is deaf to it


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_lets_the_batch_finish_and_says_how_to_go_on(number, tmp_path):
    papers = tmp_path / "papers.jsonl"
    text = "We propose FooNet and evaluate it on BarSet for semantic parsing. " * 8
    papers.write_text(
        "".join(
            json.dumps({"id": str(i), "title": f"Paper {i}", "abstract": text}) + "\n" for i in range(3_000)
        )
    )
    command = [
        sys.executable,
        "-m",
        "kg",
        "run",
        "--input",
        str(papers),
        "--store",
        str(tmp_path / "g"),
        "--log-format",
        "json",
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_hear)  # noqa: PLW1509
    assert process.stderr is not None
    for line in process.stderr:
        if json.loads(line).get("stage") == "extract":
            break
    process.send_signal(number)
    rest = process.communicate(timeout=60)[1]
    assert process.returncode == 130, rest
    assert "stopping after this batch" in rest
    assert "run the same command again to resume" in rest
    with EvidenceDatabase.existing(Path(tmp_path / "g")) as evidence:
        done = dict(evidence.counts())["extractions"]
    assert 0 < done < 3_000
    assert done % 32 == 0, "whole batches"
