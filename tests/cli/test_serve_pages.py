"""The pages of the server: every node at the path of its IRI, as the graph is now."""

import shutil

import pytest

from kg.graph import view
from kg.workspace import open_graph
from tests.cli.serving import serving

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def server(graph):
    with serving(graph) as server:
        yield server


@pytest.fixture(scope="module")
def nodes(graph):
    """The label, address and name of every node but results."""
    with open_graph(graph, lambda *_: None) as evidence:
        base = evidence.settings.base
        return [
            (
                node.label,
                node.iri.removeprefix(base),
                str(node.properties.get("name") or node.properties.get("title")),
            )
            for node in view.nodes(evidence)
            if node.label != "Result"
        ]


def test_every_node_has_a_page(server, nodes):
    with server.client() as client:
        for label, address, name in nodes:
            reply = client.get(f"/{address}", headers=BROWSER)
            assert (reply.status_code, reply.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), (
                address
            )
            assert label == "Repository" or "<h1>" in reply.text
            assert reply.text.count("<h1") == 1
            assert name[:20].split("&")[0] in reply.text.replace("&#39;", "'")


def test_views(server):
    with server.client() as client:
        for path in (
            "/", "/papers", "/papers?year=2023", "/papers?code=yes", "/papers?task=image+classification", "/leaderboards",
            "/compare", "/compare?task=image+classification", "/conflicts", "/query", "/tasks", "/search?q=image",
        ):  # fmt: skip
            reply = client.get(path, headers=BROWSER)
            assert (reply.status_code, reply.text.count("<h1")) == (200, 1), path


def test_search_for_programs(server):
    with server.client() as client:
        found = client.get("/search", params={"q": "imagenet"}, headers={"Accept": "application/json"}).json()
        assert {"label": "Dataset", "name": "ImageNet", "address": "dataset/imagenet", "also": ""} in found
        assert client.get("/search", params={"q": ""}).json() == []


def test_what_is_not_there(server):
    with server.client() as client:
        for path in (
            "/method/none-of-these",
            "/nothing",
            "/papers?page=99",
            "/assets/../app.py",
            "/assets/sources.sha256",
        ):
            assert client.get(path).status_code == 404, path
        reply = client.get("/method/%3Cscript%3Ealert(1)%3C/script%3E", headers=BROWSER)
        assert (reply.status_code, reply.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
        assert "<script>alert" not in reply.text


def test_a_paper_by_its_id_as_it_reads(server, nodes):
    address = next(address for label, address, _ in nodes if label == "Paper" and "%3A" in address)
    with server.client() as client:
        assert client.get(f"/{address}").text == client.get(f"/{address.replace('%3A', ':')}").text


@pytest.mark.parametrize("name", ["site.js", "graph.js", "query.js", "style.css"])
def test_files_that_pages_share(server, name):
    with server.client() as client:
        reply = client.get(f"/assets/{name}")
    kind = "text/css" if name.endswith("css") else "text/javascript"
    assert (reply.status_code, reply.headers["Content-Type"]) == (200, f"{kind}; charset=utf-8")


FOLLOWED = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("path", "headers", "wanted"),
    [
        ("/dataset/imagenet", FOLLOWED, 200),
        ("/dataset/imagenet", FOLLOWED | {"Sec-Fetch-Dest": "iframe"}, 403),
        ("/dataset/imagenet", FOLLOWED | {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ("/dataset/imagenet", {"Origin": "https://evil.example"}, 403),
        ("/search?q=a", FOLLOWED | {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
        ("/sparql?query=ASK{}", FOLLOWED, 403),
        ("/cypher?query=RETURN+1+AS+a", FOLLOWED, 403),
    ],
)
def test_links_from_other_sites(server, path, headers, wanted):
    with server.client() as client:
        assert client.get(path, headers=headers).status_code == wanted


def test_pages_follow_the_graph(graph, tmp_path, kg):
    folder = tmp_path / "graph.kg"
    shutil.copytree(graph, folder)
    with serving(folder) as server, server.client() as client:
        with open_graph(folder, lambda *_: None) as evidence:
            paper = next(iter(evidence.papers.all())).id
        before = client.get("/").text
        assert kg("forget", paper, "--store", folder).code == 0
        assert client.get("/").text != before
        assert client.get("/papers", headers=BROWSER).status_code == 200


def test_pages_have_the_title_that_the_graph_is_given(graph, tmp_path, kg):
    folder = tmp_path / "graph.kg"
    shutil.copytree(graph, folder)
    with serving(folder) as server, server.client() as client:
        assert "Moss and stones" not in client.get("/", headers=BROWSER).text
        assert kg("about", "--title", "Moss and stones", "--store", folder).code == 0
        assert "Moss and stones</title>" in client.get("/", headers=BROWSER).text
        assert kg("about", "--title", "", "--store", folder).code == 0
        assert "papergraph</title>" in client.get("/", headers=BROWSER).text
