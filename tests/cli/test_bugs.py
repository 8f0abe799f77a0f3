"""A bug is no bad paper: it is told with whose it is and where, the other papers go on, and the next run tries it again."""

import json
import re

import pytest

from tests.faults.surroundings import kg_process

COMPONENT = """
from pathlib import Path
from kg.errors import DiskFull, ExtractionError
from spacy.language import Language


def reader(nlp, name):
    def read(doc):
        if "Unreadable" in doc.text:
            raise ExtractionError("no words in it")
        if "Full" in doc.text:
            raise DiskFull("the answers")
        return look(doc)
    return read


def look(doc):
    if "Broken" in doc.text:
        return {}["Hardware"]
    return doc


Language.factory("lab_reader", func=reader)
"""
LINE = 1 + COMPONENT.splitlines().index('        return {}["Hardware"]')
CONFIG = '[nlp]\nlang = "en"\npipeline = ["lab_reader"]\n\n[components]\n\n[components.lab_reader]\nfactory = "lab_reader"\n'


@pytest.fixture
def lab(tmp_path):
    """Install a package with a component, and return a function that runs kg over papers with these titles, or with none of its own."""
    info = tmp_path / "lab-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lab\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[spacy_factories]\nlab_reader = lab.reading:reader\n")
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "__init__.py").touch()
    (tmp_path / "lab" / "reading.py").write_text(COMPONENT)
    (tmp_path / "lab.cfg").write_text(CONFIG)
    (tmp_path / "lab.toml").write_text(f'[extract]\npipeline = "{tmp_path}/lab.cfg"\n')

    def call(*arguments, titles=()):
        papers = [
            {"id": f"p:{n}", "title": title, "abstract": "We propose FooNet."}
            for n, title in enumerate(titles)
        ]
        if papers:
            (tmp_path / "p.jsonl").write_text("".join(json.dumps(paper) + "\n" for paper in papers))
        return kg_process(*arguments, PYTHONPATH=str(tmp_path))

    return call


@pytest.fixture
def run(lab, tmp_path):
    """Return a function that runs the package's pipeline over papers with these titles."""

    def call(*titles, options=()):
        return lab(
            "run",
            tmp_path / "lab.toml",
            "--input",
            tmp_path / "p.jsonl",
            "--store",
            tmp_path / "g",
            *options,
            titles=titles,
        )

    return call


def test_a_paper_that_meets_a_bug_stands_in_the_rejects_until_it_comes_through(run, lab, tmp_path):
    for _ in range(2):
        done = run("Good", "Broken", "Fine")
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "read 3 = accepted 2 + duplicate 0 + rejected 1" in done.stderr
        assert done.stderr.endswith("1 paper hit a bug in lab (--verbose prints the traceback)\n")
        [reject] = map(json.loads, lab("rejects", "--store", tmp_path / "g").stdout.splitlines())
        assert (reject["source"], reject["code"]) == ("p:1", "bug")
        assert reject["reason"] == f"lab/reading.py:{LINE}: KeyError: 'Hardware'"
        assert reject["record"].startswith("Traceback (most recent call last):\n")
        assert '{"fact": "bugs", "value": 1}' in lab("status", "--store", tmp_path / "g").stdout
    (tmp_path / "lab" / "reading.py").write_text(COMPONENT.replace("Broken", "Mended"))
    done = run("Good", "Broken", "Fine")
    assert (done.returncode, "extracted 1, graph changed" in done.stderr) == (0, True)
    assert lab("rejects", "--store", tmp_path / "g").stdout == ""
    assert '{"fact": "bugs", "value": 0}' in lab("status", "--store", tmp_path / "g").stdout


def test_a_run_in_which_nothing_came_through_is_a_bug(run):
    done = run("Broken", "Broken too")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        70,
        "2 papers hit a bug in lab (--verbose prints the traceback)",
    )


@pytest.mark.parametrize("workers", [1, 2])
def test_the_traceback_is_shown_once_for_each_place(run, workers):
    titles = [f"{'Broken' if n % 20 == 7 else 'Good'} {n}" for n in range(70)]
    done = run(*titles, options=("--verbose", "--workers", workers))
    assert (done.returncode, done.stderr.count("Traceback (most recent call last)")) == (1, 1)
    assert re.search(rf'lab/reading\.py", line {LINE}, in look\n    return {{}}\["Hardware"\]', done.stderr)
    assert done.stderr.endswith("4 papers hit a bug in lab (--verbose prints the traceback)\n")


def test_the_traceback_in_a_json_log(run):
    done = run("Good", "Broken", options=("--verbose", "--log-format", "json"))
    notes = [json.loads(line) for line in done.stderr.splitlines()]
    [trace] = [note["traceback"] for note in notes if note["message"] == f"lab/reading.py:{LINE}"]
    assert trace.endswith("KeyError: 'Hardware'\n")
    assert notes[-1]["bugs"] == {"lab": 1}


def test_a_paper_that_a_component_refuses_is_no_bug(run, lab, tmp_path):
    done = run("Good", "Unreadable")
    assert (done.returncode, "bug" in done.stderr) == (1, False)
    [reject] = map(json.loads, lab("rejects", "--store", tmp_path / "g").stdout.splitlines())
    assert (reject["source"], reject["code"], reject["reason"]) == ("p:1", "extract", "no words in it")
    assert run("Unreadable").returncode == 1


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_is_no_matter_of_the_papers(run, workers):
    done = run(*(f"Good {n}" for n in range(40)), "Full", options=("--workers", workers))
    assert (done.returncode, done.stderr) == (
        69,
        "kg: no space left on the disk of the answers: make room and run the same command again\n",
    )


@pytest.mark.parametrize(("titles", "code"), [(("Good", "Broken"), 1), (("Broken",), 70)])
def test_extract_tells_bugs_too(lab, tmp_path, titles, code):
    done = lab("extract", tmp_path / "p.jsonl", "--pipeline", tmp_path / "lab.cfg", titles=titles)
    assert (done.returncode, done.stdout.count("\n")) == (code, len(titles) - 1)
    assert f"rejected p:{len(titles) - 1}: lab/reading.py:{LINE}: KeyError: 'Hardware'\n" in done.stderr
    assert done.stderr.endswith("1 paper hit a bug in lab (--verbose prints the traceback)\n")


def test_a_bug_of_ours_is_tried_again(kg, tmp_path, monkeypatch):
    from kg.extract import results

    def fails(*_, **__):
        raise ValueError("\ud800 NUL and\nlines")

    (tmp_path / "p.jsonl").write_text('{"id": "p", "title": "FooNet", "abstract": "We propose FooNet."}\n')
    with monkeypatch.context() as patch:
        patch.setattr(results, "read", fails)
        assert kg("run", "--input", tmp_path / "p.jsonl", "--store", tmp_path / "g").code == 70
        [reject] = map(json.loads, kg("rejects", "--store", tmp_path / "g").out.splitlines())
        assert re.fullmatch(r"kg/extract/\w+\.py:\d+: ValueError: \\ud800 NUL and lines", reject["reason"])
        done = kg("retry", "--store", tmp_path / "g")
        assert (done.code, done.err) == (
            70,
            "extracted 0, still rejected 1\n1 paper hit a bug in kg (--verbose prints the traceback)\n",
        )
    assert kg("retry", "--store", tmp_path / "g").code == 0
