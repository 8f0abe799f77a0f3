import pytest

from kg.errors import UsageError
from kg.pipeline import load_pipeline
from tests.cli.conftest import ROOT


@pytest.mark.parametrize("path", sorted((ROOT / "pipelines").glob("*.toml")), ids=lambda p: p.name)
def test_the_shipped_pipelines_load(path):
    assert load_pipeline(path).name == path.stem


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("[raed]\npaths = []", r"unknown section \[raed\]; allowed: name, \[read\]"),
        ("[read]\npath = 'x'", "unknown key read.path; allowed in .read.: paths, format"),
        ("[read]\npaths = 'x'", "read.paths must be a list of files and folders, not 'x'"),
        ("[read]\npaths = [1]", "must be a list"),
        ("[extract]\nworkers = 0", "a number of processes from 1 to 512, not 0"),
        ("[extract]\nworkers = true", "not True"),
        ("[graph]\nbase = 'nonsense'", "must be an IRI"),
        ("name = 3", "name must be a string"),
        ("read = 3", r"\[read\] must be a section"),
        ("this is no toml", "is not a pipeline"),
    ],
)
def test_a_wrong_key_is_named_with_what_is_allowed(toml, says, tmp_path):
    path = tmp_path / "p.toml"
    path.write_text(toml)
    with pytest.raises(UsageError, match=says):
        load_pipeline(path)


def test_an_unknown_store_is_named_before_anything_is_read(tmp_path):
    from kg.run import run

    path = tmp_path / "p.toml"
    path.write_text("[read]\npaths = ['x.txt']\n[stores]\nload = ['embeded']")
    with pytest.raises(UsageError, match="Did you mean 'embedded'"):
        run(load_pipeline(path), (), tmp_path / "g", progress=lambda *_: None)
    assert not (tmp_path / "g").exists()
