"""The drawing of a neighbourhood, the table that is equal to it, and the way from one concept to another."""

import re
from collections import deque
from itertools import pairwise
from urllib.parse import quote

import pytest

from kg.evidence.database import EvidenceDatabase
from tests.browser.app import App
from tests.browser.graphs import named
from tests.browser.pictures import colours
from tests.browser.watched import PATIENCE, watched

# Where a node stands on the screen, by its name.
_PLACE = """
(canvas, name) => {
  const {sigma} = canvas.drawing, graph = sigma.getGraph();
  const id = graph.findNode((_, data) => data.name === name), box = canvas.getBoundingClientRect();
  const {x, y} = sigma.framedGraphToViewport(sigma.getNodeDisplayData(id));
  return [box.x + x, box.y + y];
}"""
_DRAWN = """
canvas => {
  const graph = canvas.drawing.sigma.getGraph();
  const name = id => graph.getNodeAttribute(id, "name");
  return {nodes: graph.mapNodes(name), edges: graph.mapEdges((_, data, source, target) => [name(source), name(target)])};
}"""


@pytest.fixture(scope="session")
def statements(graph):
    """Return {(subject, object)} by address, of all statements but those of results."""
    with EvidenceDatabase.existing(graph) as evidence:
        base = len(evidence.settings.base)
        rows = evidence.db.execute(
            "SELECT subject, object FROM statement WHERE subject_label <> 'Result' AND object_label <> 'Result'"
        )
        return {(subject[base:], target[base:]) for subject, target in rows}


def settled(app):
    """Wait for a drawing and return it."""
    app.marked("kg-layout-end")
    return app.page.locator("div.graph")


def table(app):
    """Return the ends of the rows of the table, by address."""
    app.unfold()
    return app.page.locator("#table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('a')].map(link => link.getAttribute('href').slice(2)))"
    )


def test_the_drawing_shows_something(app, browser):
    app.open("graph?at=method/glownet")
    drawn = settled(app)
    app.page.wait_for_timeout(300)
    assert drawn.get_attribute("aria-hidden") == "true"
    assert colours(browser, drawn.screenshot()) > 50


@pytest.mark.parametrize("papers", ["", "&papers=yes"])
def test_drawing_and_table_are_the_neighbourhood(app, graph, statements, papers):
    names = named(graph)
    app.open(f"graph?at=method/glownet&size=300{papers}")
    drawn = settled(app).evaluate(_DRAWN)
    found = {
        (source, target)
        for source, target in statements
        if papers or not {source, target} & {a for a in names if a.startswith("paper/")}
    }
    near, waiting = {"method/glownet"}, ["method/glownet"]
    while waiting:
        at = waiting.pop()
        for pair in found:
            if at in pair and not near >= {*pair}:
                waiting += {*pair} - near
                near |= {*pair}
    assert len(near) < 300
    assert sorted(drawn["nodes"]) == sorted(names[address].removeprefix("https://") for address in near)
    rows = table(app)
    assert {tuple(row) for row in rows} == {pair for pair in found if {*pair} <= near}
    lines = {frozenset(pair) for pair in found if {*pair} <= near and len({*pair}) == 2}
    assert {frozenset(edge) for edge in drawn["edges"]} == {
        frozenset(names[end].removeprefix("https://") for end in pair) for pair in lines
    }
    said = app.page.locator("p.hint").inner_text()
    assert said.startswith(f"{len(near)} nodes, {len(rows)} relations")


def test_a_press_selects_and_its_links_work(app):
    page = app.open("graph?at=method/glownet")
    drawn = settled(app)
    page.wait_for_timeout(300)
    page.mouse.click(*drawn.evaluate(_PLACE, "PebbleSet"))
    chosen = page.locator(".chosen")
    assert chosen.locator("a.name").inner_text() == "PebbleSet"
    page.wait_for_timeout(500)  # two presses close to each other are one double one
    page.mouse.click(drawn.bounding_box()["x"] + 3, drawn.bounding_box()["y"] + 3)
    chosen.locator("a").first.wait_for(state="detached")
    page.wait_for_timeout(500)
    page.mouse.click(*drawn.evaluate(_PLACE, "PebbleSet"))
    with app.shows():
        chosen.get_by_role("link", name="In the middle").click()
    assert (app.heading, app.route) == ("PebbleSet", "graph?at=dataset%2Fpebbleset")
    with app.shows():
        page.go_back()
    drawn = settled(app)
    with app.shows():
        page.locator("h1 a").click()
    assert app.route == "method/glownet"


def test_a_node_expands_and_the_address_remembers_it(app):
    page = app.open(f"graph?at={quote('repository/github.com%2Ftide%2Fformer')}")
    before = sorted(settled(app).evaluate(_DRAWN)["nodes"])
    page.evaluate("""() => {
      const {drawing} = document.querySelector("div.graph");
      drawing.options.onSelect(drawing.sigma.getGraph().findNode((_, data) => data.name === "TideFormer"));
    }""")
    button = page.get_by_role("button", name="Expand")
    button.click()
    after = sorted(page.locator("div.graph").evaluate(_DRAWN)["nodes"])
    assert set(before) <= set(after)
    assert "with=" in app.route
    rows = table(app)
    app.open(app.route)
    assert sorted(settled(app).evaluate(_DRAWN)["nodes"]) == after
    assert table(app) == rows


def test_a_double_press_expands(app):
    page = app.open("graph?at=method/glownet&size=50")
    drawn = settled(app)
    before = drawn.evaluate(_DRAWN)["nodes"]
    page.wait_for_timeout(300)
    place = drawn.evaluate(_PLACE, "PebbleSet")
    page.mouse.dblclick(*place)
    page.wait_for_url(re.compile("with=dataset"), timeout=PATIENCE)
    assert {*before} <= {*drawn.evaluate(_DRAWN)["nodes"]}


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("method/glownet", "dataset/brookset"),
        ("method/glownet", "method/tidenet"),
        ("task/brook-listening", "task/pebble-sorting"),
        ("dataset/pebbleset", "metric/accuracy"),
    ],
)
def test_a_path_has_the_fewest_steps(app, statements, start, end):
    page = app.open(f"graph?at={start}&to={end}")
    way = page.locator("p.note a").evaluate_all(
        "links => links.map(link => link.getAttribute('href').slice(2))"
    )
    assert (way[0], way[-1]) == (start, end)
    joined = {frozenset(pair) for pair in statements}
    assert all(frozenset(step) in joined for step in pairwise(way))
    of_concepts = {pair for pair in statements if not any(end.startswith("paper/") for end in pair)}
    assert len(way) - 1 == (steps(of_concepts, start, end) or steps(statements, start, end))


def steps(statements, start, end):
    """Return how many steps the shortest way has, or None for no way."""
    near = {}
    for source, target in statements:
        near.setdefault(source, set()).add(target)
        near.setdefault(target, set()).add(source)
    far, waiting = {start: 0}, deque([start])
    while waiting:
        at = waiting.popleft()
        for other in near.get(at, set()) - far.keys():
            far[other] = far[at] + 1
            waiting.append(other)
    return far.get(end)


def test_no_path_is_said(app):
    page = app.open("graph?at=method/glownet&to=method/lonenet")
    assert page.locator("p.note").inner_text() == "No path leads there."


def test_two_drawings_are_equal(app):
    places = []
    for _ in range(2):
        app.open("graph?at=task/pebble-sorting")
        drawn = settled(app)
        places.append(
            drawn.evaluate("canvas => canvas.drawing.sigma.getGraph().mapNodes((id, {x, y}) => [id, x, y])")
        )
    assert places[0] == places[1]
    assert all(isinstance(x, int | float) and isinstance(y, int | float) for _, x, y in places[0])


def test_less_motion_shows_only_the_end(new_page, html):
    app = App(new_page(reduced_motion="reduce"), html)
    app.open("graph?at=task/pebble-sorting")
    settled(app)
    assert (
        app.page.locator("div.graph").evaluate("canvas => getComputedStyle(canvas).visibility") == "visible"
    )


def test_leaving_frees_the_drawing(app):
    page = app.open("graph?at=method/glownet")
    for _ in range(20):  # a browser has about sixteen contexts of WebGL
        settled(app)
        with app.shows():
            page.get_by_role("link", name="Papers").click()
        with app.shows():
            page.go_back()
    settled(app)


def test_without_webgl_all_else_works(plain_browser, html):
    with watched(plain_browser) as page:
        app = App(page, html)
        app.open("graph?at=method/glownet")
        page.get_by_text("WebGL").wait_for()
        assert page.locator("div.graph").count() == 0
        assert len(table(app)) > 10
        with app.shows():
            page.locator("#table tbody a", has_text=re.compile("^PebbleSet$")).first.click()
        assert app.heading == "PebbleSet"
        app.open("graph?at=method/glownet&to=dataset/brookset")
        assert page.locator("p.note a").count() > 1
        box = page.get_by_role("combobox", name="Search")
        box.press_sequentially("glownet")
        page.get_by_role("option").first.wait_for()
        with app.shows():
            box.press("Enter")
        assert app.heading == "GlowNet"
