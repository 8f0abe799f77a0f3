"""The clock of the wall goes backwards by an hour whenever anybody looks at it: the same bytes come out."""

import os
import shutil
import subprocess
import sys

import pytest

from kg.stores import embedded
from kg.stores.neo4j import load, signature
from tests.cli.conftest import SAMPLE
from tests.faults.surroundings import exported, kg_process, signature_of
from tests.neo4j_server import neo4j_uri

__all__ = ["neo4j_uri"]

BACKWARDS = """
import time
_ns, _looks = time.time_ns, 0

def time_ns():
    global _looks
    _looks += 1
    return _ns() - 3_600_000_000_000 * _looks

time.time_ns, time.time = time_ns, lambda: time_ns() / 1e9
"""


@pytest.fixture
def backwards(tmp_path):
    """Give the environment of a process whose clock goes backwards."""
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(BACKWARDS)
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(tmp_path / "clock"), os.environ.get("PYTHONPATH")]))
    }
    program = "import time; print(time.time() > time.time() > time.time_ns() / 1e9)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "True\n"
    return environment


def test_a_run_gives_the_same_bytes(backwards, graph, tmp_path):
    for _ in range(2):
        done = kg_process("run", SAMPLE, "--workers", 2, "--store", tmp_path / "g", "--verbose", **backwards)
        assert done.returncode == 0, done.stderr
    assert "graph unchanged" in done.stderr
    assert exported(tmp_path / "g") == exported(graph)
    for command in (
        ("load", "embedded"),
        ("load", "embedded", "--verify"),
        ("query", "MATCH (n) RETURN count(n)"),
    ):
        assert kg_process(*command, "--store", tmp_path / "g", **backwards).returncode == 0
    assert embedded.signature(tmp_path / "g" / "embedded") == signature_of(graph)
    done = kg_process("export", "nquads", "--store", tmp_path / "g", **backwards)
    assert done.stdout == kg_process("export", "nquads", "--store", graph).stdout


@pytest.mark.live
def test_a_load_gives_the_same_graph(backwards, graph, tmp_path, neo4j_uri):
    store = shutil.copytree(graph, tmp_path / "g")
    load(neo4j_uri, [], [])
    for changed in (True, False):
        done = kg_process("load", neo4j_uri, "--store", store, "--verbose", **backwards)
        assert done.returncode == 0, done.stderr
        assert ("unchanged 0" in done.stderr) == changed
        assert signature(neo4j_uri) == signature_of(graph)
    assert (
        kg_process("query", "MATCH (p:Paper) RETURN count(p) AS n", "--on", neo4j_uri, **backwards).stdout
        == '{"n": 15}\n'
    )
    load(neo4j_uri, [], [])
