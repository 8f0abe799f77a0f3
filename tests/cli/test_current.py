"""What was made by another version is made again: tables of names, the pipeline that extracted, the stores."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kg as package
from kg.extract.language import DEFAULT_MODEL

PAPERS = "".join(
    json.dumps(
        {
            "id": f"p:{number}",
            "title": name,
            "abstract": f"We propose {name} for semantic parsing. {name} beats BERT.",
        }
    )
    + "\n"
    for number, name in enumerate(("Zorblax network", "Quuxnet"))
)
METHODS = "MATCH (m:Method) WHERE m.name IN ['Zorblax network', 'Quuxnet'] RETURN count(*) AS n"


@pytest.fixture
def papers(tmp_path):
    (tmp_path / "p.jsonl").write_text(PAPERS)
    return tmp_path / "p.jsonl"


@pytest.fixture
def other(tmp_path):
    """Call a copy of the package, as an installed version with other tables would be."""
    shutil.copytree(
        Path(package.__file__).parent, tmp_path / "site" / "kg", ignore=shutil.ignore_patterns("__pycache__")
    )

    def call(*args: object) -> str:
        command = [sys.executable, "-P", "-m", "kg", *map(str, args)]
        done = subprocess.run(
            command,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    return call


def facts(kg, store):
    return {
        row["fact"]: row["value"] for row in map(json.loads, kg("status", "--store", store).out.splitlines())
    }


def test_a_new_alias_reaches_a_graph_that_is_there(kg, other, papers, tmp_path):
    store = tmp_path / "old"
    assert kg("run", "--input", papers, "--store", store).code == 0
    assert json.loads(kg("query", METHODS, "--store", store).out) == {"n": 2}
    table = tmp_path / "site" / "kg" / "resolve" / "aliases.tsv"
    comment, *rows = table.read_text().splitlines()
    table.write_text("\n".join([comment, *sorted([*rows, "Method\tQuuxnet\tZorblax network"])]) + "\n")

    def state():
        return {
            row["fact"]: row["value"]
            for row in map(json.loads, other("status", "--store", store).splitlines())
        }

    before = state()
    reason = "stale: names are resolved by other rules or tables now"
    assert [before[part] for part in ("graph", "embedded", "oxigraph")] == [reason] * 3
    assert "stale" not in before["extracted by"]
    assert json.loads(other("query", METHODS, "--store", store)) == {"n": 1}
    assert [state()[part] for part in ("graph", "embedded", "oxigraph")] == [
        "up to date",
        "up to date",
        reason,
    ]
    other("run", "--input", papers, "--store", store)
    assert [state()[part] for part in ("graph", "embedded", "oxigraph")] == ["up to date"] * 3
    other("run", "--input", papers, "--store", tmp_path / "new")
    assert other("export", "nquads", "--store", store) == other(
        "export", "nquads", "--store", tmp_path / "new"
    )


OTHER = """
[nlp]
lang = "en"
pipeline = ["sentencizer"]
[components]
[components.sentencizer]
factory = "sentencizer"
"""


def test_a_graph_remembers_its_pipeline_and_its_base(kg, papers, tmp_path):
    (tmp_path / "other.cfg").write_text(OTHER)
    (tmp_path / "other.toml").write_text(
        '[extract]\npipeline = "other.cfg"\n[graph]\nbase = "https://example.org/g/"\n'
    )
    store = tmp_path / "g"
    assert kg("run", tmp_path / "other.toml", "--input", papers, "--store", store).code == 0
    before = facts(kg, store)
    assert (before["base IRI"], before["model"]) == ("https://example.org/g/", str(tmp_path / "other.cfg"))
    assert "stale" not in before["extracted by"]
    assert kg("retry", "--store", store).err == "extracted 0, still rejected 0\n"
    more = tmp_path / "q.jsonl"
    more.write_text(PAPERS.replace("p:", "q:").replace("Quux", "Bazz").replace("Zorblax", "Flumox"))
    done = kg("run", "--input", more, "--store", store)
    assert (done.code, "extracted 2," in done.err) == (0, True)
    assert facts(kg, store) | {"papers": 0, "records": 0, "extractions": 0, "extracted by": ""} == before | {
        "papers": 0, "records": 0, "extractions": 0, "extracted by": "",
    }  # fmt: skip
    (tmp_path / "ours.toml").write_text("")
    done = kg("run", tmp_path / "ours.toml", "--input", papers, "--store", store)
    assert "extracted 4," in done.err
    assert facts(kg, store)["model"] == DEFAULT_MODEL


def test_commands_that_read_never_extract(kg, papers, tmp_path, monkeypatch):
    store = tmp_path / "g"
    assert kg("run", "--input", papers, "--store", store).code == 0
    from kg.extract import language

    monkeypatch.setattr(language, "version", lambda _=None: "kg-9")
    monkeypatch.setattr(language, "make", None)
    assert facts(kg, store)["extracted by"].endswith("(2, stale: another version)")
    assert json.loads(kg("query", METHODS, "--store", store).out) == {"n": 2}
    assert kg("export", "nquads", "--store", store).code == 0
    assert kg("status", "--store", store).code == 0
