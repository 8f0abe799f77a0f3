"""Servers of other kinds: with TLS, with a database of another name, of another version."""

import shutil
import subprocess
from collections.abc import Iterator

import pytest

from kg.errors import StoreError, StoreUnavailable
from kg.stores.neo4j import load, query, signature
from kg.stores.neo4j.session import needed
from tests.neo4j_server import expected, graph, local_server

DATABASE = "papers.2026-11"
SETTINGS = f"""
initial.dbms.default_database={DATABASE}
dbms.ssl.policy.bolt.enabled=true
dbms.ssl.policy.bolt.base_directory=certificates/bolt
dbms.ssl.policy.bolt.client_auth=NONE
server.bolt.tls_level=OPTIONAL
"""


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a server with a certificate of its own making and a database of another name."""
    home = tmp_path_factory.mktemp("secure") / "home"
    certificates = home / "certificates" / "bolt"
    certificates.mkdir(parents=True)
    (home / "conf").mkdir()
    (home / "conf" / "extra.conf").write_text(SETTINGS, encoding="utf-8")
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("openssl is not on the PATH")
    files = ["-keyout", str(certificates / "private.key"), "-out", str(certificates / "public.crt")]
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            *files,
        ],
        check=True,
        capture_output=True,
    )
    with local_server(home) as uri:
        yield uri.partition("://")[2]


@pytest.mark.live
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["bolt+ssc", "neo4j+ssc", "bolt", "neo4j"])
def test_a_load_through_tls_or_not(secure: str, scheme: str) -> None:
    nodes, edges = graph(2, salt=scheme)
    load(f"{scheme}://{secure}", nodes, edges)
    assert signature(f"{scheme}://{secure}") == expected(nodes, edges)


@pytest.mark.live
@pytest.mark.slow
def test_a_certificate_that_nobody_vouches_for_is_refused(secure: str) -> None:
    with pytest.raises(StoreUnavailable, match="no trusted TLS connection"):
        load(f"bolt+s://{secure}", [], [])


@pytest.mark.live
@pytest.mark.slow
def test_a_database_of_any_name(secure: str) -> None:
    nodes, edges = graph(2)
    load(f"bolt://{secure}", nodes, edges, database=DATABASE)
    assert signature(f"bolt://{secure}", database=DATABASE) == expected(nodes, edges)
    assert query(f"bolt://{secure}", "CALL db.info() YIELD name RETURN name", database=DATABASE)[1] == [
        (DATABASE,)
    ]
    with pytest.raises(StoreError, match="has no database 'neo4j'"):
        load(f"bolt://{secure}", nodes, edges, database="neo4j")


@pytest.mark.parametrize("version", ["5.7.0", "5.26.30", "5.27-aura", "2025.10.1", "6.0.0"])
def test_versions_that_can_hold_the_graph(version: str) -> None:
    assert needed("Neo4j Kernel", version) == ""


@pytest.mark.parametrize("version", ["5.6.0", "4.4.40", "3.5.0-beta", ""])
def test_versions_that_cannot(version: str) -> None:
    assert (
        needed("Neo4j Kernel", version)
        == f"Neo4j Kernel {version}: kg needs Neo4j 5.7 or later (unique relationships)"
    )
