"""What surrounds a run: `kg` in a process of its own, disks that are small or cannot be written to, and what a graph's folder holds."""

__all__ = ["ballast", "disk", "exported", "free", "kg_process", "one_line", "remount", "signature_of"]

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from kg.evidence.database import EvidenceDatabase
from kg.export import exporter
from kg.graph import view
from tests.neo4j_server import expected

Done = subprocess.CompletedProcess[str]


def kg_process(*arguments: object, **environment: str) -> Done:
    """Run `kg ARGUMENTS…` in a process of its own."""
    command = [sys.executable, "-m", "kg", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def one_line(done: Done, code: int = 69) -> str:
    """Return the only line that a command printed on stderr before it ended with a code, and nothing on stdout."""
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert done.stderr.startswith("kg: ")
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()


@contextmanager
def disk(folder: Path, size: int) -> Iterator[Path]:
    """Give an empty disk of so many bytes at a new folder; skipped where nothing can be mounted."""
    folder.mkdir()
    try:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)],
            capture_output=True,
            text=True,
            check=False,
        )
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip(f"nothing can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def remount(folder: Path, option: str) -> None:
    """Mount a disk again, as `ro` or `rw`."""
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)


def free(folder: Path) -> int:
    """Return how many bytes are free on a disk."""
    return shutil.disk_usage(folder).free


@contextmanager
def ballast(folder: Path, left: int) -> Iterator[None]:
    """Fill a disk but for so many bytes; at the end there is room again."""
    file = folder / "ballast"
    with file.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, free(folder) - left)
    try:
        yield
    finally:
        file.unlink()


def exported(folder: Path) -> bytes:
    """Return the graph in a folder as N-Quads."""
    stream = BytesIO()
    with EvidenceDatabase.existing(folder) as evidence:
        exporter("nquads")(view.nodes(evidence), view.edges(evidence), stream, evidence.settings.base)
    return stream.getvalue()


def signature_of(folder: Path) -> tuple[int, int, str]:
    """Return the signature of a store that holds just the graph in a folder."""
    with EvidenceDatabase.existing(folder) as evidence:
        return expected(view.nodes(evidence), view.edges(evidence))
