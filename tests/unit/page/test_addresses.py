"""How addresses become links and names of files."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import concept_iri, paper_iri
from kg.page.addresses import LONGEST, ServerLinks, SiteLinks, file_name, outside


def test_a_file_has_the_name_of_its_address():
    assert file_name("method/bert") == "method/bert.html"
    assert file_name("paper/arxiv%3A1706.03762") == "paper/arxiv=3A1706.03762.html"
    assert file_name("") == "index.html"
    assert file_name("leaderboard/dataset/imagenet") == "leaderboard/dataset/imagenet.html"


@given(st.text(min_size=1, max_size=400))
def test_no_name_of_a_file_needs_an_escape_or_is_too_long(text):
    for iri in (concept_iri("Method", text, ""), paper_iri(text, "")):
        folder, name = file_name(iri).split("/")
        assert name.endswith(".html")
        assert quote(name, safe="=~") == name
        assert len(name) <= LONGEST + 40
        assert folder in ("method", "paper")


def test_long_names_that_begin_alike_differ():
    assert file_name(f"method/{'x' * 200}") != file_name(f"method/{'x' * 201}")


def test_links_of_a_site_are_relative():
    way = SiteLinks().at("leaderboard/dataset/imagenet")
    assert way.page("method/bert") == "../../method/bert.html"
    assert way.asset("style.css") == "../../assets/style.css"
    assert way.root == "../../"
    assert SiteLinks().at("").page("") == "index.html"


def test_a_view_with_a_query_has_a_file_of_its_own():
    assert SiteLinks.file("papers", {"year": "2020"}) == "papers/2020.html"
    assert SiteLinks.file("papers", {"year": "2020", "page": "2"}) == "papers/2020-2.html"
    assert SiteLinks().at("papers", {"year": "2020"}).root == "../"


def test_links_of_a_server_start_at_its_root():
    way = ServerLinks().at("paper/x")
    assert way.page("paper/arxiv%3A1") == "/paper/arxiv%3A1"
    assert way.page("papers", {"task": "a b"}) == "/papers?task=a+b"
    assert way.page("") == "/"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//x.example", "file:///etc/passwd", "https://x y", "", None,
                                 "https://x.example/\"onclick=", " https://x.example", "https://x.example\n"])  # fmt: skip
def test_only_addresses_of_the_web_become_links(url):
    assert outside(url) is None
    assert outside("https://x.example/a?b=c&d#e") == "https://x.example/a?b=c&d#e"
