"""`kg compare` and `kg conflicts`: tables that can be pasted, with citations and sentences, whatever the names are."""

import csv
import io
import json
import re
import shutil
import subprocess

import pytest
from pybtex.database import parse_string

from tests.reported import graph, report

HOSTILE = [
    "\\input{/etc/passwd}",
    "a & b % c_d #1 $x$ ~^",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "x\x1b[31my",
    "[a](b) *c* `d`",
    "{\\em e}",
]


@pytest.fixture
def store(tmp_path):
    return graph(
        tmp_path / "g", report("a", "91.2", task="sorting", keys=("doe20",)), report("b", "95.3", method="TideNet", task="sorting"),
        report("c", "93.1", role="compared"), report("d", "81", method="TideNet", dataset="SandSet", task="sorting", more="in the 5-shot setting"),
        report("e", "70", method="MossNet", confidence=0.3),
    )  # fmt: skip


def test_methods_by_datasets_as_lines(kg, store):
    done = kg("compare", "--task", "sorting", "--evidence", "--store", store)
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [row["method"] for row in rows] == ["TideNet", "GlowNet"]
    assert rows[0]["PebbleSet accuracy"] == {
        "text": "95.3%", "best": True, "papers": ["b"], "keys": ["doe2020b"], "sentences": ["We report TideNet PebbleSet accuracy sorting 95.3%."],
    }  # fmt: skip
    assert rows[0]["SandSet accuracy"]["text"] == "81% (5-shot)"
    assert rows[1]["SandSet accuracy"] is None


def test_latex_cites_what_is_in_its_bibliography(kg, store, tmp_path):
    assert (
        kg(
            "compare",
            "--task",
            "sorting",
            "-o",
            tmp_path / "t.tex",
            "--bib",
            tmp_path / "t.bib",
            "--store",
            store,
        ).code
        == 0
    )
    text = (tmp_path / "t.tex").read_text()
    assert "GlowNet~\\cite{doe20} & 91.2\\% &  \\\\" in text
    assert "\\textbf{95.3\\%}~\\cite{doe2020b}" in text
    cited = {key for keys in re.findall(r"\\cite\{([^}]*)\}", text) for key in keys.split(",")}
    entries = parse_string((tmp_path / "t.bib").read_text(), "bibtex").entries
    assert cited == set(entries)
    assert entries["doe20"].fields["title"] == "On a"
    assert [str(person) for person in entries["doe20"].persons["author"]] == ["Doe, Jane"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("form", ["latex", "markdown", "csv", "jsonl", "table"])
def test_hostile_names_pass_every_renderer(kg, tmp_path, name, form):
    graph(tmp_path / "g", report("a", "91.2", method=name), report("b", "95.3"))
    done = kg("compare", "--dataset", "PebbleSet", "-f", form, "--evidence", "--store", tmp_path / "g")
    assert done.code == 0
    assert "\x1b" not in done.out
    if form == "latex":
        assert "\\input{" not in done.out
        assert not re.search(r"(?<!\\)[#$]", done.out)
        assert done.out.count("{") - done.out.count("\\{") == done.out.count("}") - done.out.count("\\}")
    if form == "csv":
        rows = list(csv.reader(io.StringIO(done.out)))
        assert not any(cell.startswith(("=", "@")) for row in rows for cell in row)
    if form == "markdown":
        assert "<script" not in done.out


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX here")
def test_a_latex_table_compiles_as_it_is(kg, store, tmp_path):
    kg("compare", "--task", "sorting", "--evidence", "-o", tmp_path / "t.tex", "--store", store)
    page = "\\documentclass{article}\\usepackage{booktabs}\\begin{document}\\input{t}\\end{document}"
    (tmp_path / "page.tex").write_text(page)
    subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "page.tex"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )


def test_papers_by_what_they_say(kg, store):
    done = kg("compare", "--papers", "doe20,On b", "-f", "markdown", "--store", store)
    head, _, first, second = done.out.splitlines()
    assert head == "| paper | year | tasks | proposes | uses | introduces | results | code |"
    assert first.startswith("| On a [@doe20] | 2020 | sorting | GlowNet | PebbleSet |")
    assert "TideNet 95.3% accuracy on PebbleSet" in second


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "needs --task"), (("--task", "sortin"), "no task sortin; near: sorting"), (("--papers", "zzzz"), "no papers are called"),
        (("--papers", "doe20", "--task", "sorting"), "takes no other choice"), (("--task", "sorting", "-o", "x.doc"), "unknown ending '.doc'"),
        (("--task", "sorting", "-f", "html"), "unknown format 'html'"), (("--methods", "GlowNte"), "near: GlowNet"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_said_in_one_line(kg, store, tmp_path, monkeypatch, arguments, said):
    monkeypatch.chdir(tmp_path)
    done = kg("compare", *arguments, "--store", store)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_nothing_to_compare_says_so(kg, tmp_path):
    graph(tmp_path / "g", report("a", "91.2", confidence=0.2))
    done = kg("compare", "--dataset", "PebbleSet", "--store", tmp_path / "g")
    assert (done.code, done.out) == (0, "")
    assert "--all" in done.err


def test_conflicts_stand_side_by_side_with_their_sentences(kg, store):
    rows = [json.loads(line) for line in kg("conflicts", "--store", store).out.splitlines()]
    assert [(row["conflict"], row["method"], row["raw"], row["paper"], row["claim"]) for row in rows] == [
        (1, "GlowNet", "91.2", "a", "own"), (1, "GlowNet", "93.1", "c", "rival"),
    ]  # fmt: skip
    assert rows[1]["sentence"] == "We report GlowNet PebbleSet accuracy 93.1%."
    assert kg("conflicts", "--dataset", "SandSet", "--store", store).out == ""
    assert kg("conflicts", "--dataset", "SandSte", "--store", store).code == 2


def test_two_runs_give_the_same_bytes(kg, store):
    for command in (
        ("compare", "--task", "sorting", "-f", "latex", "--evidence"),
        ("conflicts",),
        ("leaderboard", "--task", "sorting", "--all"),
    ):
        assert kg(*command, "--store", store).out == kg(*command, "--store", store).out
