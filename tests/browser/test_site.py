"""The files of the static site: they lead to each other from any folder, and say what the commands say."""

import json
import re
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import html as parser

from kg.page.addresses import file_name
from tests.browser.graphs import named

ONTOLOGY = "ontology.html"  # which is the same for every graph, and is tested with the schema


@pytest.fixture(scope="session")
def files(site):
    """Return the parsed pages of the site, by the path of the file."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        found[path.relative_to(site).as_posix()] = parser.fromstring(path.read_bytes())
    return found


def test_every_node_has_a_file(files, graph):
    for address, name in named(graph).items():
        page = files[file_name(address)]
        [heading] = page.xpath("//h1")
        assert name.removeprefix("https://") in " ".join(heading.text_content().split())


def test_every_link_leads_to_a_file_and_a_place_in_it(files, site):
    for name, page in files.items():
        for element in page.xpath("//*[@href or @src or @action]"):
            link = element.get("href") or element.get("src") or element.get("action")
            where = urlsplit(link)
            if where.scheme or where.netloc:
                assert where.scheme in ("http", "https"), (name, link)
                assert (
                    element.tag == "link"
                    or {"noopener", "noreferrer"} <= {*element.get("rel", "").split()}
                    or name == ONTOLOGY
                )
                continue
            assert not link.startswith("/"), (name, link)
            target = urljoin(f"/{name}", link)[1:]
            path, _, place = target.partition("#")
            assert (site / path).is_file(), (name, link)
            assert "%" not in path
            if place and path in files:
                assert files[path].xpath("//*[@id=$place]", place=place), (name, link)


def test_every_page_is_reached_from_the_start(files):
    seen, left = {"index.html"}, ["index.html"]
    while left:
        name = left.pop()
        for link in files[name].xpath("//a/@href"):
            target = urljoin(f"/{name}", link)[1:].partition("#")[0]
            if not urlsplit(link).scheme and target.endswith(".html") and target not in seen:
                seen.add(target)
                left.append(target)
    assert {*files} <= seen


def test_every_page_says_what_it_is(files, site):
    titles = {}
    for name, page in files.items():
        if name == ONTOLOGY:
            continue
        assert (
            len(page.xpath("//h1"))
            == len(page.xpath("//main"))
            == len(page.xpath("//header"))
            == len(page.xpath("//nav"))
            == len(page.xpath("//footer"))
            == 1
        )
        assert page.get("lang") == "en"
        title = page.xpath("string(//title)")
        assert title
        titles.setdefault(title, []).append(name)
        assert "default-src 'none'" in page.xpath(
            "string(//meta[@http-equiv='Content-Security-Policy']/@content)"
        )
        assert not page.xpath(
            "//@style | //@*[starts-with(name(), 'on')] | //style | //script[not(@src) and not(@type)]"
        )
        assert len(page.xpath("//@id")) == len({*page.xpath("//@id")}), name
        for data in page.xpath("//script[@type='application/ld+json']"):
            said = json.loads(data.text)
            assert said["@context"].rstrip("/") == "https://schema.org"
    paper = json.loads(
        files["paper/doi=3A10.1234=2Fmoss.html"].xpath("string(//script[@type='application/ld+json'])")
    )
    assert (paper["@type"], paper["@id"].endswith("paper/doi%3A10.1234%2Fmoss")) == ("ScholarlyArticle", True)


def test_leaderboards_are_those_of_the_command(kg, graph, files):
    seen = 0
    for address, name in named(graph).items():
        label = address.partition("/")[0]
        page = files.get(file_name(f"leaderboard/{address}"))
        if label not in ("dataset", "task"):
            continue
        out = kg(
            "leaderboard",
            f"--{label}",
            name,
            "--all",
            "--limit",
            "100000",
            "--format",
            "jsonl",
            "--store",
            graph,
        ).out
        said = [json.loads(line) for line in out.splitlines()]
        if page is None:
            assert all(one["doubt"] for one in said), address
            continue
        found = [
            [
                board.get("data-dataset"),
                board.get("data-metric"),
                board.get("data-conditions"),
                row.get("data-rank"),
                float(row.get("data-score")),
                *cells(row),
            ]
            for board in page.xpath("//section[@class='board']")
            for row in board.xpath(".//tbody/tr")
        ]
        assert found == [
            [one["dataset"], one["metric"], one["conditions"], str(one["rank"]), one["score"], one["method"], value(one), one["title"], str(one["year"] or ""), one["sentence"]]
            for one in said
            if not one["doubt"]
        ]  # fmt: skip
        doubtful = [
            [*cells(row), row.xpath("string(.//td[@class='doubt'])")]
            for row in page.xpath("//*[@id='doubtful']//tbody/tr")
        ]
        assert doubtful == [
            [one["method"] or "", value(one), one["title"], str(one["year"] or ""), one["sentence"], one["doubt"]] for one in said if one["doubt"]
        ]  # fmt: skip
        seen += 1
    assert seen > 20


def cells(row):
    def text(name):
        return " ".join(row.xpath("string(.//td[@data-name=$name])", name=name).split())

    return [
        text("Method"),
        re.split(r"[†≠]| = ", text("Value"))[0].strip(),
        row.xpath("string(.//td[@data-name='Paper']/a)"),
        text("Year"),
        row.xpath("string(.//q)"),
    ]


def value(row):
    return f"{row['raw']}{'' if row['unit'] == '%' else ' '}{row['unit']}".strip()


def test_comparisons_are_those_of_the_command(kg, graph, files):
    seen = 0
    for address, name in named(graph).items():
        page = files.get(file_name(f"compare/{address}"))
        if not address.startswith("task/") or page is None:
            continue
        said = [
            json.loads(line)
            for line in kg("compare", "--task", name, "--format", "jsonl", "--store", graph).out.splitlines()
        ]
        columns = list(said[0])[1:]
        [table] = page.xpath("//table[@class='compare']")
        assert table.xpath(".//thead//th/text()")[1:] == columns
        for row, one in zip(table.xpath(".//tbody/tr"), said, strict=True):
            assert row.xpath("string(.//th)").strip() == one["method"]
            assert [cell.xpath("string(.//summary)") for cell in row.xpath("./td")] == [
                one[column]["text"] if one[column] else "" for column in columns
            ]
        seen += 1
    assert seen >= 2


def test_two_sites_are_equal(kg, graph, site, tmp_path):
    assert kg("export", "site", "--store", graph, "-o", tmp_path / "again").code == 0

    def contents(folder):
        return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    assert contents(tmp_path / "again") == contents(site)
