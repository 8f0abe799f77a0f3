"""The page for everybody: by keyboard, in light and dark, with a screen reader, on a small screen and on paper."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import App
from tests.browser.graphs import named
from tests.browser.watched import audit

VIEWS = (
    "", "leaderboards", "leaderboard/dataset/pebbleset", "leaderboard/task/pebble-sorting", "compare?task=task/pebble-sorting", "papers", "conflicts",
    "graph?at=method/glownet&to=dataset/brookset", "method/glownet", f"task/{'pneumono' * 15}", f"leaderboard/task/{'pneumono' * 15}", "paper/doi%3A10.1234%2Fmoss", "paper/title%3A1a65fb8e833de7c7", "nothing",
)  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("route", VIEWS)
def test_axe_finds_nothing(new_page, html, route, scheme):
    app = App(new_page(color_scheme=scheme), html)
    page = app.open(route)
    if route.startswith("graph"):
        app.marked("kg-layout-end")
    app.unfold()
    audit(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_search(new_page, html, scheme):
    app = App(new_page(color_scheme=scheme), html)
    page = app.open()
    page.get_by_role("combobox", name="Search").press_sequentially("net")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    audit(page)


def test_light_and_dark_differ(new_page, html):
    grounds = set()
    for scheme in ("light", "dark"):
        page = App(new_page(color_scheme=scheme), html).open()
        grounds.add(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert len(grounds) == 2


@pytest.mark.parametrize("route", VIEWS)
def test_a_small_screen_need_not_be_pushed_sideways(new_page, html, route):
    app = App(new_page(viewport={"width": 360, "height": 640}, device_scale_factor=2, has_touch=True), html)
    page = app.open(route)
    app.unfold()
    widths = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth]")
    assert max(widths) <= 360, wide(page)


def test_harmful_names_do_not_push_it_either(new_page, hostile_html, hostile_graph):
    app = App(new_page(viewport={"width": 360, "height": 640}), hostile_html)
    page = app.open()
    addresses = [*named(hostile_graph)]
    boards = [f"leaderboard/{address}" for address in addresses if address.startswith("task/")]
    for address in [
        *addresses[::7],
        *boards[::3],
        *(board.replace("leaderboard/", "compare?task=") for board in boards[::3]),
    ]:
        app.go(address)
        app.unfold()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{address}: {wide(page)}"


def wide(page):
    """Return what reaches beyond the screen."""
    return page.evaluate(
        "[...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1 && !each.closest('.scroll'))"
        ".map(each => each.outerHTML.slice(0, 120)).slice(0, 8)"
    )


def test_print_fits_the_paper(page, html):
    app = App(page, html)
    app.open("leaderboard/dataset/pebbleset")
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 700
    assert not page.locator("form[role=search]").is_visible()
    assert len(page.pdf()) > 5_000


def test_the_first_stop_of_the_keyboard_skips_to_the_content(app):
    page = app.open("leaderboards")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("link => link === document.activeElement")
    assert skip.evaluate(
        "link => link.getBoundingClientRect().top >= 0 && getComputedStyle(link).clipPath !== 'inset(50%)'"
    )
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    assert app.route == "leaderboards"


def test_all_can_be_done_by_keyboard(app):
    """From the start to a sentence: search, go to a leaderboard, unfold the sentence of the first row."""
    page = app.open()
    page.keyboard.press("/")
    page.keyboard.type("pebbleset")
    page.get_by_role("option").first.wait_for()
    with app.shows():
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    reach(page, lambda text: text.startswith("Leaderboard of"))
    with app.shows():
        page.keyboard.press("Enter")
    reach(page, lambda text: text == "sentence")
    page.keyboard.press("Enter")
    expect(page.locator("section.board tbody tr").first.locator("q")).to_be_visible()


def reach(page, wanted):
    """Press the key Tab until what has the focus has a text, and see that the focus is visible on the way."""
    for _ in range(80):
        page.keyboard.press("Tab")
        text, outline = page.evaluate(
            "(({textContent}, {outlineStyle, outlineWidth}) => [textContent.trim(), outlineStyle !== 'none' && parseFloat(outlineWidth) > 0])(document.activeElement, getComputedStyle(document.activeElement))"
        )
        assert outline, text
        if wanted(text):
            return
    raise AssertionError("the keyboard does not get there")


def test_a_new_view_is_said_and_titled(app):
    page = app.open("leaderboards")
    with app.shows():
        page.get_by_role("link", name="PebbleSet", exact=True).first.click()
    assert page.title() == "Leaderboard of PebbleSet – papergraph"
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.evaluate("document.documentElement.lang") == "en"
