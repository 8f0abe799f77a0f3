"""Two small graphs, exported in each RDF format, for programs that know nothing of kg."""

import json
import lzma
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests import small_corpus
from tests.security.hostile import papers
from tests.validators import programs

SAMPLE = programs.ROOT / "pipelines" / "sample"
GENERATED = programs.ROOT / "kg" / "generated"
ONTOLOGY = GENERATED / "ontology.ttl"
VOCABULARIES = programs.ROOT.parent / "shared" / "data" / "vocabularies"
ENDINGS = {"nquads": "nq", "trig": "trig", "turtle": "ttl", "jsonld": "jsonld"}
PROFILES = {"compact": "shapes.ttl", "full": "shapes-full.ttl", "none": "shapes-none.ttl"}
DESCRIBED = (
    "--title", "Papers on stones", "--creator", "Jane Doe <0000-0002-1825-0097>", "--creator", "The Moss Group",
    "--license", "CC-BY-4.0", "--date", "2024-05-31",
)  # fmt: skip
"""All that `kg export` can be told about a graph."""


class Profile(NamedTuple):
    """A graph as Turtle with so much of its evidence, the shapes for it, and the same graph after inference."""

    data: Path
    shapes: Path
    reasoned: Path


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    if programs.INSTALLED.is_file():
        return
    message = "the validators are not installed: make validators"
    if os.environ.get("KG_REQUIRE_VALIDATORS") == "1":
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="session")
def exported(tmp_path_factory) -> dict[str, Path]:
    """Give the graph of the sample and the small corpus as a file in each RDF format, and the store itself."""
    folder = tmp_path_factory.mktemp("validated")
    small_corpus.written(folder / "papers")
    return _exported([SAMPLE, folder / "papers"], folder)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory) -> dict[str, Path]:
    """Give the graph of texts that are made to do harm, likewise."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = (json.dumps(paper) + "\n" for paper in papers())
    (folder / "papers.jsonl").write_text("".join(lines), encoding="utf-8")
    return _exported([folder / "papers.jsonl"], folder)


@pytest.fixture(scope="session")
def kg_export(exported, tmp_path_factory) -> Callable[..., Path]:
    """Write the graph of `exported` by the command `kg export` with options, and return the file or folder."""
    environment = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}

    def write(form: str, *options: str) -> Path:
        target = tmp_path_factory.mktemp("export") / f"graph.{ENDINGS.get(form, form)}"
        command = [
            sys.executable,
            "-m",
            "kg",
            "export",
            form,
            "--store",
            exported["store"],
            "-o",
            target,
            *options,
        ]
        subprocess.run(command, check=True, env=environment, cwd=programs.ROOT)
        return target

    return write


def _exported(sources: list[Path], folder: Path) -> dict[str, Path]:
    from kg.pipeline import Pipeline
    from kg.run import run

    store = folder / "graph.kg"
    run(Pipeline(model="fast", stores=()), list(map(str, sources)), store, progress=lambda *_: None)
    files = {name: _written(store, name, folder / f"graph.{ending}") for name, ending in ENDINGS.items()}
    return files | {"store": store}


def _written(store: Path, form: str, target: Path, **options: str) -> Path:
    from kg.evidence.database import EvidenceDatabase
    from kg.export import exporter
    from kg.export.options import Options
    from kg.graph import view

    with EvidenceDatabase.existing(store) as evidence, target.open("wb") as stream:
        base = evidence.settings.base
        exporter(form)(view.nodes(evidence), view.edges(evidence), stream, base, Options(**options))
    return target


@pytest.fixture(scope="session", params=PROFILES)
def profile(request, exported, tmp_path_factory) -> Profile:
    """Give the graph of `exported` with each amount of evidence, also with what RDFS infers by the ontology."""
    folder = tmp_path_factory.mktemp(request.param)
    data = _written(exported["store"], "turtle", folder / "graph.ttl", evidence=request.param)
    reasoned = programs.inferred(data, ONTOLOGY, folder / "reasoned.nt")
    return Profile(data, GENERATED / PROFILES[request.param], reasoned)


@pytest.fixture(scope="session")
def mldcat() -> Path:
    """Give the folder of MLDCAT-AP 3.1.0: its shapes and examples."""
    return _shared("mldcat-ap-3.1.0")


@pytest.fixture(scope="session")
def mlso(tmp_path_factory) -> dict[str, Path]:
    """Give the taxonomies of MLSO as Turtle files, by name: ml_algorithms, ml_task_types, …."""
    folder = tmp_path_factory.mktemp("mlso")
    found = {}
    for packed in sorted(_shared("mlso").glob("*.ttl.xz")):
        name = packed.name.removesuffix(".ttl.xz").removeprefix("mlso_")
        found[name] = folder / f"{name}.ttl"
        found[name].write_bytes(lzma.decompress(packed.read_bytes()))
    return found


def _shared(name: str) -> Path:
    folder = VOCABULARIES / name
    if not folder.is_dir():
        pytest.skip(f"{name} is not there")
    return folder
