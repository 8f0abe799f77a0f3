"""Our two models: a graph remembers which one read its papers, and every statement names it."""

import json

import pytest

from kg.extract.language import DEFAULT_MODEL, MODELS

PAPERS = [
    {"id": f"p{i}", "title": f"FooNet{i}: better parsing", "abstract": f"We propose FooNet{i} for parsing. FooNet{i} reaches 9{i}.5 F1 on FooBank."}
    for i in range(3)
]  # fmt: skip


@pytest.fixture
def papers(tmp_path):
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(paper) + "\n" for paper in PAPERS))
    return path


def facts(kg, store):
    return dict(
        json.loads(line).values()
        for line in kg("status", "--store", store, "--format", "jsonl").out.splitlines()
    )


def models(kg, store):
    """Return the models that evidence names."""
    rows = kg("explain", "FooNet0", "--store", store, "--format", "jsonl").out.splitlines()
    return {json.loads(row)["model"] for row in rows}


def test_a_graph_remembers_its_model_and_every_statement_names_it(kg, papers, tmp_path):
    store = tmp_path / "g.kg"
    assert kg("run", "--input", papers, "--store", store, "--model", "fast").code == 0
    assert facts(kg, store)["model"] == "fast"
    [model] = models(kg, store)
    assert "-fast-" in model
    again = kg("run", "--input", papers, "--store", store)
    assert "extracted 0" in again.err
    assert facts(kg, store)["model"] == "fast"


def test_another_model_extracts_all_papers_again(kg, papers, tmp_path):
    store = tmp_path / "g.kg"
    assert kg("run", "--input", papers, "--store", store).code == 0
    assert facts(kg, store)["model"] == DEFAULT_MODEL
    other = next(name for name in MODELS if name != DEFAULT_MODEL)
    assert "extracted 3" in kg("run", "--input", papers, "--store", store, "--model", other).err
    [model] = models(kg, store)
    assert f"-{other}-" in model


def test_a_model_by_toml(kg, papers, tmp_path):
    toml = tmp_path / "p.toml"
    toml.write_text('[read]\npaths = ["papers.jsonl"]\n[extract]\nmodel = "fast"\n')
    assert kg("run", toml, "--store", tmp_path / "g.kg").code == 0
    assert facts(kg, tmp_path / "g.kg")["model"] == "fast"


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ('model = "quick"', 'extract.model must be accurate or fast, not "quick"'),
        ('model = "fast"\npipeline = "en_core_web_sm"', "give it or extract.pipeline"),
    ],
)
def test_a_toml_that_names_no_model(kg, tmp_path, section, message):
    toml = tmp_path / "p.toml"
    toml.write_text(f"[extract]\n{section}\n")
    found = kg("run", toml, "--input", tmp_path, "--store", tmp_path / "g.kg")
    assert found.code == 2
    assert message.replace('"', "'") in found.err.replace('"', "'")


@pytest.mark.parametrize("command", ["extract", "eval"])
def test_options_that_exclude_each_other(kg, papers, command):
    assert "give it or --pipeline" in kg(command, papers, "--model", "fast", "--pipeline", "x").err
    assert "unknown model 'fats'. Did you mean 'fast'?" in kg(command, papers, "--model", "fats").err


@pytest.mark.parametrize("model", MODELS)
def test_any_number_of_workers_extracts_alike(kg, tmp_path, model):
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps({**PAPERS[i % 3], "id": f"q{i}"}) + "\n" for i in range(70)))
    one, two = (kg("extract", path, "--model", model, "--workers", workers) for workers in (1, 2))
    assert one.code == two.code == 0
    assert one.out == two.out
