"""The pages that a server gives: the same as those of the site, at addresses that can be read, and a search that needs no script."""

import time
from urllib.parse import quote

import httpx
import pytest

from tests.browser.app import rows
from tests.browser.graphs import named
from tests.browser.test_hostile import CHANGED, CLEAN
from tests.browser.watched import audit, watched

PAGES = (
    "", "leaderboards", "leaderboard/dataset/pebbleset", "leaderboard/task/pebble-sorting", "compare/task/pebble-sorting", "compare?task=pebble+sorting&method=GlowNet;TideNet",
    "papers", "papers?year=2022", "conflicts", "method/glownet", "paper/doi%3A10.1234%2Fmoss", "author/doi%3A10.1234%2Fmoss%231", "search?q=glow", "query",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(server):
    with httpx.Client(
        base_url=server, timeout=60, trust_env=False, headers={"Accept": "text/html"}
    ) as client:
        yield client


def test_every_node_has_a_page_with_a_strict_policy(client, graph):
    for address in named(graph):
        reply = client.get(f"/{address}")
        assert reply.status_code == 200, address
        assert reply.headers["Content-Type"] == "text/html; charset=utf-8"
        rules = dict(
            rule.strip().partition(" ")[::2] for rule in reply.headers["Content-Security-Policy"].split(";")
        )
        assert rules["default-src"] == "'none'"
        assert {"'unsafe-inline'", "'unsafe-eval'"}.isdisjoint(
            f"{rules['script-src']} {rules['style-src']}".split()
        )
        assert reply.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_not_there_is_404(client):
    for address in (
        "method/nothing",
        "nothing",
        "leaderboard/dataset/nothing",
        "assets/nothing.js",
        "assets/../server.py",
        "paper/%2e%2e%2f",
        "papers/x",
    ):
        assert client.get(f"/{address}").status_code == 404, address


@pytest.mark.parametrize("route", PAGES)
def test_pages_open(page, server, route):
    page.goto(f"{server}/{route}")
    assert page.locator("h1").count() == 1
    assert page.get_by_role("navigation").count() == 1


def test_search_without_scripts(browser, server):
    with watched(browser, java_script_enabled=False) as page:
        page.goto(server)
        page.get_by_role("searchbox", name="Search").fill("pebble")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert page.locator("h1").inner_text() == "Search: pebble"
        page.get_by_role("link", name="PebbleSet", exact=True).click()
        assert page.locator("h1").inner_text() == "PebbleSet"


def test_enter_waits_for_what_was_typed_last(page, server):
    """Not the first of a list that is still of what was typed before."""
    page.goto(f"{server}/leaderboards")
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("glow")
    page.get_by_role("option").first.wait_for()
    page.route("**/search?**", lambda route: (time.sleep(0.3), route.continue_()))
    box.fill("graph ripple")
    with page.expect_navigation():
        box.press("Enter")
    assert page.locator("h1").inner_text() in ("GRN", "Graph Ripple Networks")


def test_search_as_one_types(page, server):
    page.goto(f"{server}/leaderboards")
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially("graph ripple")
    page.get_by_role("option").filter(has_text="GRN").first.wait_for()
    with page.expect_navigation():
        box.press("Enter")
    assert page.locator("h1").inner_text() in ("GRN", "Graph Ripple Networks")


def test_filters_without_scripts(browser, server):
    with watched(browser, java_script_enabled=False) as page:
        page.goto(f"{server}/papers")
        page.get_by_label("Task", exact=True).fill("pebble sorting")
        page.get_by_label("Year").select_option("2022")
        page.get_by_role("button", name="Show").click()
        assert "year=2022" in page.url
        titles = page.locator(".papers a.paper").all_inner_texts()
        assert sorted(titles) == ["Moss revisited", "On again", "On shots"] or sorted(titles) == [
            "On again",
            "On shots",
        ]
        page.go_back()
        assert page.locator(".papers a.paper").count() > 10


def test_a_comparison_is_chosen_without_scripts(browser, server):
    with watched(browser, java_script_enabled=False) as page:
        page.goto(f"{server}/compare")
        page.get_by_label("Task").fill("pebble sorting")
        page.get_by_label("Methods").fill("GlowNet; tidenet")
        page.get_by_role("button", name="Compare").click()
        assert [row[0] for row in rows(page.locator("table.compare"))] == ["GlowNet", "TideNet"]


@pytest.mark.parametrize(
    "asked",
    [
        "search?q=<script>canary()</script>",
        "papers?year=x",
        "papers?task=<img src=x onerror=canary()>",
        "compare?method=';canary();//",
        "papers?page=99",
        "papers?page=-1",
        "search?q=%00",
        "search?q=" + "a" * 5000,
    ],
)
def test_what_stands_in_an_address_is_text(page, server, asked):
    page.goto(f"{server}/{asked}")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("step", [15, pytest.param(1, marks=pytest.mark.slow)])
def test_harmful_names_are_text(page, hostile_server, hostile_graph, step):
    for address in [*named(hostile_graph)][::step]:
        page.goto(f"{hostile_server}/{address}")
        assert page.evaluate(CHANGED) == CLEAN, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "route", ["", "papers", "search?q=net", "compare?task=pebble+sorting", "query", "nothing"]
)
def test_axe_finds_nothing_that_the_site_does_not_have(new_page, server, route, scheme):
    page = new_page(color_scheme=scheme)
    page.goto(f"{server}/{route}")
    audit(page)


def test_a_query_is_run_on_its_page(page, server):
    page.goto(f"{server}/query")
    page.get_by_role("button", name="Run").click()
    page.locator("main table tbody tr").first.wait_for()


def test_addresses_can_be_written_as_they_read(client):
    for address in ("paper/doi:10.1234/moss", quote("paper/doi:10.1234/moss")):
        assert client.get(f"/{address}").status_code == 200
