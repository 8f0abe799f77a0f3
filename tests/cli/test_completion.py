"""Completion in the shell, by calling its functions and by the protocol of each shell."""

import os
import subprocess
import sys

import pytest
import typer

from kg.cli import completion
from kg.evidence.database import EvidenceDatabase
from kg.export import EXPORTERS
from kg.query.named import names
from tests.cli.conftest import ROOT
from tests.cli.test_commands import COMMANDS

HOSTILE = [
    "Evil $(touch x)",
    "Evil `x`",
    "Evil; rm",
    "Evil\x1b[2J",
    "Evil \u202e",
    "Evil'",
    'Evil"',
    "Evil&",
    "Evil\nnet",
    "Evil|x",
]


def asked(store, label, typed):
    context = typer.Context(COMMANDS["leaderboard"])
    context.params["store"] = store
    return completion.concepts(label)(context, typed)


def protocol(words, shell="bash", **more):
    """Return the lines that a shell gets for a command line whose last word is being typed."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "_KG_COMPLETE": f"complete_{shell}", "COMP_WORDS": " ".join(words),
        "COMP_CWORD": str(len(words) - 1), "_TYPER_COMPLETE_ARGS": " ".join(words), **more,
    }  # fmt: skip
    code = "import sys; sys.argv = ['kg']; from kg.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return list(filter(None, done.stdout.splitlines()))


def test_named_queries_and_formats_are_completed():
    assert [name for name, _ in completion.queries("")] == names()
    assert [name for name, _ in completion.queries("methods-f")] == ["methods-for-task"]
    assert completion.formats("c") == ["csv"]
    assert completion.export_formats("") == [*EXPORTERS, "html", "site"]
    assert completion.export_formats("x") == []


def test_names_and_aliases_are_completed_in_any_case(graph):
    assert asked(graph, "Dataset", "squ") == ["squAD"]
    assert asked(graph, "Dataset", "SQ") == ["SQuAD"]
    assert asked(graph, "Dataset", "CIFAR-1") == ["CIFAR-10", "CIFAR-100"]
    assert asked(graph, "Task", "squ") == []
    assert "automatic speech recognition" in asked(graph, "Task", "")
    for typed in ("automatic S", "automatic speech recognitio", "automatic speech recognition"):
        assert [name.lower() for name in asked(graph, "Task", typed)] == ["automatic speech recognition"]


def test_nothing_is_completed_without_a_graph(tmp_path):
    assert asked(tmp_path / "none", "Task", "a") == []
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "evidence.sqlite").write_bytes(b"no database" * 100)
    assert asked(tmp_path / "bad", "Task", "a") == []
    assert not (tmp_path / "none").exists()


def test_few_names_are_offered_and_none_that_a_shell_would_run(tmp_path):
    with EvidenceDatabase(tmp_path / "graph.kg") as evidence:
        for number, name in enumerate([*HOSTILE, *(f"Evil net {i:03}" for i in range(100))]):
            evidence.db.execute(
                "INSERT INTO concept VALUES (?, 'Method', ?, ?, '', '')",
                (f"x:{number}", name, '["", [], [], []]'),
            )
            evidence.db.execute("INSERT INTO concept_key VALUES (?, ?)", (f"evil {number:03}", f"x:{number}"))
    found = asked(tmp_path / "graph.kg", "Method", "evil")
    assert len(found) == 50 - len(HOSTILE)
    assert all(name.startswith("evil net ") for name in found)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shells_get_them(graph, shell):
    fish = {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    for words, wanted in [
        (["kg", "query", "methods-f"], "methods-for-task"),
        (["kg", "sparql", "timel"], "timeline"),
        (["kg", "export", "nq"], "nquads"),
        (["kg", "query", "--format", "cs"], "csv"),
        (["kg", "leaderboard", "--store", str(graph), "--dataset", "squ"], "squAD"),
        (["kg", "explain", "--store", str(graph), "imagenet-2"], "imagenet-21K"),
    ]:
        assert any(wanted in line for line in protocol(words, shell, **fish)), words
    assert protocol(["kg", "leaderboard", "--dataset", "squ"], "bash", KG_STORE=str(graph)) == ["squAD"]
    assert protocol(["kg", "leaderboard", "--store", f"{graph}x", "--dataset", "squ"]) == []
