"""A real Neo4j server for tests, and a graph to put into it.

    from tests.neo4j_server import neo4j_uri  # in a conftest.py: a fixture of the whole session

The server is the one that $NEO4J_URI names (with $NEO4J_PASSWORD), which has to be empty of our nodes, or one
of docker/neo4j-local/ that is stopped again at the end. Where there is neither, tests are skipped; with
KG_REQUIRE_SERVERS=1 they fail.
"""

__all__ = ["CHECKOUT", "HOSTILE", "expected", "graph", "local_server", "neo4j_uri", "server_command"]

import fcntl
import itertools
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import DEFAULT_BASE, content_key
from kg.model import Edge, Node, NodeRef, PropertyValue
from kg.stores.rows import digest, row

CHECKOUT = Path(__file__).parents[1]
HOSTILE = [
    'it\'s "quoted" `ticked` \\ \\\\',
    "\\u0060) DETACH DELETE (n) //",
    "'}) MATCH (n) DETACH DELETE n //",
    "nul \0 escape \x1b[2J bell \a",
    "line\nline\r\nline\rtab\t",
    "emoji 😀 right-to-left \u202e zero\u200bwidth \ufeff \u2028",
    "$key {key} %s ${x}",
    "  spaces  ",
    "",
    "long " * 100_000,
]
_shared: list[str] = []


@pytest.fixture(scope="session")
def neo4j_uri() -> Iterator[str]:
    """Give the URI of a server that is empty of our nodes; user and password stand in the environment."""
    if _shared:  # two conftests import this fixture: one server serves both
        yield _shared[0]
        return
    with _given() if os.environ.get("NEO4J_URI") else _local() as uri, pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules[__name__], "_shared", [uri])
        yield uri


@contextmanager
def _given() -> Iterator[str]:
    from kg.stores.neo4j import load, signature

    uri = os.environ["NEO4J_URI"]
    if any(signature(uri)[:2]):
        pytest.fail(f"the server at {uri} holds a graph, which the tests would replace: give an empty one")
    yield uri
    load(uri, [], [])


@contextmanager
def _local() -> Iterator[str]:
    if missing := [name for name in ("java", "mvn") if not shutil.which(name)]:
        stop = pytest.fail if os.environ.get("KG_REQUIRE_SERVERS") == "1" else pytest.skip
        stop(f"no NEO4J_URI, and {' and '.join(missing)} not on the PATH")
    with _home() as home, local_server(home) as uri:
        yield uri


@contextmanager
def local_server(home: Path) -> Iterator[str]:
    """Give the URI of a server for a home folder, stopped at the end; user and password stand in the environment meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        with socket.socket() as probe:  # the server's own choice is the same for two that start at once
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        uri = _said(server_command("start", home=home), NEO4J_BOLT_PORT=port)
        patch.setenv("NEO4J_USERNAME", "neo4j")
        patch.setenv("NEO4J_PASSWORD", _said(server_command("password", home=home)))
        try:
            yield uri
        finally:
            _said(server_command("stop", home=home))


@contextmanager
def _home() -> Iterator[Path]:
    """Lock a home folder that no other test run uses: one is kept between runs, for a new one takes longer."""
    homes = Path(os.environ.get("PAPERGRAPH_CACHE") or CHECKOUT / ".cache") / "neo4j-tests"
    homes.mkdir(parents=True, exist_ok=True)
    for number in itertools.count(1):
        with (homes / f"{number}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield homes / str(number)
            return


def server_command(*arguments: str, home: Path) -> list[str]:
    """Return the command line of docker/neo4j-local/server.py for a home folder."""
    return [
        sys.executable,
        str(CHECKOUT / "docker" / "neo4j-local" / "server.py"),
        "--home",
        str(home),
        *arguments,
    ]


def _said(command: list[str], **more: str) -> str:
    """Run a command that has to succeed, with a password of its own, and return what it printed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")} | more
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.fail(done.stderr.strip() or f"{command} failed")
    return done.stdout.strip()


def graph(size: int, salt: str = "") -> tuple[list[Node], list[Edge]]:
    """Return `size` nodes of each label and `size` edges of each type and pair of labels; the salt changes the texts, not the keys."""
    nodes = [
        Node(
            label,
            _iri(label, i),
            {name: _value(name, kind, i, salt) for name, kind in declared.items()} | {"iri": _iri(label, i)},
        )
        for label, declared in NODE_PROPERTIES.items()
        for i in range(size)
    ]
    edges = []
    for name, spec in EDGES.items():
        for (source, target), i in itertools.product(spec.pairs, range(size)):
            key = content_key("edge", name, source, target, str(i))
            properties = {prop: _value(prop, kind, i, salt) for prop, kind in spec.properties.items()} | {
                "key": key
            }
            ends = NodeRef(source, _iri(source, i)), NodeRef(target, _iri(target, (i + 1) % size))
            edges.append(Edge(name, key, *ends, properties))
    return nodes, edges


def _iri(label: str, number: int) -> str:
    return f"{DEFAULT_BASE}{label.lower()}/{number}"


def _value(name: str, kind: str, number: int, salt: str) -> PropertyValue:
    if name.endswith("Match") or name == "orcid":
        iri = f"https://example.org/{name}/{number}{salt}"
        return iri if kind == "string" else (iri,)
    values: dict[str, PropertyValue] = {
        "string": f"{name} {number}{salt}",
        "strings": (f"{name}{number}", f"second;{salt}"),
        "integer": number,
        "decimal": number / 4,
        "boolean": number % 2 == 0,
    }
    return values[kind]


def expected(nodes: Iterable[Node], edges: Iterable[Edge]) -> tuple[int, int, str]:
    """Return the signature of a store that holds just this graph."""
    return digest(
        ((node.iri, row(node).hash) for node in nodes), ((edge.key, row(edge).hash) for edge in edges)
    )
