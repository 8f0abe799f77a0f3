"""An embedded store that is damaged, of another version or none at all: one line, no crash, and `kg load embedded` rebuilds it."""

import itertools
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.stores import embedded
from kg.stores.embedded.checksum import intact, seal, unseal
from tests.daily import daily
from tests.faults.surroundings import kg_process, one_line, signature_of

PAGE = 4096
COUNT = "MATCH (p:Paper) RETURN count(p) AS n"
Damage = Callable[[Path], object]


@pytest.fixture
def store(tmp_path, graph):
    """Give a copy of the sample graph."""
    return Path(shutil.copytree(graph, tmp_path / "g"))


def cut(part: float, more: int = 0) -> Damage:
    return lambda path: path.write_bytes(path.read_bytes()[: int(part * path.stat().st_size) + more])


def overwritten(part: float, data: bytes) -> Damage:
    def damage(path: Path) -> None:
        with path.open("r+b") as file:
            file.seek(int(part * path.stat().st_size) // PAGE * PAGE)
            file.write(data)

    return damage


def resealed(damage: Damage) -> Damage:
    """Return the same damage, done by somebody who knows about seals: what is left is what the database itself sees."""

    def sealed(path: Path) -> None:
        unseal(path)
        damage(path)
        seal(path)

    return sealed


def replaced_by_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "something").write_text("else")


NOISE = random.Random(8).randbytes(PAGE)
FUTURE = struct.pack("<4sQ", b"LBUG", 1_000)
DAMAGES = {
    "empty": lambda path: path.write_bytes(b""),
    "one byte": cut(0, 1),
    "one page": cut(0, PAGE),
    "a third": cut(1 / 3),
    "most": cut(0.99),
    "all but a page": cut(1, -PAGE),
    "all but a byte": cut(1, -1),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0" * PAGE),
    "first bytes": overwritten(0, b"\xff" * 8),
    "first page": overwritten(0, bytes(PAGE)),
    "a page of noise": overwritten(0.4, NOISE),
    "a page of zeros near the end": overwritten(0.985, bytes(PAGE)),
    "garbage": lambda path: path.write_bytes(random.Random(9).randbytes(300_000)),
    "text": lambda path: path.write_text("something else\n" * 1000),
    "a folder": replaced_by_folder,
    "a later version": resealed(overwritten(0, FUTURE)),
    "sealed emptiness": resealed(lambda path: path.write_bytes(b"")),
    "sealed garbage": resealed(lambda path: path.write_bytes(random.Random(9).randbytes(300_000))),
    "sealed half": resealed(cut(0.5)),
    "a log of another program": lambda path: path.with_name("embedded.wal").write_bytes(b"not really"),
}
DAILY = (
    "empty",
    "all but a page",
    "a page of noise",
    "a folder",
    "a later version",
    "sealed garbage",
    "a log of another program",
)


@pytest.mark.parametrize("name", daily(DAMAGES, DAILY))
def test_a_damaged_store_is_one_line_and_made_anew(name, store, kg):
    DAMAGES[name](store / "embedded")
    line = one_line(kg_process("query", COUNT, "--store", store))
    assert line.startswith(f"kg: cannot open the embedded store {store}/embedded (")
    assert line.endswith("): `kg load embedded` rebuilds it")
    made = kg("load", "embedded", "--store", store)
    assert (made.code, made.out) == (0, ""), made.err
    assert embedded.signature(store / "embedded") == signature_of(store)
    assert kg_process("query", COUNT, "--store", store).stdout == '{"n": 15}\n'


def test_a_later_version_says_so(store):
    DAMAGES["a later version"](store / "embedded")
    assert "different version. Database file version: 1000" in one_line(
        kg_process("query", COUNT, "--store", store)
    )


def test_what_another_program_left_beside_the_store_when_it_was_killed_does_not_count(store, kg):
    program = (
        "import ladybug, os, signal, sys; database = ladybug.Database(sys.argv[1]); connection = ladybug.Connection(database)\n"
        "connection.execute('MATCH (p:Paper) SET p.year = 1900'); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", program, str(store / "embedded")], check=False)
    assert (store / "embedded.wal").stat().st_size > 0
    assert "another program has changed it" in one_line(kg_process("query", COUNT, "--store", store))
    assert kg("load", "embedded", "--store", store).code == 0
    assert embedded.signature(store / "embedded") == signature_of(store)


def test_a_store_that_is_gone_is_made_again(store):
    (store / "embedded").unlink()
    assert kg_process("query", COUNT, "--store", store).stdout == '{"n": 15}\n'


def test_a_run_makes_a_damaged_store_anew_where_it_has_something_to_write(store, kg, tmp_path):
    overwritten(0.4, NOISE)(store / "embedded")
    papers = tmp_path / "papers.jsonl"
    papers.write_text(
        '{"id": "new", "title": "NewNet", "abstract": "We propose NewNet for image classification."}\n'
    )
    assert kg("run", "--input", papers, "--store", store).code == 0
    assert embedded.signature(store / "embedded") == signature_of(store)


def test_a_copy_is_as_good_as_the_file(store, tmp_path):
    shutil.copyfile(store / "embedded", tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_mtime_ns != (store / "embedded").stat().st_mtime_ns
    assert intact(tmp_path / "copy")
    assert embedded.query(tmp_path / "copy", COUNT)[1] == [(15,)]


def changed(path: Path, cypher: str) -> None:
    """Change a store behind our back, with the database's own library."""
    import ladybug

    database = ladybug.Database(str(path))
    connection = ladybug.Connection(database)
    connection.execute(cypher)
    connection.close()
    database.close()


CHANGES = (
    "MATCH (t:Task) WITH t ORDER BY t.iri LIMIT 1 SET t.name = 'another'",
    "MATCH (p:Paper) WITH p ORDER BY p.iri LIMIT 1 SET p.year = 1900",
    "MATCH (:Paper)-[r:ADDRESSES]->(:Task) WITH r ORDER BY r.key LIMIT 1 DELETE r",
    "MATCH (p:Paper), (t:Task) WITH p, t ORDER BY p.iri, t.iri LIMIT 1 CREATE (p)-[:ADDRESSES {key: 'theirs', hash: 'x'}]->(t)",
)


@pytest.mark.parametrize(
    ("cypher", "knows_seals"),
    daily(
        itertools.product(CHANGES, (True, False)),
        [*((cypher, True) for cypher in CHANGES), (CHANGES[0], False)],
    ),
)
def test_verify_finds_what_was_changed_behind_our_back_and_repairs_it(cypher, knows_seals, store, kg):
    verify = ("load", "embedded", "--verify", "--store", store)
    assert kg(*verify).err == "verified: the store matches the evidence\n"
    if knows_seals:
        resealed(lambda path: changed(path, cypher))(store / "embedded")
        assert kg("query", COUNT, "--store", store).out == '{"n": 15}\n'
        assert embedded.signature(store / "embedded") != signature_of(store)
    else:
        changed(store / "embedded", cypher)
        assert "another program has changed it" in kg("query", COUNT, "--store", store).err
    assert kg(*verify).err == "the store differed from the evidence and was rebuilt\n"
    assert embedded.signature(store / "embedded") == signature_of(store)
    assert kg(*verify).err == "verified: the store matches the evidence\n"


def test_damage_that_leaves_no_trace_in_the_time_is_found_by_verify(store, kg):
    """As of a disk that forgets: what only reads trusts the time of the last change."""
    path = store / "embedded"
    time = path.stat().st_mtime_ns
    overwritten(0.4, NOISE)(path)
    os.utime(path, ns=(time, time))
    assert intact(path)
    assert not intact(path, thorough=True)
    with pytest.raises(StoreError, match="damaged"):
        embedded.signature(path)
    assert (
        kg("load", "embedded", "--verify", "--store", store).err
        == "the store differed from the evidence and was rebuilt\n"
    )
    assert embedded.signature(path) == signature_of(store)


@pytest.mark.slow
def test_no_damage_anywhere_brings_the_process_down(store):
    """A page anywhere in the file, of noise, zeros or another page: by its seal it is told before the database sees it."""
    path = store / "embedded"
    whole, number = path.read_bytes(), random.Random(10)
    for _ in range(300):
        at, kind = number.randrange(len(whole) // PAGE) * PAGE, number.randrange(3)
        page = (
            number.randbytes(PAGE),
            bytes(PAGE),
            whole[(other := number.randrange(len(whole) // PAGE) * PAGE) : other + PAGE],
        )[kind]
        path.write_bytes(whole[:at] + page + whole[at + PAGE :])
        if path.read_bytes() != whole:
            with pytest.raises(StoreError, match="damaged"):
                embedded.query(path, COUNT)
