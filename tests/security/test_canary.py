"""A password that would be known again: it is in no output, file, error or command line, whatever goes wrong."""

import base64
import logging
import os
import secrets
import shutil
import socket
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

import pytest

from kg.errors import KgError
from kg.export import EXPORTERS
from kg.stores.neo4j import load, query
from tests.cli.conftest import graph, kg
from tests.neo4j_server import neo4j_uri, server_command

__all__ = ["graph", "kg", "neo4j_uri"]

pytestmark = pytest.mark.live

CANARY = f"canary-{secrets.token_hex(8)}/ä"
SPELLINGS = (CANARY, quote(CANARY), quote(CANARY, safe=""), ascii(CANARY)[1:-1], CANARY.partition("/")[0])
FORMS = (*(form.encode() for form in SPELLINGS), base64.b64encode(CANARY.encode()))
TOLD: list[tuple[str, ...]] = [(), ("--verbose",), ("--log-format", "json")]


def sings(data: bytes) -> bool:
    return any(form in data for form in FORMS)


def command_lines() -> Iterator[bytes]:
    """Yield the command lines of all processes."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield process.read_bytes()


def silent(command: list[object], **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command, watching all command lines meanwhile; the password is in none, and in nothing that it prints."""
    process = subprocess.Popen(
        [*map(str, command)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NEO4J_PASSWORD": CANARY, **environment},
    )
    looks = 0
    while process.poll() is None:
        assert not any(map(sings, command_lines()))
        looks += 1
        time.sleep(0.01)
    out, err = process.communicate()
    assert looks > 3
    assert not sings(out)
    assert not sings(err)
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def no_file_sings(folder: Path) -> None:
    assert [path for path in folder.rglob("*") if path.is_file() and sings(path.read_bytes())] == []


@pytest.fixture
def store(graph, tmp_path):
    """Give a copy of the sample graph."""
    return Path(shutil.copytree(graph, tmp_path / "g"))


@pytest.fixture(scope="module")
def user(neo4j_uri):
    """Give a user of the server whose password is the canary."""
    from neo4j import GraphDatabase

    with GraphDatabase.driver(neo4j_uri, auth=("neo4j", os.environ["NEO4J_PASSWORD"])) as driver:
        create = "CREATE OR REPLACE USER canary SET PASSWORD $password CHANGE NOT REQUIRED"
        driver.execute_query(create, password=CANARY, database_="system")
        yield "canary"
        driver.execute_query("DROP USER canary", database_="system")
    load(neo4j_uri, [], [])


def echo(connection: socket.socket) -> None:
    while data := connection.recv(65_536):
        connection.sendall(data)


def complain(connection: socket.socket) -> None:
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def agree_and_babble(connection: socket.socket) -> None:
    """Agree on a version of Bolt, read what is said, and send it back."""
    connection.recv(20)
    connection.sendall(bytes([0, 0, 4, 5]))
    echo(connection)


def agree_and_rave(connection: socket.socket) -> None:
    """Agree on a version of Bolt, and send bytes that mean nothing."""
    connection.recv(20)
    connection.sendall(bytes([0, 0, 4, 5]))
    connection.recv(65_536)
    connection.sendall(bytes([0, 9, 0xB1, 0x70, 0xD8, 0xFF, 0xFF, 0xC1, 0xB3, 0x41, 0x00, 0, 0]) * 100)


def hang_up(connection: socket.socket) -> None:
    connection.recv(1)


FAILING = (echo, complain, agree_and_babble, agree_and_rave, hang_up)


@contextmanager
def failing(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Give the URI of a server that behaves badly."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    connection = listener.accept()[0]
                    with connection, suppress(OSError):
                        connection.settimeout(5)
                        behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"bolt://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.mark.parametrize("told", TOLD)
def test_a_load_that_succeeds_says_nothing_of_it(told, user, neo4j_uri, store):
    command = [sys.executable, "-m", "kg"]
    assert silent([*command, "load", neo4j_uri, "--store", store, *told], NEO4J_USERNAME=user).returncode == 0
    assert silent(
        [*command, "query", "SHOW CURRENT USER", "--on", neo4j_uri, *told], NEO4J_USERNAME=user
    ).returncode in (0, 2)
    no_file_sings(store)


@pytest.mark.parametrize("told", TOLD)
def test_a_load_that_fails_says_nothing_of_it(told, neo4j_uri, store):
    command = [sys.executable, "-m", "kg", "load"]
    for uri, more in (
        (neo4j_uri, ()),
        (neo4j_uri, ("--database", "nowhere")),
        ("bolt://127.0.0.1:1", ()),
        ("neo4j://127.0.0.1:1", ()),
    ):
        done = silent([*command, uri, *more, "--store", store, *told])
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (69, b"", 1)
    no_file_sings(store)


@pytest.mark.parametrize("behave", FAILING)
def test_a_server_that_behaves_badly_learns_nothing_to_print(behave, store):
    with failing(behave) as uri:
        done = silent([sys.executable, "-m", "kg", "load", uri, "--store", store, "--verbose"])
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (69, b"", 1)
    assert b"a bug" not in done.stderr
    no_file_sings(store)


@pytest.mark.parametrize("told", TOLD)
@pytest.mark.parametrize(
    "form", ["bolt://canary:{}@localhost:7687", "neo4j://{}@localhost", "neo4j+s://canary:{}@[::1"]
)
def test_a_password_in_the_uri_is_refused_without_repeating_it(form, told, store, kg):
    for password in (CANARY, quote(CANARY, safe="")):
        uri = form.format(password)
        for command in (("load", uri, "--store", store), ("query", "RETURN 1", "--on", uri)):
            done = kg(*command, *told)
            assert (done.code, done.out) == (2, "")
            assert not sings(done.err.encode())
    no_file_sings(store)


def test_no_error_or_log_of_the_driver_holds_it(neo4j_uri, user, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("NEO4J_PASSWORD", CANARY)
    monkeypatch.setenv("NEO4J_USERNAME", user)
    query(neo4j_uri, "RETURN 1")
    with failing(echo) as echoing, failing(agree_and_babble) as babbling:
        for uri, name, database in (
            (neo4j_uri, "nobody", None), (neo4j_uri, user, "nowhere"), ("bolt://127.0.0.1:1", user, None), (echoing, user, None),
            (babbling, user, None), (f"bolt://{user}:{CANARY}@localhost", user, None),
        ):  # fmt: skip
            monkeypatch.setenv("NEO4J_USERNAME", name)
            with pytest.raises(KgError) as caught:
                load(uri, [], [], database=database)
            assert not sings("".join(traceback.format_exception(caught.value)).encode())
    assert "LOGON" in caplog.text
    assert not sings(caplog.text.encode())


def test_a_bug_in_the_middle_of_a_load_shows_where_and_not_what(neo4j_uri, user, store, kg, monkeypatch):
    def broken(_log: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setenv("NEO4J_PASSWORD", CANARY)
    monkeypatch.setenv("NEO4J_USERNAME", user)
    monkeypatch.setattr("kg.graph.view.edges", broken)
    done = kg("load", neo4j_uri, "--store", store, "--verbose")
    assert done.code == 70
    assert "Traceback" in done.err
    assert not sings((done.out + done.err).encode())


def test_no_exported_file_holds_it(graph, kg, tmp_path, monkeypatch):
    monkeypatch.setenv("NEO4J_PASSWORD", CANARY)
    for form in EXPORTERS:
        assert kg("export", form, "--store", graph, "-o", tmp_path / form).code == 0
    done = kg("load", "bolt://localhost", "--bulk", tmp_path / "bulk", "--store", graph)
    assert done.code == 0
    assert not sings((done.out + done.err).encode())
    no_file_sings(tmp_path)


@pytest.mark.slow
def test_the_server_on_this_machine_gets_it_by_a_file_for_its_owner(tmp_path):
    home = tmp_path / "home"
    try:
        done = silent(server_command("start", home=home), NEO4J_BOLT_PORT="0")
        assert done.returncode == 0, done.stderr
    finally:
        subprocess.run(server_command("stop", home=home), check=True)
    assert [
        path.relative_to(home) for path in home.rglob("*") if path.is_file() and sings(path.read_bytes())
    ] == [Path("run/password")]
    assert (home / "run" / "password").stat().st_mode & 0o077 == 0
