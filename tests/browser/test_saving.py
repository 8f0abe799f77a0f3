"""What is shown, saved: the files have the rows of the commands, in the forms that other programs read."""

import csv
import io
import json
import re
import shutil
import subprocess

import pytest
from pybtex.database import parse_string

from tests.browser.app import App


@pytest.fixture
def saved(page):
    """Return the name and text of what a button saves."""

    def save(label):
        with page.expect_download() as caught:
            page.get_by_role("button", name=f"Save as {label}").click()
        return caught.value.suggested_filename, caught.value.path().read_bytes().decode()

    return save


def table(text):
    """Return the rows of CSV."""
    return [*csv.reader(io.StringIO(text, newline=""))]


def test_a_leaderboard_in_every_form(app, kg, graph, saved):
    app.open("leaderboard/task/pebble-sorting")
    said = [
        json.loads(line)
        for line in kg(
            "leaderboard",
            "--task",
            "pebble sorting",
            "--format",
            "jsonl",
            "--limit",
            "1000",
            "--store",
            graph,
        ).out.splitlines()
    ]
    name, text = saved("CSV")
    head, *rows = table(text)
    assert name == "leaderboard-pebble-sorting.csv"
    assert text.count("\r\n") == len(said) + 1
    assert [dict(zip(head, row, strict=True)) for row in rows] == [
        {
            "dataset": one["dataset"], "metric": one["metric"], "conditions": one["conditions"], "rank": str(one["rank"]), "method": one["method"],
            "value": f"{one['raw']}{'' if one['unit'] == '%' else ' '}{one['unit']}".strip(), "score": f"{one['score']:g}", "year": str(one["year"] or ""),
            "confidence": f"{one['confidence']:g}", "paper": one["title"], "id": one["paper"],
        }
        for one in said
    ]  # fmt: skip
    name, text = saved("Markdown")
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    groups = {(one["dataset"], one["metric"], one["conditions"]) for one in said}
    assert name.endswith(".md")
    assert len(lines) == len(said) + 2 * len(groups)
    assert f"| {said[0]['method']} [@" in text
    name, text = saved("LaTeX")
    assert name.endswith(".tex")
    assert text.count("\\\\\n") == len(said) + len(groups)
    assert text.count("\\cite{") == len(said)
    assert "94.1\\%" in text
    name, text = saved("BibTeX")
    assert name.endswith(".bib")
    entries = parse_string(text, "bibtex").entries
    titles = sorted(re.sub("[{}]", "", entry.fields["title"]) for entry in entries.values())
    assert titles == sorted({one["title"] for one in said})
    assert str(entries["doe19"].persons["author"][0]) == "Doe, Jane"


def test_a_comparison_is_that_of_the_command(app, kg, graph, saved):
    app.open("compare?task=task/pebble-sorting")
    said = table(kg("compare", "--task", "pebble sorting", "--format", "csv", "--store", graph).out)
    _, text = saved("CSV")
    assert [row[: len(table(text)[0])] for row in table(text)][1:] == [
        row[: len(table(text)[0])] for row in said
    ][1:]
    assert table(text)[0] == said[0][: len(table(text)[0])]
    _, text = saved("BibTeX")
    keys = {
        key
        for line in kg(
            "compare", "--task", "pebble sorting", "--format", "jsonl", "--store", graph
        ).out.splitlines()
        for cell in json.loads(line).values()
        if isinstance(cell, dict)
        for key in cell["keys"]
    }
    assert set(parse_string(text, "bibtex").entries) == keys


def test_papers_in_every_form(app, kg, graph, saved):
    app.open("papers")
    head, *rows = table(saved("CSV")[1])
    assert head == ["id", "title", "authors", "year", "venue", "tasks", "proposes", "code", "url"]
    moss = dict(zip(head, next(row for row in rows if row[0] == "doi:10.1234/moss"), strict=True))
    assert (moss["authors"], moss["year"], moss["venue"]) == (
        "Jane Doe; The Moss Group",
        "2020",
        "Journal of Moss",
    )
    said = parse_string(kg("export", "bibtex", "--store", graph).out, "bibtex").entries
    found = parse_string(saved("BibTeX")[1], "bibtex").entries
    assert {(entry.fields["title"], entry.fields.get("year")) for entry in found.values()} == {
        (entry.fields["title"], entry.fields.get("year")) for entry in said.values()
    }
    assert len(found) == len(said) == len(rows)


def test_filtered_papers_are_what_is_saved(app, saved):
    app.open("papers?q=moss&sort=title")
    titles = [row[1] for row in table(saved("CSV")[1])[1:]]
    assert titles == app.page.locator(".papers a.paper").all_inner_texts()
    entries = parse_string(saved("BibTeX")[1], "bibtex").entries.values()
    assert {re.sub("[{}]", "", entry.fields["title"]) for entry in entries} == set(titles)


def test_the_entry_of_one_paper(app):
    page = app.open("paper/best3")
    with page.expect_download() as caught:
        page.get_by_role("button", name="BibTeX").click()
    [(key, entry)] = parse_string(caught.value.path().read_text(), "bibtex").entries.items()
    assert (key, entry.fields["title"], entry.fields["year"]) == ("doe19", "On best3", "2019")


def test_harmful_names_are_saved_as_text(page, hostile_html, saved, tmp_path):
    app = App(page, hostile_html)
    app.open("papers")
    for row in table(saved("CSV")[1]):
        assert not any(re.match(r"[=+@\t\r]|-(?![\d.]+$)", cell) for cell in row)
    text = saved("Markdown")[1]
    assert "<" not in text
    assert len({len(re.findall(r"(?<!\\)\|", line)) for line in text.splitlines()}) == 1
    text = saved("LaTeX")[1]
    body = text.partition("\\toprule")[2].replace("~\\cite{", "{")
    assert not re.search(r"(?<!\\)[#$^~]", body)
    assert "\\input" not in text
    parse_string(saved("BibTeX")[1], "bibtex")
    if shutil.which("pdflatex"):
        (tmp_path / "t.tex").write_text(text)
        (tmp_path / "page.tex").write_text(
            "\\documentclass{article}\\usepackage{booktabs}\\begin{document}\\input{t}\\end{document}"
        )
        subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "page.tex"],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
