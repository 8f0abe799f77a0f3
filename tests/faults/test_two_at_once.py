"""Two `kg` at once on one graph: one writes, the others wait for nobody and read what is there."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.errors import StoreUnavailable
from kg.evidence.database import EvidenceDatabase
from kg.pipeline import Pipeline
from kg.run import run
from kg.stores import embedded
from tests.faults.surroundings import exported, kg_process, one_line, signature_of

PAPER = '{"id": "new", "title": "NewNet", "abstract": "We propose NewNet for image classification."}\n'
COUNT = "MATCH (p:Paper) RETURN count(p) AS n"


def kg_started(*arguments: object) -> subprocess.Popen[str]:
    """Start `kg ARGUMENTS…` and do not wait for it."""
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture
def store(tmp_path, graph):
    """Give a copy of the sample graph."""
    return Path(shutil.copytree(graph, tmp_path / "g"))


@contextmanager
def running(store: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Give a run that holds the graph's lock and waits for its input, a pipe."""
    pipe = store.with_name("pipe")
    os.mkfifo(pipe)
    process = kg_started("run", "--input", pipe, "--store", store)
    try:
        while (store / "lock").read_text() != f"{process.pid}\n":
            assert process.poll() is None
            time.sleep(0.01)
        yield process, pipe
    finally:
        process.kill()
        process.communicate()
        pipe.unlink()


def test_a_second_run_is_refused_at_once_and_the_first_is_not_disturbed(store, tmp_path):
    (tmp_path / "other.jsonl").write_text(PAPER.replace("new", "other"))
    with running(store) as (first, pipe):
        wanted = f"kg: another kg (process {first.pid}) is writing to {store}: try again when it has finished"
        for command in (
            ("run", "--input", tmp_path / "other.jsonl"), ("forget", "title:8d03955f75af4c3e"), ("load", "embedded"), ("retry",),
        ):  # fmt: skip
            assert one_line(kg_process(*command, "--store", store)) == wanted
        assert kg_process("query", COUNT, "--store", store).stdout == '{"n": 15}\n'
        assert (
            kg_process("sparql", "SELECT (count(*) AS ?n) { ?p a fabio:Work }", "--store", store).returncode
            == 0
        )
        assert first.poll() is None
        pipe.write_text(PAPER)
        out, err = first.communicate(timeout=60)
        assert (first.returncode, out) == (0, "")
        assert "read 1 = accepted 1 + duplicate 0 + rejected 0" in err
    assert kg_process("query", COUNT, "--store", store).stdout == '{"n": 16}\n'


def test_the_lock_of_a_killed_run_is_free(store):
    with running(store) as (first, _):
        with pytest.raises(StoreUnavailable), EvidenceDatabase(store) as evidence, evidence.exclusive_lock():
            pass
        first.kill()
        first.wait()
        done = kg_process("load", "embedded", "--store", store)
    assert done.returncode == 0, done.stderr
    assert embedded.signature(store / "embedded") == signature_of(store)


def test_a_question_is_answered_from_the_store_that_is_there_while_the_graph_is_behind(store):
    with EvidenceDatabase(store) as evidence:
        evidence.papers.forget(["title:8d03955f75af4c3e"])
    with running(store):
        done = kg_process("query", COUNT, "--store", store)
        assert (done.returncode, done.stdout) == (0, '{"n": 15}\n'), done.stderr
        (store / "embedded").unlink()
        assert "is writing to" in one_line(kg_process("query", COUNT, "--store", store))
    assert kg_process("query", COUNT, "--store", store).stdout == '{"n": 14}\n'


@pytest.mark.parametrize("form", ["nquads", "html"])
def test_an_export_waits_for_nobody_and_is_never_half_old(store, tmp_path, form):
    """A file is passed on, so that none is made of papers of today and statements of yesterday."""
    before = kg_process("export", form, "--store", store)
    with running(store):
        assert kg_process("export", form, "--store", store).stdout == before.stdout
        with EvidenceDatabase(store) as evidence:
            evidence.papers.forget(["title:8d03955f75af4c3e"])
        line = one_line(kg_process("export", form, "-o", tmp_path / "new", "--store", store))
        assert line.endswith(f" is writing to {store}: try again when it has finished")
        assert not (tmp_path / "new").exists()
    after = kg_process("export", form, "--store", store)
    assert (before.stderr, after.returncode, after.stderr) == ("", 0, "")
    assert after.stdout != before.stdout


@pytest.mark.parametrize("gone", [(), ("embedded",)])
def test_questions_that_all_find_the_store_behind_are_answered(store, gone):
    """One brings it up to date; the others read the old one, or the new one, and none a half one."""
    before = exported(store)
    with EvidenceDatabase(store) as evidence:
        evidence.papers.forget(["title:8d03955f75af4c3e"])
    for name in gone:
        (store / name).unlink()
    started = [kg_started("query", COUNT, "--store", store) for _ in range(4)]
    ended = [(*process.communicate(timeout=60), process.returncode) for process in started]
    for out, err, code in ended:
        if code == 69 and gone:  # there is none yet, and another one is making it
            assert (out, err.count("\n")) == ("", 1)
            assert "is writing to" in err
        else:
            assert (code, err) == (0, "")
            assert json.loads(out) in ({"n": 14}, {"n": 15})
    assert {code for *_, code in ended} >= {0}
    assert kg_process("query", COUNT, "--store", store).stdout == '{"n": 14}\n'
    assert exported(store) != before
    assert embedded.signature(store / "embedded") == signature_of(store)


def test_runs_in_two_folders_do_not_know_each_other(store, tmp_path, graph):
    with running(store):
        (tmp_path / "other.jsonl").write_text(PAPER)
        run(Pipeline(), [str(tmp_path / "other.jsonl")], tmp_path / "other", progress=lambda *_: None)
    assert exported(store) == exported(graph)
