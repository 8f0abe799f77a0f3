"""The stores are replaced under a running server, and no request notices but by the newer answer."""

import asyncio
import re
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from kg.errors import StoreError
from kg.files import replaced
from kg.query.process import Limits
from kg.serve.pool import Pool
from kg.serve.process import Process
from tests.cli.serving import alive, serving, until
from tests.cli.test_serve_queries import ALL_ROWS, COUNTS, PATHS

STORES = {"/cypher": "embedded", "/sparql": "oxigraph"}


@pytest.fixture
def copied(graph, tmp_path, kg) -> Path:
    """A graph of our own with both stores."""
    folder = tmp_path / "graph.kg"
    shutil.copytree(graph, folder)
    for query, text in (("query", "RETURN 1 AS a"), ("sparql", "ASK {}")):
        assert kg(query, text, "--store", folder).code == 0
    return folder


def replace(folder: Path, store: str) -> None:
    """Put a copy of a store in its place."""
    with replaced(folder / store) as new:
        if (folder / store).is_dir():
            shutil.copytree(folder / store, new)
        else:
            shutil.copyfile(folder / store, new)


def test_stores_are_replaced_under_load(copied):
    done = threading.Event()
    replacements = 0

    def writer() -> None:
        nonlocal replacements
        while not done.wait(0.5):
            for store in STORES.values():
                replace(copied, store)
            replacements += 1

    with serving(copied) as server:
        thread = threading.Thread(target=writer)
        thread.start()
        try:
            with ThreadPoolExecutor(10) as clients:
                replies = []
                while replacements <= 2 or not replies:
                    replies += clients.map(
                        lambda n: server.ask(PATHS[n % 2], COUNTS[PATHS[n % 2]]), range(40)
                    )
        finally:
            done.set()
            thread.join()
    assert replacements > 2
    assert [
        (reply.status_code, reply.text)
        for reply in replies
        if reply.status_code != 200 or "15" not in reply.text
    ] == []


@pytest.mark.parametrize("store", STORES.values())
def test_a_store_that_is_replaced_while_it_is_opened(copied, store, monkeypatch):
    path, failed = copied / store, []

    async def start(*arguments: object) -> Process:
        if failed:
            return await original(*arguments)
        away = path.rename(copied / "away")
        try:
            return await original(*arguments)
        except StoreError as error:
            failed.append(error)
            raise
        finally:
            away.rename(path)
            replace(copied, store)

    async def asked() -> bytes:
        pool = Pool(store, path, Limits(rows=10))
        try:
            async with pool.answer("ASK {}" if store == "oxigraph" else "RETURN 1 AS a", "*/*") as answer:
                return answer.first
        finally:
            await pool.close()

    original = Process.start
    monkeypatch.setattr(Process, "start", start)
    assert asyncio.run(asked())
    assert len(failed) == 1


@pytest.mark.parametrize("path", PATHS)
def test_the_next_query_is_asked_of_the_new_store(copied, path):
    with serving(copied) as server:
        assert server.ask(path, COUNTS[path]).status_code == 200
        old = server.workers()
        assert server.ask(path, COUNTS[path]).status_code == 200
        assert server.workers() == old
        replace(copied, STORES[path])
        assert server.ask(path, COUNTS[path]).status_code == 200
        assert until(lambda: not any(map(alive, old)))
        assert len(server.workers()) == 1


def test_a_query_that_runs_ends_on_the_old_store(copied):
    with serving(copied) as server, server.client() as client:
        query = f"{ALL_ROWS} LIMIT 20000"
        whole = client.get("/sparql", params={"query": query}).content
        assert len(whole) > 5 << 20  # more than what is held back or on the way
        with client.stream("GET", "/sparql", params={"query": query}) as reply:
            parts = reply.iter_bytes()
            found = [next(parts)]
            for _ in range(3):
                replace(copied, "oxigraph")
                assert server.ask("/sparql", COUNTS["/sparql"]).status_code == 200
            found += parts
        assert b"".join(found) == whole


@pytest.mark.slow
def test_a_store_that_is_gone_is_unavailable_until_it_is_back(copied):
    with serving(copied) as server:
        assert server.ask("/sparql", "ASK {}").status_code == 200
        away = (copied / "oxigraph").rename(copied / "away")
        with ThreadPoolExecutor(1) as clients:
            reply = clients.submit(server.ask, "/sparql", "ASK {}")
            assert not reply.done()
            away.rename(copied / "oxigraph")
            assert reply.result().status_code == 200
        shutil.rmtree(copied / "oxigraph")
        reply = server.ask("/sparql", "ASK {}")
        assert reply.status_code == 503
        assert "oxigraph" in reply.json()["error"]
        assert server.ask("/cypher", COUNTS["/cypher"]).status_code == 200


def test_a_store_that_is_damaged_is_unavailable(copied):
    with serving(copied) as server:
        assert server.ask("/cypher", COUNTS["/cypher"]).status_code == 200
        (copied / "new").write_bytes(b"no database")
        (copied / "new").rename(copied / "embedded")
        reply = server.ask("/cypher", COUNTS["/cypher"])
        assert reply.status_code == 503
        assert "kg load embedded" in reply.json()["error"]


def test_the_description_counts_the_new_store(copied):
    def triples() -> str:
        with server.client() as client:
            text = client.get("/about", headers={"Accept": "application/n-triples"}).text
        [count] = re.findall(r'about#graph> <http://rdfs.org/ns/void#triples> "(\d+)"', text)
        return count

    with serving(copied) as server:
        before = triples()
        assert triples() == before
        with replaced(copied / "oxigraph") as new:
            shutil.copytree(copied / "oxigraph", new)
            store = Store(str(new))
            node = NamedNode("http://example.org/more")
            store.add(Quad(node, node, node))
            store.flush()
            del store
        assert int(triples()) == int(before) + 1
