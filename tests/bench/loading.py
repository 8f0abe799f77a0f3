"""How fast the graph gets into its stores, as ratios within one run: `make bench` prints them.

A Neo4j server of its own is started (docker/neo4j-local/). The graph is made up, with sentences as long as
those of real papers.
"""

import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from kg.ids import content_key  # noqa: E402
from kg.model import Edge, Node, NodeRef  # noqa: E402
from kg.stores import embedded  # noqa: E402
from kg.stores.neo4j import bulk_files, load  # noqa: E402
from kg.stores.neo4j.session import session  # noqa: E402
from tests.neo4j_server import local_server, server_command  # noqa: E402

PAPERS, METHODS, SMALL, LARGE, ONE_ROW = 20_000, 10_000, 40_000, 1_000_000, 1_000
SENTENCE = "We propose a network for semantic parsing, and show in experiments on three datasets that it outperforms all earlier ones by far: "


def nodes() -> Iterator[Node]:
    for i in range(PAPERS):
        iri, name = f"https://w3id.org/papergraph/paper/arxiv%3A2101.{i:05}", f"arxiv:2101.{i:05}"
        properties = {
            "iri": iri,
            "id": name,
            "title": f"Paper {i}",
            "abstract": SENTENCE * 8,
            "year": 2021,
            "sources": (f"f#{i}",),
            "ids": (name,),
        }
        yield Node("Paper", iri, properties)
    for i in range(METHODS):
        iri, name = f"https://w3id.org/papergraph/method/network-{i}", f"network {i}"
        yield Node(
            "Method",
            iri,
            {"iri": iri, "name": name, "key": name, "keys": (name,), "aliases": (name.title(),)},
        )


def edges(count: int) -> Iterator[Edge]:
    for i in range(count):
        paper, method = i % PAPERS, (i * 7 + i // PAPERS) % METHODS
        ends = (
            f"https://w3id.org/papergraph/paper/arxiv%3A2101.{paper:05}",
            f"https://w3id.org/papergraph/method/network-{method}",
        )
        key = content_key("edge", str(i))
        properties = {
            "key": key, "paper": f"arxiv:2101.{paper:05}", "confidence": 0.9, "sentence": f"{SENTENCE}{i}.", "start": 11, "end": 18, "rule": "model",
        }  # fmt: skip
        yield Edge("USES", key, NodeRef("Paper", ends[0]), NodeRef("Method", ends[1]), properties)


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def bare(uri: str) -> None:
    """Load as one would by hand: UNWIND and MERGE, 5,000 rows a transaction."""
    groups = defaultdict(list)
    for node in nodes():
        groups[node.label].append(
            {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in node.properties.items()
            }
        )
    found = [
        {"s": edge.source.iri, "t": edge.target.iri, "key": edge.key, "p": dict(edge.properties)}
        for edge in edges(SMALL)
    ]
    statements = [
        (f"UNWIND $rows AS row MERGE (n:{label} {{iri: row.iri}}) SET n += row", rows)
        for label, rows in groups.items()
    ]
    merge = "UNWIND $rows AS row MATCH (s:Paper {iri: row.s}) MATCH (t:Method {iri: row.t}) MERGE (s)-[r:USES {key: row.key}]->(t) SET r += row.p"
    with session(uri, None, None, "WRITE") as opened:
        for cypher, rows in [*statements, (merge, found)]:
            for at in range(0, len(rows), 5_000):
                opened.execute_write(
                    lambda tx, cypher=cypher, part=rows[at : at + 5_000]: tx.run(cypher, rows=part).consume()
                )


def one_row(uri: str) -> None:
    """Load some nodes, each in a transaction of its own."""
    with session(uri, None, None, "WRITE") as opened:
        for node in islice(nodes(), ONE_ROW):
            values = {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in node.properties.items()
            }
            merge = "MERGE (n:Paper {iri: $row.iri}) SET n += $row"
            opened.execute_write(lambda tx, values=values, merge=merge: tx.run(merge, row=values).consume())


def wipe(uri: str) -> None:
    with session(uri, None, None, "WRITE") as opened:
        opened.run("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS").consume()


def main() -> None:
    """Print a line per way: rows a second, and its ratio."""
    rows = PAPERS + METHODS + SMALL
    with tempfile.TemporaryDirectory() as folder, local_server(Path(folder) / "home") as uri:
        load(uri, [], [])  # makes the constraints, which all ways have
        first = again = 0.0
        by_hand = []
        ours = []
        for _ in range(3):  # in turn: the server grows warm
            wipe(uri)
            by_hand.append(rows / seconds(lambda: bare(uri)))
            wipe(uri)
            first = seconds(lambda: load(uri, nodes(), edges(SMALL)))
            ours.append(rows / first)
        digest = load(uri, nodes(), edges(SMALL)).digest
        again = seconds(lambda: load(uri, nodes(), edges(SMALL), known=digest))
        compared = seconds(lambda: load(uri, nodes(), edges(SMALL)))
        wipe(uri)
        single = ONE_ROW / seconds(lambda: one_row(uri))
        bolt = sorted(ours)[1]
        print(f"{'Bolt load':34}{bolt:10.0f} rows/s")
        print(
            f"{'  to UNWIND MERGE by hand':34}{sorted(by_hand)[1]:10.0f} rows/s  ratio {bolt / sorted(by_hand)[1]:.2f}"
        )
        print(f"{'  to a transaction a row':34}{single:10.0f} rows/s  ratio {bolt / single:.0f}")
        print(
            f"{'  again, nothing changed':34}{again:10.3f} s       {again / first:.2%} of the first load; {compared / first:.0%} where hashes are read"
        )
        bulk(Path(folder), uri, bolt)
    for name, count in (("embedded, small", SMALL), ("embedded, large", LARGE // 4)):
        with tempfile.TemporaryDirectory() as folder:
            things = list(nodes()), list(edges(count))
            total = len(things[0]) + count
            taken = seconds(lambda things=things, folder=folder: embedded.load(Path(folder) / "e", *things))
            print(f"{name:34}{total / taken:10.0f} rows/s")
            taken_again = seconds(
                lambda things=things, folder=folder: embedded.load(Path(folder) / "e", *things)
            )
            print(f"{'  again, nothing changed':34}{taken_again / taken:10.0%} of the first load")


def bulk(folder: Path, uri: str, bolt: float) -> None:
    total = PAPERS + METHODS + LARGE
    written = seconds(lambda: bulk_files(folder / "files", nodes(), edges(LARGE)))
    home = folder / "home"
    subprocess.run(server_command("stop", home=home), check=True)
    command = server_command("admin", "@import.args", "--overwrite-destination=true", home=home)
    taken = seconds(lambda: subprocess.run(command, check=True, capture_output=True, cwd=folder / "files"))
    print(f"{'bulk: writing the files':34}{total / written:10.0f} rows/s")
    print(
        f"{'bulk: neo4j-admin import':34}{total / taken:10.0f} rows/s  ratio {total / taken / bolt:.0f} to Bolt, {total / (taken + written) / bolt:.0f} with the writing"
    )


if __name__ == "__main__":
    main()
