"""kill -9 at random moments of what writes files: exports, the log and the local stores are whole or as they were."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.export import exporter
from kg.files import write_whole
from kg.graph import view
from kg.ids import DEFAULT_BASE
from kg.projection import project
from kg.stores import embedded
from kg.workspace import compute
from tests.neo4j_server import expected, graph
from tests.said import add, say

SAID = [
    say(number, (f"Ant {number % 7}", f"Bee {number % 5}"), (f"Cat {number}", "Dog")) for number in range(60)
]


def silent(*_: object) -> None:
    """Say nothing of progress."""


def killed(work: Callable[[], None], seconds: float) -> bool:
    """Do something in a process of its own and kill that; return whether it was still at work."""
    child = os.fork()
    if not child:
        with suppress(BaseException):
            work()
        os._exit(0)
    time.sleep(seconds)
    ended, _ = os.waitpid(child, os.WNOHANG)
    if not ended:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return not ended


def timed(work: Callable[[], None]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def kill_exports(folder: Path, kills: int) -> None:
    nodes, edges = graph(60)
    moments = random.Random(3)
    forms = ("nquads", "turtle", "trig", "jsonld", "graphml", "jsonl")
    for form in forms:
        clean, path = BytesIO(), folder / f"out.{form}"
        exporter(form)(nodes, edges, clean, DEFAULT_BASE)

        def work(form: str = form, path: Path = path) -> None:
            with write_whole(path) as stream:
                exporter(form)(nodes, edges, stream, DEFAULT_BASE)

        seconds, done = timed(work), 0
        path.write_bytes(b"of before")
        while done < kills / len(forms):
            done += killed(work, moments.uniform(0, seconds))
            found = path.read_bytes()
            assert found in (b"of before", clean.getvalue()), form
            if found != b"of before":
                path.write_bytes(b"of before")


def kill_folders(folder: Path, kills: int) -> None:
    nodes, edges = graph(40)
    moments = random.Random(4)
    for form in ("csv", "parquet"):
        export = exporter(form)
        export(nodes, edges, folder / form, DEFAULT_BASE)  # type: ignore[arg-type]
        clean = {path.name: path.read_bytes() for path in (folder / form).iterdir()}
        seconds = timed(
            lambda form=form, export=export: export(nodes, edges, folder / f"{form}-timed", DEFAULT_BASE)
        )  # type: ignore[misc]
        for number in range(kills // 2):
            path = folder / f"{form}-{number}"
            killed(
                lambda path=path, export=export: export(nodes, edges, path, DEFAULT_BASE),
                moments.uniform(0, seconds),
            )  # type: ignore[misc]
            assert not path.exists() or {file.name: file.read_bytes() for file in path.iterdir()} == clean


def build(folder: Path) -> None:
    """Do what a run does after extraction: papers batch by batch, the graph, a store."""
    with EvidenceDatabase(folder) as evidence, evidence.exclusive_lock():
        for start in range(0, len(SAID), 4):
            add(evidence, *SAID[start : start + 4])
        compute(evidence, silent)
        project(evidence, "embedded", silent)


def kill_runs(folder: Path, kills: int) -> None:
    seconds = timed(lambda: build(folder / "clean"))
    with EvidenceDatabase.existing(folder / "clean") as evidence:
        wanted = expected(view.nodes(evidence), view.edges(evidence))
    moments, done = random.Random(6), 0
    for number in range(10 * kills):
        store = folder / f"g{number // 5}"  # each is killed several times, and goes on
        done += killed(lambda store=store: build(store), moments.uniform(0, seconds))  # type: ignore[misc]
        if number % 5 == 4:
            build(store)
            with EvidenceDatabase.existing(store) as evidence:
                assert expected(view.nodes(evidence), view.edges(evidence)) == wanted
            assert embedded.signature(store / "embedded") == wanted
            left = {path.name for path in store.iterdir()}
            assert left <= {
                "lock",
                "evidence.sqlite",
                "evidence.sqlite-wal",
                "evidence.sqlite-shm",
                "embedded",
            }
            if done >= kills:
                return


@pytest.mark.parametrize("kill", [kill_exports, kill_folders, kill_runs])
def test_killed_a_few_times(kill: Callable[[Path, int], None], tmp_path: Path) -> None:
    kill(tmp_path, 6)


@pytest.mark.slow
@pytest.mark.parametrize("kill", [kill_exports, kill_folders, kill_runs])
def test_killed_a_hundred_times(kill: Callable[[Path, int], None], tmp_path: Path) -> None:
    kill(tmp_path, 100)
