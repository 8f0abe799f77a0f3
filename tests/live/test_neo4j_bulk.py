"""The files for `neo4j-admin database import`, imported for real."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.model import Node
from kg.stores.load import LoadReport
from kg.stores.neo4j import bulk_files, load, query, signature
from tests.neo4j_server import HOSTILE, expected, graph, server_command

pytestmark = pytest.mark.live


@pytest.fixture
def second_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    home = tmp_path / "home"
    yield home
    subprocess.run(server_command("stop", home=home), check=True)


@pytest.mark.slow
def test_the_bulk_import_gives_the_same_graph(tmp_path: Path, second_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nodes, edges = graph(10)
    full = [Node("Paper", f"x:{i}", {"title": text, "sources": (text, "x")}) for i, text in enumerate(HOSTILE)]
    short_of_a_list = [Node("Task", f"x:{i}", {"aliases": texts}) for i, texts in enumerate([(), ("",), ("\ufdd0",)])]
    arguments = bulk_files(tmp_path / "files", [*nodes, *full, *short_of_a_list], edges)
    done = subprocess.run(server_command("admin", *arguments, home=second_home), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    uri = subprocess.run(server_command("start", home=second_home), capture_output=True, text=True, check=True).stdout.strip()
    password = subprocess.run(server_command("password", home=second_home), capture_output=True, text=True, check=True).stdout.strip()
    monkeypatch.setenv("NEO4J_PASSWORD", password)

    report = load(uri, [*nodes, *full, *short_of_a_list], edges)
    assert report == LoadReport(nodes_changed=3, unchanged=len(nodes) + len(full) + len(edges))
    assert signature(uri) == expected([*nodes, *full, *short_of_a_list], edges)
    assert query(uri, "MATCH (n:Paper) WHERE n.iri STARTS WITH 'x:' RETURN n.title, n.sources ORDER BY n.iri")[1] == [
        (text, [text, "x"]) for text in HOSTILE
    ]
    assert query(uri, "MATCH (n:Task) WHERE n.iri STARTS WITH 'x:' RETURN n.aliases ORDER BY n.iri")[1] == [([],), ([""],), (["\ufdd0"],)]
