"""A disk without space: one line that names it, nothing half, what was there whole; with space again the same command succeeds."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import DiskFull
from kg.export import EXPORTERS
from kg.pipeline import load_pipeline
from kg.run import run
from kg.stores import embedded
from tests.cli.conftest import SAMPLE
from tests.faults.surroundings import ballast, disk, exported, kg_process, one_line, signature_of

ROOM = 100_000_000
PIPELINE = load_pipeline(SAMPLE)


def silent(*_: object) -> None:
    """Take progress and say nothing."""


def content(path: Path) -> dict[str, bytes]:
    """Return the bytes of a file, or of all files in a folder by name."""
    return {
        str(file.relative_to(path)): file.read_bytes() for file in [path, *path.rglob("*")] if file.is_file()
    }


@pytest.fixture
def small(tmp_path):
    """Give a disk with room for a few graphs."""
    with disk(tmp_path / "disk", ROOM) as folder:
        yield folder


@pytest.fixture
def store(small, graph):
    """Give a copy of the sample graph on a small disk."""
    return Path(shutil.copytree(graph, small / "g"))


@pytest.mark.parametrize("left", [8_000, 60_000, 250_000, 700_000, 3_000_000, 20_000_000])
def test_a_run_stops_wherever_the_space_ends_and_goes_on_when_there_is_some(left, small, graph):
    """The log cannot be opened, or not written to, then the embedded store cannot be made."""
    with (
        ballast(small, left),
        pytest.raises(
            DiskFull, match=rf"^no space left on the disk of {small}/g: make room and run the same"
        ),
    ):
        run(PIPELINE, (), small / "g", progress=silent)
    assert {path.name.partition("-")[0] for path in (small / "g").iterdir()} <= {"evidence.sqlite", "lock"}
    run(PIPELINE, (), small / "g", progress=silent)
    assert exported(small / "g") == exported(graph)
    assert embedded.signature(small / "g" / "embedded") == signature_of(graph)


@pytest.mark.parametrize("left", [60_000, pytest.param(20_000_000, marks=pytest.mark.slow)])
def test_the_command_says_so_in_one_line(left, small, graph):
    command = ("run", SAMPLE, "--store", small / "g")
    with ballast(small, left):
        assert (
            one_line(kg_process(*command))
            == f"kg: no space left on the disk of {small}/g: make room and run the same command again"
        )
    done = kg_process(*command)
    assert done.returncode == 0, done.stderr
    assert exported(small / "g") == exported(graph)


def test_a_run_with_more_papers_leaves_the_stores_that_were_there(store, small, tmp_path):
    before = content(store / "oxigraph"), (store / "embedded").read_bytes()
    more = tmp_path / "more.jsonl"
    more.write_text(
        '{"id": "new", "title": "NewNet", "abstract": "We propose NewNet for image classification."}\n'
    )
    with ballast(small, 500_000), pytest.raises(DiskFull):
        run(PIPELINE, [str(more)], store, progress=silent)
    assert (content(store / "oxigraph"), (store / "embedded").read_bytes()) == before
    run(PIPELINE, [str(more)], store, progress=silent)
    clean = tmp_path / "clean"
    run(PIPELINE, [*map(str, PIPELINE.paths), str(more)], clean, progress=silent)
    assert exported(store) == exported(clean)
    assert embedded.signature(store / "embedded") == signature_of(clean)


@pytest.mark.parametrize("left", [300_000, 11_000_000, 30_000_000])
def test_load_embedded_leaves_the_store_that_was_there(left, store, small, kg):
    before = (store / "embedded").read_bytes()
    with ballast(small, left):
        done = kg("load", "embedded", "--store", store)
        assert (done.code, done.err) == (
            69,
            f"kg: no space left on the disk of {store}: make room and run the same command again\n",
        )
        assert (store / "embedded").read_bytes() == before
        assert {path.name for path in store.iterdir()} <= {"evidence.sqlite", "lock", "embedded", "oxigraph"}
    assert kg("load", "embedded", "--store", store).code == 0
    assert embedded.signature(store / "embedded") == signature_of(store)


@pytest.mark.parametrize("left", [200_000, 1_000_000])
def test_load_oxigraph_leaves_the_store_that_was_there(left, store, small, kg):
    count = ("sparql", "SELECT (count(*) AS ?n) { ?s ?p ?o }", "--store", store)
    triples = kg(*count).out
    before = content(store / "oxigraph")
    with ballast(small, left):
        done = kg("load", "oxigraph", "--store", store)
        assert (done.code, done.err) == (
            69,
            f"kg: no space left on the disk of {store}: make room and run the same command again\n",
        )
        assert content(store / "oxigraph") == before
    assert kg("load", "oxigraph", "--store", store).code == 0
    assert kg(*count).out == triples != '{"n": 0}\n'


@pytest.mark.slow
@pytest.mark.parametrize("left", range(1_200_000, 10_000_000, 800_000))
def test_where_the_database_itself_finds_no_space_the_old_store_stays(left, store, small):
    """As when another program or a quota takes it: the library may end the process, and no more is lost than that."""
    before = (store / "embedded").read_bytes()
    program = (
        "import sys; from kg.cli import app; from kg.stores.embedded import disk_space; disk_space._SPARE = -(10**12)\n"
        f"sys.argv = ['kg', 'load', 'embedded', '--store', {str(store)!r}]; sys.exit(app.run_command())"
    )
    with ballast(small, left):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert done.returncode in (69, -6)
        assert "Traceback" not in done.stderr
        assert (store / "embedded").read_bytes() == before
    assert kg_process("load", "embedded", "--store", store).returncode == 0
    assert embedded.signature(store / "embedded") == signature_of(store)
    assert {path.name for path in store.iterdir()} == {"evidence.sqlite", "lock", "embedded", "oxigraph"}


@pytest.mark.parametrize("form", EXPORTERS)
def test_an_export_is_whole_or_what_was_there(form, graph, small, tmp_path, kg):
    into = small / f"graph.{form}"
    left = 4_000 if form == "bibtex" else 40_000  # it has no evidence
    with ballast(small, left):
        done = kg("export", form, "--store", graph, "-o", into)
        assert (done.code, done.out) == (69, "")
        assert (
            done.err == f"kg: no space left on the disk of {into}: make room and run the same command again\n"
        )
        assert [path.name for path in small.iterdir()] == ["ballast"]
    clean = tmp_path / f"clean.{form}"
    assert {kg("export", form, "--store", graph, "-o", path).code for path in (into, clean)} == {0}
    assert content(into) == content(clean)
    if into.is_file():
        with ballast(small, left):
            assert kg("export", form, "--store", graph, "-o", into).code == 69
            assert content(into) == content(clean), "the file of before is still there"


def test_temporary_files_that_find_no_space_are_one_line(small):
    program = (
        "from kg.export.order import in_order; list(in_order(((f'{n:0100000}',) for n in range(1_000)), 1))"
    )
    with ballast(small, 20_000_000):
        done = subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "TMPDIR": str(small)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr.splitlines()[-1] == (
            "kg.errors.DiskFull: no space left on the disk of temporary files, in TMPDIR: "
            "make room and run the same command again"
        )
        assert [path.name for path in small.iterdir()] == ["ballast"]


def test_the_files_for_the_bulk_import_are_whole_or_absent(graph, small, kg):
    with ballast(small, 40_000):
        done = kg("load", "bolt://localhost", "--bulk", small / "bulk", "--store", graph)
        assert (done.code, done.err) == (
            69,
            f"kg: no space left on the disk of {small}/bulk: make room and run the same command again\n",
        )
        assert [path.name for path in small.iterdir()] == ["ballast"]
    assert kg("load", "bolt://localhost", "--bulk", small / "bulk", "--store", graph).code == 0
    assert kg("load", "bolt://localhost", "--bulk", small / "again", "--store", graph).code == 0
    assert content(small / "bulk") == content(small / "again")


@pytest.mark.parametrize("command", [("export", "nquads"), ("query", "MATCH (n) RETURN n"), ("stats",)])
def test_an_output_that_is_full_is_one_line_too(command, graph):
    with Path("/dev/full").open("wb") as full:
        process = subprocess.run(
            [sys.executable, "-m", "kg", *command, "--store", str(graph)],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert process.returncode == 69
    assert process.stderr == b"kg: the output: No space left on device\n"


def test_a_question_on_a_full_disk_is_answered_or_refused_in_one_line(store, small):
    with ballast(small, 0):
        assert "no space left on the disk of" in one_line(
            kg_process("query", "MATCH (n:Task) RETURN count(n)", "--store", store)
        )
    assert (
        kg_process("query", "MATCH (n:Task) RETURN count(n) AS n", "--store", store).stdout == '{"n": 16}\n'
    )
