"""Where an output may go: never in the place of a device, a link, an input or a part of a graph."""

import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

QUERY = "UNWIND range(1, 3) AS x RETURN x"


@pytest.fixture(scope="module")
def graph(tmp_path_factory) -> Path:
    from kg.pipeline import load_pipeline
    from kg.run import run

    folder = tmp_path_factory.mktemp("sample") / "graph.kg"
    run(
        load_pipeline(Path(__file__).parents[2] / "pipelines" / "sample.toml"),
        (),
        folder,
        progress=lambda *_: None,
    )
    return folder


def kg(*args, **more):
    command = [sys.executable, "-m", "kg", *map(str, args)]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120, **more)


def device(path: Path, minor: int) -> Path:
    """Make a copy of /dev/null (3) or /dev/full (7)."""
    try:
        os.mknod(path, 0o666 | stat.S_IFCHR, os.makedev(1, minor))
        path.open("wb").close()
    except PermissionError:
        pytest.skip("no device can be made or used here")
    return path


COMMANDS = [("export", "nquads"), ("query", QUERY), ("sparql", "SELECT * { ?a ?b ?c } LIMIT 3"), ("status",)]


@pytest.mark.parametrize("command", COMMANDS)
def test_into_a_device_is_written(command, graph, tmp_path):
    null = device(tmp_path / "null", 3)
    found = kg(*command, "--store", graph, "-o", null)
    assert (found.returncode, found.stdout) == (0, "")
    assert stat.S_ISCHR(null.stat().st_mode)


def test_a_full_device_is_said_and_stays(graph, tmp_path):
    full = device(tmp_path / "full", 7)
    for command in COMMANDS:
        found = kg(*command, "--store", graph, "-o", full)
        assert found.returncode == 69, command
        assert found.stderr.splitlines()[-1].startswith("kg: no space left")
        assert stat.S_ISCHR(full.stat().st_mode)


def test_into_a_pipe_is_written(graph, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text()))
    reader.start()
    assert kg("query", QUERY, "--store", graph, "-o", tmp_path / "pipe").returncode == 0
    reader.join(timeout=30)
    assert [json.loads(line)["x"] for line in read[0].splitlines()] == [1, 2, 3]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert len(kg("query", QUERY, "--store", graph, "-o", "/dev/stdout").stdout.splitlines()) == 3


def test_a_link_is_followed(graph, tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "new").symlink_to("missing")
    for name, real in (("link", "real"), ("new", "missing")):
        assert kg("query", QUERY, "--store", graph, "-o", tmp_path / name).returncode == 0
        assert (tmp_path / name).is_symlink()
        assert len((tmp_path / real).read_text().splitlines()) == 3
    (tmp_path / "folder").mkdir()
    (tmp_path / "to-folder").symlink_to("folder")
    assert kg("export", "csv", "--store", graph, "-o", tmp_path / "to-folder").returncode == 0
    assert (tmp_path / "to-folder").is_symlink()
    assert (tmp_path / "folder" / "Paper.csv").is_file()


def test_the_umask_and_the_mode_of_what_is_replaced_are_kept(graph, tmp_path):
    def umask():
        os.umask(0o027)

    assert kg("query", QUERY, "--store", graph, "-o", tmp_path / "new", preexec_fn=umask).returncode == 0
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    assert kg("export", "csv", "--store", graph, "-o", tmp_path / "csv", preexec_fn=umask).returncode == 0
    assert stat.S_IMODE((tmp_path / "csv").stat().st_mode) == 0o750
    (tmp_path / "new").chmod(0o604)
    assert kg("export", "nquads", "--store", graph, "-o", tmp_path / "new", preexec_fn=umask).returncode == 0
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


@pytest.mark.parametrize(
    "name", ["evidence.sqlite", "evidence.sqlite-wal", "lock", "embedded", "oxigraph/CURRENT"]
)
def test_no_part_of_a_graph_is_written_over(name, graph, tmp_path):
    before = {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()}
    (tmp_path / "link").symlink_to(graph / name)
    for target in (graph / name, tmp_path / "link", graph / ".." / graph.name / name):
        for command in COMMANDS[:1] if target.is_symlink() else COMMANDS[1:2]:
            form = ("--format", "jsonl") if command[0] == "query" else ()  # else the ending would be refused
            found = kg(*command, *form, "--store", graph, "-o", target)
            assert found.returncode == 2, (command, target)
            assert "is in the folder of a graph" in found.stderr
    assert {path: path.read_bytes() for path in graph.rglob("*") if path.is_file()} == before


def test_no_input_is_written_over(tmp_path):
    line = {
        "id": "p:1",
        "text": "FooNet\nWe propose FooNet.",
        "entities": [],
        "clusters": [],
        "relations": [],
        "results": [],
        "repositories": [],
    }
    (tmp_path / "gold.jsonl").write_text(json.dumps(line) + "\n")
    found = kg("eval", tmp_path / "gold.jsonl", "-o", tmp_path / "gold.jsonl")
    assert (found.returncode, "is an input of this command" in found.stderr) == (2, True)
    assert json.loads((tmp_path / "gold.jsonl").read_text()) == line
