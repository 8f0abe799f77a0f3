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


CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
SAID = (
    "--title", "Papers on </script>", "--creator", "Jane Doe <0000-0002-1825-0097>", "--creator", "A & B", "--license", "cc-by-4.0",
    "--date", "2024-05-31",
)  # fmt: skip
KNOWN = {
    "name": "Papers on </script>",
    "creator": [
        {"@type": "Person", "@id": "https://orcid.org/0000-0002-1825-0097", "name": "Jane Doe"},
        {"@type": "Person", "name": "A & B"},
    ],
    "license": "https://creativecommons.org/licenses/by/4.0/",
    "datePublished": "2024-05-31",
}


def described(page):
    """Return the JSON-LD of a page."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.read_text())
    return json.loads(text)


@pytest.mark.parametrize("form", ["html", "site"])
def test_a_page_says_whose_the_graph_is(graph, tmp_path, kg, monkeypatch, form):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    start = {"html": "", "site": "index.html"}[form]
    for name, options in (("said", SAID), ("again", SAID), ("bare", ())):
        assert kg("export", form, "--store", graph, "-o", tmp_path / name, *options).code == 0
    said, bare = (described(tmp_path / name / start) for name in ("said", "bare"))
    assert said == {name: said[name] for name in ("@context", "@type", "@id", "description", "url")} | KNOWN
    assert (said["@type"], bare["name"], bare["license"]) == (
        "Dataset",
        "Sample of papergraph",
        CC0,
    )  # as the graph has it
    assert not {"creator", "datePublished"} & set(bare)
    assert (tmp_path / "said" / start).read_bytes() == (tmp_path / "again" / start).read_bytes()


def test_the_footer_of_every_page_of_a_site_says_so(graph, tmp_path, kg):
    assert kg("export", "site", "--store", graph, "-o", tmp_path / "site", *SAID).code == 0
    footer = (
        '<p><a href="https://orcid.org/0000-0002-1825-0097" rel="noopener noreferrer">Jane Doe</a> · A &amp; B · '
        '<a href="https://creativecommons.org/licenses/by/4.0/" rel="noopener noreferrer">CC-BY-4.0</a> · 2024-05-31</p>'
    )
    pages = set((tmp_path / "site").rglob("*.html")) - {tmp_path / "site" / "ontology.html"}  # of every graph
    assert len(pages) > 100
    assert all(page.read_text().count(footer) == 1 for page in pages)


def test_the_page_has_the_same_for_its_footer(graph, tmp_path, kg):
    kg("export", "html", "--store", graph, "-o", tmp_path / "a.html", *SAID)
    text = dict(BLOCK.findall((tmp_path / "a.html").read_text()))["index"]
    index = json.loads(gzip.decompress(base64.b64decode(text)))
    assert index["title"] == KNOWN["name"]
    assert index["signature"] == [
        ["Jane Doe", "https://orcid.org/0000-0002-1825-0097"],
        ["A & B", ""],
        ["CC-BY-4.0", KNOWN["license"]],
        ["2024-05-31", ""],
    ]


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
