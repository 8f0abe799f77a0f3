"""A version covers all files that decide an outcome, so that no change of one of them goes unseen."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest

import kg
from kg.evidence import versions
from kg.evidence.versions import GraphVersion, Settings, StoreVersion, to_json

ROOT = Path(kg.__file__).parent
GRAPH = GraphVersion(3, "https://e.org/", "r", "g")
WORDS_ONLY = {"kg.bugs", "kg.errors", "kg.files", "kg"}  # say what went wrong, and decide nothing


def imported(module: str) -> set[str]:
    """Return the modules of kg that a module imports, at any place in it."""
    spec = find_spec(module)
    names: set[str] = set()
    for node in ast.walk(ast.parse(Path(spec.origin).read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == "kg" and is_module(name)}


def is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split(".")[1:])
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def covered(name: str, places: tuple[str, ...]) -> bool:
    path = "/".join(name.split(".")[1:])
    return any(f"{path}.py" == place or path == place or path.startswith(f"{place}/") for place in places)


@pytest.mark.parametrize(
    ("start", "places", "beside"),
    [
        ("kg.extract.language", versions.EXTRACTION, {"kg.evidence.versions", "kg.evidence"}),
        ("kg.resolve", versions.RESOLUTION, {"kg.entries", "kg.rdf", "kg.xml", "kg.jsontext"}),
        ("kg.graph.build", versions.GRAPH, {"kg.jsontext", "kg.rdf"}),
    ],
)
def test_all_that_is_imported_is_covered(start, places, beside):
    """`beside` are modules that are imported and decide nothing of this outcome."""
    seen, waiting = {start}, [start]
    while waiting:
        new = imported(waiting.pop()) - seen - WORDS_ONLY - beside
        seen |= new
        waiting += new
    assert {name for name in seen if not covered(name, places)} == set()


def test_a_version_changes_with_a_table(monkeypatch, tmp_path):
    import shutil

    copy = tmp_path / "kg"
    shutil.copytree(ROOT, copy)
    monkeypatch.setattr(versions, "files", lambda _: copy)
    before = versions.of_files(*versions.RESOLUTION)
    assert before == versions.resolution()
    table = copy / "resolve" / "aliases.tsv"
    table.write_text(table.read_text() + "Method\tfoo net\tbar net\n")
    assert versions.of_files(*versions.RESOLUTION) != before
    assert versions.of_files(*versions.GRAPH) == versions.graph()


def test_a_moved_line_end_is_another_file(tmp_path, monkeypatch):
    """Names stand in the hash beside contents, so that what moves from one file to another is seen."""
    for first, second in (("ab", "c"), ("a", "bc")):
        folder = tmp_path / first
        (folder / "x").mkdir(parents=True)
        (folder / "x" / "1.py").write_text(first)
        (folder / "x" / "2.py").write_text(second)
    found = set()
    for name in ("ab", "a"):
        monkeypatch.setattr(versions, "files", lambda _, name=name: tmp_path / name)
        found.add(versions.of_files("x"))
    assert len(found) == 2


@pytest.mark.parametrize(
    "value", [Settings(), Settings("https://e.org/", "en"), GRAPH, StoreVersion(GRAPH, "s")]
)
def test_versions_come_back_as_they_were_written(value):
    assert type(value).from_json(to_json(value)) == value


@pytest.mark.parametrize(
    "text", [None, "", "5 https://e.org/", "[1]", "{}", "[]", "null", '"x"', "[1, 2, 3, 4, 5, 6]"]
)
@pytest.mark.parametrize("kind", [GraphVersion, StoreVersion])
def test_what_an_older_kg_wrote_is_no_version(kind, text):
    assert kind.from_json(text) is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"generation": 4}, "papers or decisions have changed"),
        ({"base": "https://e.com/"}, "it has another base IRI"),
        ({"resolution": "x"}, "names are resolved by other rules or tables now"),
        ({"graph": "x"}, "another version of kg made it"),
    ],
)
def test_a_difference_has_its_reason(change, reason):
    assert GRAPH.difference(GRAPH._replace(**change)) == reason
    assert StoreVersion(GRAPH, "s").difference(StoreVersion(GRAPH._replace(**change), "s")) == reason
