"""The files for `neo4j-admin database import`, imported for real."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.generated.vocabulary import EDGES
from kg.model import Node
from kg.stores.difference import LoadReport
from kg.stores.neo4j import bulk_files, load, query, signature
from tests.neo4j_server import HOSTILE, expected, graph, server_command

pytestmark = pytest.mark.live


@pytest.fixture
def second_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.delenv("NEO4J_PASSWORD", raising=False)
    home = tmp_path / "home"
    yield home
    subprocess.run(server_command("stop", home=home), check=True)


def said(*arguments: str, home: Path) -> str:
    return subprocess.run(
        server_command(*arguments, home=home), capture_output=True, text=True, check=True
    ).stdout.strip()


@pytest.mark.slow
def test_the_bulk_import_gives_the_same_graph(
    tmp_path: Path, second_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nodes, edges = graph(10)
    nodes += [
        Node("Paper", f"x:{i}", {"title": text, "sources": (text, "x")}) for i, text in enumerate(HOSTILE)
    ]
    nodes += [Node("Task", "x:empty", {"name": "", "aliases": ()})]
    bulk_files(tmp_path / "files", nodes, edges)
    command = server_command("admin", "@import.args", home=second_home)
    done = subprocess.run(command, cwd=tmp_path / "files", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    uri = said("start", home=second_home)
    monkeypatch.setenv("NEO4J_PASSWORD", said("password", home=second_home))

    assert signature(uri) == expected(nodes, edges)
    assert load(uri, nodes, edges) == LoadReport(unchanged=len(nodes) + len(edges))
    constraints = "SHOW CONSTRAINTS YIELD name RETURN count(*)"
    assert query(uri, constraints)[1][0][0] > len(EDGES), "the load makes the constraints"

    odd = [Node("Task", f"x:{i}", {"aliases": texts}) for i, texts in enumerate([("",), ("\ufdd0",)])]
    bulk_files(tmp_path / "others", [*nodes, *odd], edges)
    assert said("import", str(tmp_path / "others"), home=second_home).endswith(
        uri := said("uri", home=second_home)
    )
    assert load(uri, [*nodes, *odd], edges) == LoadReport(
        nodes_changed=2, unchanged=len(nodes) + len(edges)
    ), "what the format cannot say"
    assert signature(uri) == expected([*nodes, *odd], edges)
