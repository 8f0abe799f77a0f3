"""A graph in a folder that cannot be written to: all that reads works, all that writes says so in one line."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.evidence.database import EvidenceDatabase
from kg.model import Decision
from kg.stores.difference import LoadReport
from kg.stores.neo4j import load, signature
from tests.cli.conftest import SAMPLE
from tests.faults.surroundings import disk, exported, kg_process, one_line, remount, signature_of
from tests.neo4j_server import neo4j_uri

__all__ = ["neo4j_uri"]


@pytest.fixture
def frozen(tmp_path, graph):
    """Give a copy of the sample graph on a disk that cannot be written to."""
    with disk(tmp_path / "disk", 100_000_000) as folder:
        shutil.copytree(graph, folder / "g")
        remount(folder, "ro")
        yield folder / "g"


def test_what_reads_is_answered(frozen, graph, kg, tmp_path):
    for command in (
        ("query", "MATCH (n:Task) RETURN n.name ORDER BY n.name"),
        ("query", "methods-for-task", "-p", "task=image classification"),
        ("sparql", "SELECT (count(*) AS ?n) { ?s ?p ?o }"),
        ("export", "nquads"),
        ("export", "jsonl"),
        ("stats",),
        ("explain", "BERT"),
        ("leaderboard", "--dataset", "ImageNet"),
        ("rejects",),
        ("validate",),
    ):
        found, wanted = kg(*command, "--store", frozen), kg(*command, "--store", graph)
        assert found == wanted, command
        assert found.code == 0
    status = kg("status", "--store", frozen, "--format", "csv")
    assert status.code == 0
    assert status.out.count("up to date") == 3
    assert (
        kg("load", "embedded", "--verify", "--store", frozen).err
        == "verified: the store matches the evidence\n"
    )
    assert kg("export", "csv", "--store", frozen, "-o", tmp_path / "tables").code == 0


@pytest.mark.parametrize(
    "command",
    [
        ("run", SAMPLE), ("load", "embedded"), ("load", "oxigraph"), ("forget", "title:8d03955f75af4c3e"), ("retry",),
        ("merge", "BERT", "LatticeNet"),
    ],
)  # fmt: skip
def test_what_writes_is_refused_in_one_line(command, frozen, kg):
    done = kg(*command, "--store", frozen)
    assert (done.code, done.out) == (69, "")
    assert done.err == f"kg: cannot write to the graph in {frozen}: Read-only file system\n"


def test_a_new_graph_or_file_there_is_refused_in_one_line(frozen, kg):
    line = one_line(kg_process("run", SAMPLE, "--store", frozen.parent / "new"))
    assert line.startswith(f"kg: cannot open the evidence database in {frozen.parent}/new: ")
    for command, name in (
        (("export", "nquads", "-o"), "x.nq"),
        (("export", "csv", "-o"), "x"),
        (("load", "bolt://localhost", "--bulk"), "x"),
    ):
        done = kg(*command, frozen / name, "--store", frozen)
        assert (done.code, done.err) == (2, f"kg: cannot write {frozen}/{name}: Read-only file system\n")


def test_a_graph_that_is_out_of_date_answers_from_what_it_holds(tmp_path, graph, kg):
    with disk(tmp_path / "disk", 100_000_000) as folder:
        shutil.copytree(graph, folder / "g")
        with EvidenceDatabase(folder / "g") as evidence:
            evidence.decisions.add(Decision("split", "adam", "bert"))
        before = kg("stats", "--store", graph).out
        remount(folder, "ro")
        done = kg("stats", "--store", folder / "g")
        assert (done.code, done.err.count("\n")) == (0, 1)
        assert (
            f"{folder / 'g'} is read-only and its graph is stale (papers or decisions have changed)"
            in done.err
        )
        assert done.out == before


def test_what_a_killed_writer_left_beside_the_log_counts(tmp_path, graph):
    """Rows that were committed, and not yet brought into the file, are rows of the evidence, or it is not read at all."""
    with disk(tmp_path / "disk", 100_000_000) as folder:
        store = Path(shutil.copytree(graph, folder / "g"))
        child = os.fork()
        if not child:
            EvidenceDatabase(store).set_meta("last words", "committed")
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        assert (store / "evidence.sqlite-wal").stat().st_size > 0
        remount(folder, "ro")
        with EvidenceDatabase.existing(store) as evidence:
            assert evidence.meta("last words") == "committed"
        assert exported(store) == exported(graph)
        remount(folder, "rw")
        (store / "evidence.sqlite-shm").unlink()
        remount(folder, "ro")
        with pytest.raises(StoreError, match="was not closed and is read-only"):
            EvidenceDatabase.existing(store)
        remount(folder, "rw")
        with EvidenceDatabase.existing(store) as evidence:
            assert evidence.meta("last words") == "committed"


@pytest.mark.live
def test_a_server_is_loaded_from_there(frozen, graph, kg, neo4j_uri):
    load(neo4j_uri, [], [])
    done = kg("load", neo4j_uri, "--store", frozen)
    assert done.code == 0, done.err
    assert signature(neo4j_uri) == signature_of(graph)
    assert kg("load", neo4j_uri, "--verify", "--store", frozen).err.endswith(
        "verified: the server matches the evidence\n"
    )
    assert load(neo4j_uri, [], []) != LoadReport()
