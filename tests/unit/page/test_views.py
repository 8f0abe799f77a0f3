"""What the pages of a server show."""

import json
import re
from html import unescape
from html.parser import HTMLParser

import pytest

from kg.answers.leaderboard import leaderboard
from kg.page.addresses import SiteLinks
from kg.page.known import Known
from kg.page.render import Pages
from kg.page.site import _addresses
from tests.unit.page.conftest import EVIL


def every_address(evidence):
    return list(_addresses(Known(evidence)))


def text_of(html):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def rows_of(html, heading="<tr id="):
    return [re.search(r'^"([^"]*)"', part)[1] for part in html.split(heading)[1:]]


@pytest.mark.parametrize("links", [None, SiteLinks()])
def test_every_page_has_one_heading_and_no_code_of_its_own(evidence, pages, links):
    written = pages if links is None else Pages(evidence, links)
    for address, query in every_address(evidence):
        html = written.page(address, query)
        assert html is not None, address
        assert len(re.findall("<h1", html)) == 1
        assert html.startswith("<!doctype html>")
        Checker().feed(html)


class Checker(HTMLParser):
    """Sees to it that elements nest, that no id occurs twice, and that nothing runs but the scripts of the page."""

    VOID = ("meta", "link", "input", "br", "hr", "rect")

    def __init__(self):
        super().__init__()
        self.opened, self.ids = [], set()

    def handle_starttag(self, tag, attributes):
        known = dict(attributes)
        assert not [name for name in known if name.startswith("on") or name == "style"]
        assert (
            tag != "script"
            or known.get("type", "").endswith("json")
            or known["src"].endswith("assets/site.js")
        )
        assert known.get("id") not in self.ids or known.get("id") is None, known["id"]
        self.ids.add(known.get("id"))
        if tag == "a":
            assert "a" not in self.opened, "a link in a link"
            assert not known["href"].lower().startswith(("javascript:", "data:"))
            assert not known["href"].startswith("http") or known["rel"] == "noopener noreferrer"
        if tag not in self.VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.opened.pop() == tag


def test_a_concept_shows_its_papers_and_results(pages):
    html = pages.page("method/glownet")
    text = text_of(html)
    assert "Papers that propose it" in text
    assert "On a" in text
    assert '<mark class="method" title="Method">GlowNet</mark>' in html
    assert '<a href="/leaderboard/dataset/pebbleset"' in pages.page("dataset/pebbleset")


@pytest.mark.parametrize("end", ["dataset", "task"])
def test_a_leaderboard_has_the_rows_of_the_answer_in_their_order(evidence, pages, end):
    address = {"dataset": "dataset/pebbleset", "task": "task/sort-stone"}[end]
    [iri] = [iri for iri, one in Known(evidence).names.items() if one.label.lower() == end and one.name in ("PebbleSet", "sorting stones")]  # fmt: skip
    address = iri.removeprefix(evidence.settings.base)
    rows = leaderboard(evidence, **{end: [iri]})
    html = pages.page(f"leaderboard/{address}")
    assert rows_of(html) == [row.result.rpartition("/")[2] for row in rows]
    assert re.findall(r'data-rank="(\d*)"', html) == [str(row.rank or "") for row in rows]
    for row in rows:
        assert row.doubt in text_of(html)
    assert "= 95.3" in text_of(html)


def test_a_rival_s_value_and_a_conflict_have_their_signs(evidence, pages):
    html = pages.page("leaderboard/dataset/pebbleset")
    assert "†" in html
    assert 'href="/conflicts#conflict-1"' in html
    assert 'id="conflict-1"' in pages.page("conflicts")


def test_a_paper_shows_its_marked_abstract_and_what_it_says(pages):
    html = pages.page("paper/a")
    assert '<mark class="method" title="Method, proposed; confidence 0.90" data-role="proposed"><a href="/method/glownet">GlowNet</a></mark>' in html  # fmt: skip
    assert "@" in html.partition("<pre>")[2]
    assert "Jane Doe" in html
    assert '<a class="name" href="/venue/journal-of-light">Journal of Light</a>' in html


def test_harmful_names_are_text(evidence, pages):
    [iri] = [iri for iri, one in Known(evidence).names.items() if "script" in one.name]
    html = pages.page(iri.removeprefix(evidence.settings.base))
    assert EVIL not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;</h1>" in html
    assert "\u202e" not in "".join(pages.page(*one) for one in every_address(evidence))


def test_the_data_within_a_page_is_json_of_it(pages, evidence):
    html = pages.page("method/glownet")
    linked = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert linked["@id"] == f"{evidence.settings.base}method/glownet"
    drawn = json.loads(
        re.search(r'<script type="application/json" id="neighbourhood">(.*?)</script>', html)[1]
    )
    nodes = {node["id"] for node in drawn["nodes"]}
    assert drawn["nodes"][0]["id"] == "method/glownet"
    assert {end for edge in drawn["edges"] for end in (edge["source"], edge["target"])} <= nodes
    table = html.partition("The same as a table")[2]
    assert table.count('data-name="Papers"') == len(drawn["edges"])


def test_papers_are_filtered(pages):
    assert "5 papers" in text_of(pages.page("papers", {"year": "2020"}))
    assert "1 paper" in text_of(pages.page("papers", {"year": "unknown"}))
    assert "4 papers" in text_of(pages.page("papers", {"task": "sorting stones"}))
    assert "1 paper" in text_of(pages.page("papers", {"method": "TideNet"}))
    assert "0 papers" in text_of(pages.page("papers", {"code": "yes"}))
    assert "Nothing here is called nonsense" in text_of(pages.page("papers", {"task": "nonsense"}))
    assert pages.page("papers", {"page": "99"}) is None
    assert pages.page("papers", {"page": "9" * 9_999}) is None


def test_methods_are_compared(pages):
    html = pages.page("compare", {"method": "GlowNet; TideNet", "dataset": "PebbleSet"})
    assert "PebbleSet accuracy" in text_of(html)
    assert '<td class="number best"><details><summary>0.953</summary>' in html


def test_search_is_a_page_too(pages):
    assert 'href="/method/tidenet"' in pages.page("search", {"q": "tide"})
    assert "Nothing here is called so" in pages.page("search", {"q": "zzz"})


def test_search_gives_what_a_script_shows(pages):
    [found] = [one for one in pages.search("tide", 12) if one["label"] == "Method"]
    assert found == {"label": "Method", "name": "TideNet", "address": "method/tidenet", "also": ""}


@pytest.mark.parametrize("address", ["method/none", "paper/none", "leaderboard/dataset/none", "compare/task/none", "x", "method", "paper/", "leaderboard", "author/", "repository/x", "venue/x/y"])  # fmt: skip
def test_there_is_no_page_of_what_is_not_there(pages, address):
    assert pages.page(address) is None
    assert "Not found" in pages.missing(address)
