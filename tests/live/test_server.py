"""docker/neo4j-local/server.py: it starts once, stops only what is its own, and says what is missing."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.neo4j_server import server_command


def run(*arguments: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = server_command(*arguments, home=home)
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_a_process_that_is_not_its_own_is_not_stopped(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as other:
        (tmp_path / "run" / "pid").write_text(f"{other.pid}\n")
        assert (run("status", home=tmp_path).stdout, run("status", home=tmp_path).returncode) == (
            "stopped\n",
            3,
        )
        assert run("stop", home=tmp_path).returncode == 0
        assert other.poll() is None
        other.kill()
    assert not (tmp_path / "run" / "pid").exists()


@pytest.mark.parametrize("pid", ["", "0", "-1", "one", "99999999"])
def test_a_pid_file_that_means_nothing_is_no_server(tmp_path: Path, pid: str) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "pid").write_text(pid)
    assert run("status", home=tmp_path).returncode == 3
    asked = run("uri", home=tmp_path)
    assert (asked.returncode, asked.stderr) == (1, "neo4j-local: not running: start it first\n")


def test_missing_programs_are_named_in_one_line(tmp_path: Path) -> None:
    programs, cache = tmp_path / "bin", tmp_path / "cache"
    programs.mkdir()

    def said() -> str:
        return run("start", home=tmp_path / "home", PATH=str(programs), PAPERGRAPH_CACHE=str(cache)).stderr

    assert said() == "neo4j-local: java is not on the PATH: install a Java runtime, version 17 or 21\n"
    (programs / "java").symlink_to(shutil.which("true") or "/bin/true")
    assert said() == "neo4j-local: mvn is not on the PATH: install Maven 3.8 or later\n"
    (programs / "mvn").symlink_to(shutil.which("false") or "/bin/false")
    assert said() == "neo4j-local: Maven could not fetch the server's jars: no message\n"
    assert list((cache / "neo4j").iterdir()) == []


@pytest.mark.live
@pytest.mark.slow
def test_two_starts_are_one_and_the_password_stays_private(tmp_path: Path, neo4j_uri: str) -> None:
    secret = 'canary -"pass\\word" #1'
    home = tmp_path / "a home"
    try:
        command, environment = server_command("start", home=home), {**os.environ, "NEO4J_PASSWORD": secret}
        starts = [
            subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)
        ]
        uris = {start.communicate()[0].strip() for start in starts}
        assert len(uris) == 1
        assert uris != {neo4j_uri}
        assert run("status", home=home).stdout == "running\n"
        assert run("password", home=home).stdout == f"{secret}\n"
        assert (home / "run" / "password").stat().st_mode & 0o777 == 0o600
        assert not (home / "run" / "arguments").exists()

        from kg.stores.neo4j import signature

        assert signature(uris.pop(), auth=("neo4j", secret))[:2] == (0, 0)
    finally:
        assert run("stop", home=home).returncode == 0
    assert run("status", home=home).returncode == 3
