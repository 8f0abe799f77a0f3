"""Files are whole or absent whoever writes them: on the disk before they have their name, and never in the place of what is another's."""

import os
import pickle
import stat
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg import files
from kg.errors import DiskFull, StoreError, UsageError
from kg.export import exporter
from kg.files import replaced, whole, write_folder, write_whole
from kg.ids import DEFAULT_BASE
from kg.stores.neo4j import bulk_files
from tests.faults.surroundings import ballast, disk
from tests.neo4j_server import graph

NODES, EDGES = graph(3)


def stream(path, content=b"new"):
    with write_whole(path) as file:
        file.write(content)


def folder(path, content=b"new"):
    with write_folder(path) as new:
        new.joinpath("file").write_bytes(content)


def plain(path, content=b"new"):
    with whole(path) as new:
        new.write_bytes(content)


def store(path, content=b"new"):
    with replaced(path) as new:
        new.write_bytes(content)


def nquads(path):
    with write_whole(path) as file:
        exporter("nquads")(NODES, EDGES, file, DEFAULT_BASE)


def csv(path):
    exporter("csv")(NODES, EDGES, path, DEFAULT_BASE)


def parquet(path):
    exporter("parquet")(NODES, EDGES, path, DEFAULT_BASE)


def bulk(path):
    bulk_files(path, NODES, EDGES)


FILES, FOLDERS = [stream, plain, store, nquads], [folder, csv, parquet, bulk]
OURS = [stream, folder, plain, store]  # which take any content


def named(path):
    """Return a path and all that is in it."""
    return {path, *path.rglob("*")}


@contextmanager
def umask(mask):
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("write", FILES + FOLDERS)
def test_all_of_it_is_on_the_disk_before_it_has_its_name(write, tmp_path, monkeypatch):
    synced, sync = [], os.fsync

    def noted(handle):
        synced.append((os.fstat(handle).st_ino, (tmp_path / "out").exists()))
        sync(handle)

    monkeypatch.setattr(files.os, "fsync", noted)
    write(tmp_path / "out")
    assert {(path.stat().st_ino, False) for path in named(tmp_path / "out")} <= set(synced)
    assert synced[-1] == (tmp_path.stat().st_ino, True), "and the name itself after that"


@pytest.mark.parametrize("write", FILES + FOLDERS)
def test_the_umask_is_kept(write, tmp_path):
    with umask(0o027):
        write(tmp_path / "out")
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in named(tmp_path / "out")}
    assert modes == {path: 0o750 if path.is_dir() else 0o640 for path in modes}


@pytest.mark.parametrize("mode", [0o604, 0o200, 0o000])
def test_a_file_that_is_replaced_keeps_its_mode(mode, tmp_path):
    (tmp_path / "out").write_text("old")
    (tmp_path / "out").chmod(mode)
    stream(tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == mode


@pytest.mark.parametrize("write", [stream, nquads, *FOLDERS])
def test_a_link_is_followed(write, tmp_path):
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link")
    assert {path.name for path in tmp_path.iterdir()} == {"link", "real"}
    assert (tmp_path / "link").is_symlink()
    assert not (tmp_path / "real").is_symlink()


@pytest.mark.parametrize("write", OURS)
def test_what_fails_leaves_what_was_there(write, tmp_path):
    (tmp_path / "there").mkdir()
    if write is not folder:
        (tmp_path / "there" / "out").write_bytes(b"old")
    for name in ("there", "absent"):
        (tmp_path / name).mkdir(exist_ok=True)
        before = named(tmp_path / name)
        with pytest.raises(TypeError):
            write(tmp_path / name / "out", "no bytes")
        assert named(tmp_path / name) == before
    assert write is folder or (tmp_path / "there" / "out").read_bytes() == b"old"


@pytest.mark.parametrize("write", OURS)
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing(write, tmp_path):
    with disk(tmp_path / "disk", 10_000_000) as small:
        named_place = small if write is store else small / "out"
        with ballast(small, 40_000), pytest.raises(DiskFull) as caught:
            write(small / "out", b"x" * 100_000)
        assert (
            str(caught.value)
            == f"no space left on the disk of {named_place}: make room and run the same command again"
        )
        assert not list(small.iterdir())
        write(small / "out", b"x" * 100_000)


def test_a_full_disk_of_another_process_is_told_in_the_same_line():
    assert str(pickle.loads(pickle.dumps(DiskFull("here")))) == str(DiskFull("here"))


@pytest.mark.parametrize("write", [stream, store, nquads, *FOLDERS])
def test_a_place_where_nothing_can_be_made_is_told(write, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(
        StoreError if write is store else UsageError,
        match=rf"cannot write (the store )?{tmp_path}/file/out: ",
    ):
        write(tmp_path / "file" / "out")


def test_into_a_pipe_and_a_device_is_written(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    stream(tmp_path / "pipe")
    reader.join(timeout=30)
    assert read == [b"new"]
    stream(Path("/dev/null"))
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_what_the_shell_has_opened_is_written_on(tmp_path):
    (tmp_path / "out").write_text("before ")
    with (tmp_path / "out").open("ab") as out:
        before = os.dup(1)
        os.dup2(out.fileno(), 1)
        try:
            stream(Path("/dev/stdout"))
        finally:
            os.dup2(before, 1)
            os.close(before)
        out.write(b" after")
    assert (tmp_path / "out").read_text() == "before new after"


@pytest.mark.parametrize("write", FOLDERS)
def test_a_folder_takes_the_place_of_an_empty_one_alone(write, tmp_path):
    for name in ("of-another", "empty"):
        (tmp_path / name).mkdir()
    (tmp_path / "of-another" / "file").write_text("old")
    for place in (tmp_path / "of-another", tmp_path / "of-another" / "file", Path("/dev/null")):
        with pytest.raises(UsageError, match=f"{place} exists and is not an empty folder"):
            write(place)
    assert (tmp_path / "of-another" / "file").read_text() == "old"
    write(tmp_path / "empty")
    assert list((tmp_path / "empty").iterdir())


def test_a_folder_that_is_filled_meanwhile_is_left_alone(tmp_path):
    def fill():
        with write_folder(tmp_path / "out"):
            (tmp_path / "out").mkdir()
            (tmp_path / "out" / "file").write_text("of another")

    with pytest.raises(UsageError, match="cannot write"):
        fill()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "file").read_text() == "of another"


@pytest.mark.parametrize(
    "name", ["evidence.sqlite", "evidence.sqlite-wal", "log.sqlite", "lock", "oxigraph/CURRENT"]
)
def test_no_file_of_a_graph_is_written_over(name, tmp_path):
    (tmp_path / "oxigraph").mkdir()
    for kept in ("evidence.sqlite", "log.sqlite", "lock", "oxigraph/CURRENT"):
        (tmp_path / kept).write_text("kept")
    with pytest.raises(UsageError, match="is in the folder of a graph"):
        stream(tmp_path / name)
    with pytest.raises(UsageError, match=r"is in the folder of a graph|is not an empty folder"):
        folder(tmp_path / name)
    assert {path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == {"kept"}


def test_no_input_is_written_over(tmp_path):
    (tmp_path / "input").write_text("old")
    (tmp_path / "link").symlink_to("input")
    for path in (tmp_path / "input", tmp_path / "link"):
        with (
            pytest.raises(UsageError, match="is an input of this command"),
            write_whole(path, [tmp_path / "input"]),
        ):
            pass
    assert (tmp_path / "input").read_text() == "old"


def test_one_place_made_twice_at_once_holds_one_of_both(tmp_path):
    with whole(tmp_path / "out") as one, whole(tmp_path / "out") as other:
        one.write_text("one")
        other.write_text("other")
    assert (tmp_path / "out").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_a_crash_left_beside_a_store_is_removed(tmp_path):
    for name in ("out.new", "out.new.wal"):
        (tmp_path / name).write_text("half")
    (tmp_path / "out.old").mkdir()
    store(tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
