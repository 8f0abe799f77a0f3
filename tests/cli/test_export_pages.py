"""`kg export html` and `kg export site`: whole files, the same for the same graph, and one line for what is too large."""

import base64
import gzip
import hashlib
import json
import re

import pytest

from kg.page import html

BLOCK = re.compile(r'<script type="application/gzip" id="data-(\w+)">([^<]*)</script>')


def test_the_page_is_one_file_that_is_the_same_again(graph, tmp_path, kg):
    for name in ("a.html", "b.htm"):
        assert kg("export", "html", "--store", graph, "-o", tmp_path / name) == (
            0,
            "",
            f"wrote {tmp_path / name}\n",
        )
    page = (tmp_path / "a.html").read_bytes()
    assert page == (tmp_path / "b.htm").read_bytes()
    outside = re.sub(r"<script.*?</script>|<style>.*?</style>", "", page.decode(), flags=re.DOTALL)
    assert "src=" not in outside
    assert "href=" not in outside


def test_the_page_goes_to_stdout(graph, kg):
    done = kg("export", "html", "--store", graph)
    assert (done.code, done.out[:15], done.err) == (0, "<!doctype html>", "")


def test_the_data_of_the_page(graph, tmp_path, kg):
    kg("export", "html", "--store", graph, "-o", tmp_path / "a.html")
    blocks = {
        name: gzip.decompress(base64.b64decode(text))
        for name, text in BLOCK.findall((tmp_path / "a.html").read_text())
    }
    assert set(blocks) == {"index", "statements", "texts", "bibtex", "graph"}
    index = json.loads(blocks["index"])
    assert index["counts"][index["kinds"].index("Paper")] == 15
    assert len(index["names"]) == len(index["local"]) == len(index["papers"]) == sum(index["counts"])


def test_the_policy_names_each_script_and_the_style_sheet(graph, tmp_path, kg):
    kg("export", "html", "--store", graph, "-o", tmp_path / "a.html")
    page = (tmp_path / "a.html").read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1]
    scripts = [
        re.search(r"<script>(.*?)</script>", page, re.DOTALL)[1],
        gzip.decompress(base64.b64decode(dict(BLOCK.findall(page))["graph"])).decode(),
    ]
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    for text in (*scripts, *styles):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("limit", "most", "why"),
    [
        ("MOST_PAPERS", 14, "14 papers, and this graph has 15"),
        ("MOST_BYTES", 50_000, "0 MB, and this one would have 0"),
    ],
)
def test_a_graph_too_large_for_one_page(graph, tmp_path, kg, monkeypatch, limit, most, why):
    monkeypatch.setattr(html, limit, most)
    done = kg("export", "html", "--store", graph, "-o", tmp_path / "a.html")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"kg: a page holds at most {why}: kg export site -o FOLDER writes many small ones\n"
    assert list(tmp_path.iterdir()) == []


def test_the_site_is_the_same_again(graph, tmp_path, kg):
    for name in ("a", "b"):
        done = kg("export", "site", "--store", graph, "-o", tmp_path / name)
        assert (done.code, done.out) == (0, "")
        assert re.fullmatch(
            rf"wrote {tmp_path / name}: \d+ pages, from index\.html\n", done.err.splitlines(keepends=True)[-1]
        )
    one, other = (
        {
            file.relative_to(tmp_path / name): file.read_bytes()
            for file in (tmp_path / name).rglob("*")
            if file.is_file()
        }
        for name in ("a", "b")
    )
    assert one == other
    assert len(one) > 100


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("site",), "site writes many files: name a new folder with -o"),
        (("html", "--raw"), "--raw only applies to csv"),
        (("html", "-o", "x.csv"), "x.csv has the ending of csv, not of html, which has .html or .htm"),
        (("csv", "-o", "x.html"), "x.html has the ending of html, not of csv, which has .csv"),
    ],
)
def test_what_makes_no_sense(graph, kg, arguments, line):
    done = kg("export", *arguments, "--store", graph)
    assert (done.code, done.out, done.err) == (2, "", f"kg: {line}\n")


def test_a_folder_that_is_there_stays(graph, tmp_path, kg):
    (tmp_path / "note.txt").write_text("mine")
    done = kg("export", "site", "--store", graph, "-o", tmp_path)
    assert (done.code, done.err) == (2, f"kg: {tmp_path} exists and is not an empty folder: name a new one\n")
    assert [file.name for file in tmp_path.iterdir()] == ["note.txt"]
