"""The command line called in this process, and one graph of the sample pages for all tests that only read."""

import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "pipelines" / "sample.toml"


class Outcome(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def kg(monkeypatch, capfd):
    """Call `kg ARGS…` and return its exit code, stdout and stderr."""
    from kg.cli import app

    def call(*args: object, stdin: bytes | None = None) -> Outcome:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, args)])
        if stdin is not None:
            import io

            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capfd.readouterr()
        code = app.run_command()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture(scope="session")
def graph(tmp_path_factory) -> Path:
    """A graph of the sample pages; read it only."""
    from kg.pipeline import load_pipeline
    from kg.run import run

    folder = tmp_path_factory.mktemp("sample") / "graph.kg"
    run(load_pipeline(SAMPLE), (), folder, progress=lambda *_: None)
    return folder
