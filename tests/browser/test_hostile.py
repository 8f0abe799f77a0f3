"""Names, titles, authors, sentences and addresses that are made to do harm are only ever text."""

from urllib.parse import quote

import pytest

from kg.answers.marked_html import INVISIBLE
from tests.browser.app import App
from tests.browser.graphs import CANARIES, named

CHANGED = """
() => ({
  alien: document.querySelectorAll("main :is(script:not([type='application/ld+json'], [type='application/json']), iframe, object, embed, base, meta, link, img, style)").length,
  handlers: [...document.querySelectorAll("*")].filter(each => [...each.attributes].some(({name}) => /^on/i.test(name) || name === "style" && !each.closest(".graph"))).length,
  targets: [...document.querySelectorAll("[href], [src], [action]")].map(each => each.href ?? each.src ?? each.action).map(String).filter(target => !/^(https?|file):/.test(target)),
})"""
CLEAN = {"alien": 0, "handlers": 0, "targets": []}


@pytest.fixture
def hostile_app(page, hostile_html):
    return App(page, hostile_html)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_every_view_shows_harmful_names_as_text(hostile_app, hostile_graph, step):
    app = hostile_app
    page = app.open()
    prototype = page.evaluate("Object.getOwnPropertyNames(Object.prototype).length")
    for address, name in [*named(hostile_graph).items()][::step]:
        app.go(address)
        assert page.locator("h1").text_content() == INVISIBLE.sub("", name).removeprefix("https://"), address
        app.unfold()
        assert page.evaluate(CHANGED) == CLEAN, address
    assert page.evaluate("Object.getOwnPropertyNames(Object.prototype).length") == prototype


@pytest.mark.parametrize("route", ["", "leaderboards", "papers", "conflicts", "compare", "graph"])
def test_lists(hostile_app, route):
    page = hostile_app.open(route)
    hostile_app.unfold()
    assert page.evaluate(CHANGED) == CLEAN


def test_leaderboards_and_comparisons(hostile_app, hostile_graph):
    app = hostile_app
    page = app.open()
    for address in named(hostile_graph):
        if address.startswith(("dataset/", "task/")):
            app.go(f"leaderboard/{address}")
            app.unfold()
            assert page.evaluate(CHANGED) == CLEAN
        if address.startswith("task/"):
            app.go(f"compare?task={address}")
            assert page.evaluate(CHANGED) == CLEAN


def test_the_drawing(hostile_app, hostile_graph):
    app = hostile_app
    start = next(address for address in named(hostile_graph) if address.startswith("method/"))
    page = app.open(f"graph?at={quote(start)}&papers=yes")
    app.marked("kg-layout-end")
    app.unfold()
    assert page.evaluate(CHANGED) == CLEAN


def test_what_is_typed(hostile_app):
    page = hostile_app.open()
    box = page.get_by_role("combobox", name="Search")
    for text in CANARIES:
        box.fill(text)
        page.wait_for_timeout(30)
        assert page.evaluate(CHANGED) == CLEAN
        box.press("Enter")
        page.wait_for_timeout(30)
        assert page.locator("h1").count() == 1


@pytest.mark.parametrize("text", CANARIES[::8])
def test_what_stands_in_the_address_that_one_comes_with(hostile_app, text):
    page = hostile_app.open(f"papers?q={text}&task={text}")
    assert page.evaluate(CHANGED) == CLEAN
    assert page.locator("h1").count() == 1


def test_what_stands_in_an_address(hostile_app):
    page = hostile_app.open()
    for text in CANARIES:
        query = quote(text)
        for route in (
            text,
            f"papers?q={query}&task={query}&from={query}&sort={query}",
            f"graph?at={query}&to={query}",
            f"leaderboard/{text}",
            f"compare?method={query}",
            f"conflicts?at={query}",
        ):
            hostile_app.go(route)
            assert page.evaluate(CHANGED) == CLEAN, route
            assert page.locator("h1").count() == 1
