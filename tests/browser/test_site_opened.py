"""The static site in a browser, from disk: read without scripts, and what scripts add."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.app import rows
from tests.browser.test_hostile import CHANGED, CLEAN
from tests.browser.watched import audit, watched

PAGES = (
    "index.html", "leaderboards.html", "leaderboard/dataset/pebbleset.html", "leaderboard/task/pebble-sorting.html", "compare/task/pebble-sorting.html",
    "papers.html", "conflicts.html", "method/glownet.html", "paper/doi=3A10.1234=2Fmoss.html", "dataset/pebbleset.html", "author/doi=3A10.1234=2Fmoss=231.html",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_from_disk(page, site, name):
    page.goto((site / name).as_uri())
    assert page.locator("h1").count() == 1
    # its style and script have been loaded
    assert page.evaluate("getComputedStyle(document.querySelector('.hidden')).position") == "absolute"
    expect(page.get_by_role("combobox", name="Search")).to_be_visible()


def test_all_is_read_without_scripts(browser, site):
    with watched(browser, java_script_enabled=False) as page:
        page.goto((site / "index.html").as_uri())
        assert not page.get_by_role("search").is_visible()
        page.get_by_role("link", name="Leaderboards", exact=True).first.click()
        page.get_by_role("link", name="PebbleSet", exact=True).first.click()
        row = page.locator("section.board tbody tr").first
        row.locator("summary").click()
        assert "We report" in row.locator("q").inner_text()
        row.locator("a.paper").first.click()
        assert page.locator("h1").inner_text().startswith("On ")
        assert page.locator(".abstract mark").count() > 2


@pytest.mark.parametrize(
    ("typed", "name"),
    [("glown", "GlowNet"), ("graph ripple", "GRN"), ("sorting pebb", "MossNet: sorting pebbles"), ("munoz", "José Muñoz"), ("journal of m", "Journal of Moss"), ("pebble sorting", "pebble sorting")],
)  # fmt: skip
def test_search_from_disk(page, site, typed, name):
    page.goto((site / "method/glownet.html").as_uri())
    box = page.get_by_role("combobox", name="Search")
    box.press_sequentially(typed)
    option = page.get_by_role("option").filter(has_text=name).first
    option.wait_for()
    for _ in range(12):
        box.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    with page.expect_navigation():
        box.press("Enter")
    assert page.locator("h1").inner_text() == name


def test_search_says_when_there_is_nothing(page, site):
    page.goto((site / "index.html").as_uri())
    page.get_by_role("combobox", name="Search").press_sequentially("zzzzqq")
    page.get_by_text("nothing found").first.wait_for()


def test_rows_sort_and_are_filtered(page, site):
    page.goto((site / "leaderboard/task/pebble-sorting.html").as_uri())
    board = page.locator("section.board").first
    table = board.locator("table")
    original = rows(table)
    head = board.get_by_role("columnheader", name="Year")
    head.get_by_role("button").click()
    years = [row[4] for row in rows(table)]
    assert years == sorted(years, reverse=True)
    head.get_by_role("button").click()
    head.get_by_role("button").click()
    assert rows(table) == original
    page.get_by_label("Dataset").select_option("SandSet")
    assert page.locator("section.board:visible").evaluate_all(
        "boards => boards.every(board => board.dataset.dataset === 'SandSet')"
    )
    page.reload()
    assert page.get_by_label("Dataset").input_value() == "SandSet"
    assert page.locator("section.board:visible").evaluate_all(
        "boards => boards.length && boards.every(board => board.dataset.dataset === 'SandSet')"
    )


def test_the_drawing_and_its_table_are_equal(page, site):
    page.goto((site / "method/glownet.html").as_uri())
    page.locator("#graph").scroll_into_view_if_needed()
    page.locator("#graph canvas").first.wait_for(state="attached")
    data = json.loads(page.locator("#neighbourhood").text_content())
    page.locator("#graph details").evaluate("each => { each.open = true }")
    found = rows(page.locator("#graph table"))
    assert len(found) == len(data["edges"])
    names = {node["id"]: node["name"] for node in data["nodes"]}
    assert {(row[0], row[2]) for row in found} == {
        (names[edge["source"]], names[edge["target"]]) for edge in data["edges"]
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*PAGES, "ontology.html"])
def test_axe_finds_nothing(new_page, site, name, scheme):
    page = new_page(color_scheme=scheme)
    page.goto((site / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    audit(page)


@pytest.mark.parametrize("name", [*PAGES, "ontology.html"])
def test_a_small_screen_need_not_be_pushed_sideways(new_page, site, name):
    page = new_page(viewport={"width": 360, "height": 640})
    page.goto((site / name).as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("step", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_harmful_names_are_text_on_every_page(page, hostile_site, step):
    for path in sorted(hostile_site.rglob("*.html"))[::step]:
        page.goto(path.as_uri())
        assert page.evaluate(CHANGED) == CLEAN, path.name


def test_harmful_names_are_found_and_opened(page, hostile_site):
    page.goto((hostile_site / "index.html").as_uri())
    box = page.get_by_role("combobox", name="Search")
    for typed in ("canary", "script", "onload", "evil", "</script>"):
        box.fill(typed)
        page.get_by_role("option").first.wait_for()
    with page.expect_navigation():
        box.press("Enter")
    assert page.locator("h1").count() == 1
