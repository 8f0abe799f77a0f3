"""Killed at any moment and run again, the graph is what it would have been without the kill."""

import os
import signal
import subprocess
import sys
import time
from io import BytesIO

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.export import exporter
from kg.graph import view
from kg.pipeline import load_pipeline
from kg.run import run
from tests.cli.conftest import SAMPLE

COMMAND = [sys.executable, "-m", "kg", "run", str(SAMPLE), "--quiet", "--store"]


def exported(folder):
    stream = BytesIO()
    with EvidenceDatabase.existing(folder) as evidence:
        exporter("nquads")(view.nodes(evidence), view.edges(evidence), stream, evidence.settings.base)
    return stream.getvalue()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clean") / "g"
    start = time.monotonic()
    subprocess.run([*COMMAND, str(folder)], check=False)
    return exported(folder), time.monotonic() - start


@pytest.mark.slow
@pytest.mark.parametrize("part", [0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97])
def test_kill_and_run_again(part, expected, tmp_path):
    content, seconds = expected
    process = subprocess.Popen([*COMMAND, str(tmp_path / "g")], start_new_session=True)
    time.sleep(part * seconds)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    run(load_pipeline(SAMPLE), (), tmp_path / "g", progress=lambda *_: None)
    assert exported(tmp_path / "g") == content
    left = {path.name for path in (tmp_path / "g").iterdir()}
    assert left <= {
        "lock",
        "evidence.sqlite",
        "evidence.sqlite-wal",
        "evidence.sqlite-shm",
        "embedded",
        "oxigraph",
    }, "a killed run leaves nothing behind for good"


@pytest.mark.parametrize("stage", ["read", "extract", "resolve", "graph", "embedded", "oxigraph"])
def test_stopped_in_each_stage_and_run_again(stage, graph, tmp_path):
    """The deterministic counterpart: an interrupt as each stage begins."""

    def interrupt(name, *_):
        if name == stage:
            raise KeyboardInterrupt

    pipeline = load_pipeline(SAMPLE)
    with pytest.raises(KeyboardInterrupt):
        run(pipeline, (), tmp_path / "g", progress=interrupt)
    run(pipeline, (), tmp_path / "g", progress=lambda *_: None)
    assert exported(tmp_path / "g") == exported(graph)


def _hear():
    """Take back that a job in the background of a shell is deaf to SIGINT, and so are its children."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_interrupt_ends_with_130(tmp_path):
    """The first signal stops the run, keeps what is done, and says so."""
    command = [*COMMAND[:-2], "--log-format", "json", "--store", str(tmp_path / "g")]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=_hear)  # noqa: PLW1509
    assert process.stderr is not None
    first = process.stderr.readline()
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[1]
    assert process.returncode == 130, first + rest
    assert "run the same command again" in rest


def test_a_reader_that_leaves_early_is_no_error(graph):
    command = f"{sys.executable} -m kg export nquads --store {graph} | head -n 1"
    found = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, check=False
    )
    assert (found.returncode, found.stderr) == (0, "")
    assert found.stdout.count("\n") == 1


def test_a_paper_that_breaks_the_pipeline_harms_no_other(tmp_path, monkeypatch):
    from kg.extract import results

    real = results.read

    def fragile(marked, *rest, **more):
        if marked.text.startswith("BAD"):
            raise ZeroDivisionError("boom")
        return real(marked, *rest, **more)

    monkeypatch.setattr(results, "read", fragile)
    papers = tmp_path / "papers.jsonl"
    papers.write_text(
        "".join(
            f'{{"id": "{i}", "title": "{t}", "abstract": "We propose FooNet."}}\n'
            for i, t in enumerate(["Good", "BAD", "Fine"])
        )
    )
    pipeline = load_pipeline(SAMPLE.parent / "papers.toml")
    summary = run(pipeline, [str(papers)], tmp_path / "g", progress=lambda *_: None)
    assert summary.line() == "read 3 = accepted 2 + duplicate 0 + rejected 1"
    with EvidenceDatabase.existing(tmp_path / "g") as evidence:
        assert [(r.source, r.code) for r in evidence.rejects.all()] == [("1", "bug")]
    monkeypatch.setattr(results, "read", real)
    summary = run(pipeline, [str(papers)], tmp_path / "g", progress=lambda *_: None)
    assert summary.line() == "read 3 = accepted 3 + duplicate 0 + rejected 0"
    with EvidenceDatabase.existing(tmp_path / "g") as evidence:
        assert list(evidence.rejects.all()) == []
