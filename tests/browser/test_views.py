"""The self-contained page from disk: every view opens, shows what the graph says, and asks nobody for anything."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from kg.evidence.database import EvidenceDatabase
from tests.browser.graphs import named
from tests.browser.watched import watched

VIEWS = {
    "": "What these papers say", "leaderboards": "Leaderboards", "compare": "Compare", "compare?task=task/pebble-sorting": "Compare: pebble sorting",
    "papers": "Papers", "conflicts": "Conflicts", "graph": "Graph", "graph?at=method/glownet": "GlowNet", "leaderboard/dataset/pebbleset": "PebbleSet",
    "leaderboard/task/pebble-sorting": "pebble sorting", "method/glownet": "GlowNet", "dataset/pebbleset": "PebbleSet", "task/pebble-sorting": "pebble sorting",
    "metric/accuracy": "accuracy", "paper/best0": "On best0",
}  # fmt: skip


@pytest.mark.parametrize("route", VIEWS)
def test_a_view_has_its_heading_and_title(app, route):
    page = app.open(route)
    assert page.locator("h1").count() == 1
    assert app.heading == VIEWS[route]
    assert page.title().endswith("papergraph")
    assert page.locator("main#main").count() == 1
    assert page.get_by_role("banner").count() == page.get_by_role("contentinfo").count() == 1


def test_every_node_has_a_view(app, graph):
    """Each is opened by a link that another view has, in the same document."""
    app.open()
    for address, name in named(graph).items():
        app.go(address)
        assert app.heading == name.removeprefix("https://"), address
        app.unfold()


def test_every_link_within_the_page_leads_to_a_view(app, graph):
    page = app.open()
    seen, left = set(), [""]
    while left and len(seen) < 150:
        if (route := left.pop(0)) != app.route:
            app.go(route)
        assert "Not here" not in app.heading, route
        app.unfold()
        found = page.eval_on_selector_all(
            "a[href^='#/']", "links => links.map(link => link.getAttribute('href').slice(2))"
        )
        new = [one for one in dict.fromkeys(found) if one not in seen and one != route]
        seen.update(new)
        # of nodes a few; they are all opened above
        left += [one for one in new if not re.match(r"(paper|method|author)/", one)]


@pytest.mark.parametrize(
    "route", ["method/nothing", "nothing", "constructor", "__proto__", "leaderboard/", "leaderboard/x", "paper/%", "method/glownet/x", "leaderboard/method/glownet"]
)  # fmt: skip
def test_an_address_of_nothing_says_so(app, route):
    page = app.open(route)
    assert page.locator("h1").count() == 1
    with app.shows():
        page.get_by_role("link", name="papergraph", exact=True).click()
    assert app.heading == VIEWS[""]


def test_a_paper_shows_its_abstract_with_every_mention_linked(app):
    page = app.open("paper/doi%3A10.1234%2Fmoss")
    assert "sorts pebbles by weight" in page.locator(".abstract").inner_text()
    marks = page.locator(".abstract mark.method a", has_text="MossNet")
    with app.shows():
        marks.first.click()
    assert app.heading == "MossNet"
    assert page.locator("q mark", has_text="MossNet").count() == 0  # sentences are made when they are opened
    app.unfold()
    assert page.locator("q mark", has_text="MossNet").count() > 0


def test_what_a_concept_is_joined_with_is_what_the_graph_says(app, graph):
    app.open()
    names = named(graph)
    for address, name in names.items():
        if address.partition("/")[0] not in ("task", "method", "dataset", "metric", "repository"):
            continue
        app.go(address)
        app.unfold()
        found = app.page.eval_on_selector_all(
            "main section:not(#results) :is(.facts, .papers) > li > a:first-child", "links => links.map(link => link.getAttribute('href').slice(2))"
        )  # fmt: skip
        assert {*found} == joined(graph, address), name


def joined(graph, address):
    """Return the addresses of what statements join with a node, other than results."""
    with EvidenceDatabase.existing(graph) as evidence:
        base = evidence.settings.base
        rows = evidence.db.execute(
            "SELECT object FROM statement WHERE subject = :iri UNION SELECT subject FROM statement WHERE object = :iri", {"iri": base + address}
        )  # fmt: skip
        return {iri.removeprefix(base) for (iri,) in rows if not iri.startswith(f"{base}result/")}


def test_a_fact_leads_to_its_sentences_with_the_mention_marked(app):
    page = app.open("method/mossnet")
    fact = page.locator(".facts > li", has=page.get_by_role("link", name="stone sorting", exact=True))
    assert fact.locator("q").count() == 0
    assert fact.locator("summary").inner_text() == "2 papers"
    fact.locator("summary").click()
    fact.locator("q").first.wait_for()
    found = [text.split("\n") for text in fact.locator(".sentences li").all_inner_texts()]
    assert sorted(sentence for sentence, _ in found) == [
        "We compare MossNet and GlowNet for stone sorting on PebbleSet.", "We train MossNet on PebbleSet for stone sorting and reach an accuracy of 93.0%.",
    ]  # fmt: skip
    for _, source in found:
        assert re.fullmatch(
            r"(A survey of sorting · 2023|Moss revisited · 2022) · confidence 0\.\d\d", source
        )
    marks = fact.locator("mark.task").all_inner_texts()
    assert len(marks) == 2
    assert all("stone sorting" in mark for mark in marks)


def test_authors_and_venues_lead_to_their_papers(app):
    page = app.open("paper/doi%3A10.1234%2Fmoss")
    with app.shows():
        page.locator(".authors a", has_text="Jane Doe").click()
    assert app.heading == "Jane Doe"
    assert page.locator("#papers a.paper", has_text="MossNet").count() == 1
    app.open("paper/doi%3A10.1234%2Fmoss")
    with app.shows():
        page.locator(".byline a", has_text="Journal of Moss").click()
    assert page.locator("#papers li").count() >= 2


def test_citations_are_shown_from_both_ends(app):
    page = app.open("paper/doi%3A10.1234%2Fmoss")
    with app.shows():
        page.locator("#cited-by a", has_text="Moss revisited").click()
    assert page.locator("#cites a", has_text="MossNet").count() == 1


def test_links_to_elsewhere_are_only_of_the_web_and_tell_nobody(app, graph):
    page = app.open()
    for address in named(graph):
        app.go(address)
        for href, rel in page.eval_on_selector_all(
            "a[href]:not([href^='#'])", "links => links.map(link => [link.href, link.rel])"
        ):
            assert urlsplit(href).scheme in ("http", "https")
            assert {"noopener", "noreferrer"} <= set(rel.split())


def test_the_policy_allows_nothing_from_elsewhere(html):
    text = Path(unquote(urlsplit(html).path)).read_text(encoding="utf-8")
    [policy] = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', text)
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert text.index("Content-Security-Policy") < min(text.index("<style"), text.index("<script"))
    for value in (rules["script-src"], rules["style-src"]):
        assert re.fullmatch(r"('sha256-[A-Za-z0-9+/=]+' ?)+", value)
    assert not re.search(
        r"<(link|img|iframe|object|embed|base)\b|\ssrc=|\son\w+=",
        text.partition("<body>")[2].partition("<script>")[0],
    )


def test_the_policy_holds(browser, html):
    with pytest.raises(AssertionError, match="script-src") as caught:
        break_in(browser, html)
    assert "img-src" in str(caught.value)


def break_in(browser, html):
    with watched(browser) as page:
        page.goto(html)
        page.evaluate("""() => {
          const script = document.createElement("script");
          script.textContent = "document.title = 'ran'";
          document.body.append(script);
          document.body.append(Object.assign(new Image(), {src: "https://evil.example/x.png", alt: ""}));
        }""")
        page.wait_for_timeout(200)
        assert page.title() != "ran"


def test_equal_graphs_give_equal_pages(kg, graph, html, tmp_path):
    assert kg("export", "html", "--store", graph, "-o", tmp_path / "again.html").code == 0
    assert (tmp_path / "again.html").read_bytes() == Path(unquote(urlsplit(html).path)).read_bytes()
