"""The search box: names, other names, titles and authors, as one types, by keyboard and by pointer."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def box(app):
    return app.open().get_by_role("combobox", name="Search")


@pytest.fixture
def options(app):
    return app.page.get_by_role("listbox").get_by_role("option")


@pytest.mark.parametrize(
    ("typed", "label", "name", "also"),
    [
        ("glown", "Method", "GlowNet", ""), ("GLOWNET", "Method", "GlowNet", ""), ("pebble so", "Task", "pebble sorting", ""), ("Pebble-Sor", "Task", "pebble sorting", ""),
        ("graph ripple networks", "Method", "GRN", "Graph Ripple Networks"), ("lrf", "Method", "low-rank folding", "LRF"), ("moss revis", "Paper", "Moss revisited", ""), ("revisited", "Paper", "Moss revisited", ""),
        ("Jane Do", "Author", "Jane Doe", ""), ("muñoz", "Author", "José Muñoz", ""), ("journal of m", "Venue", "Journal of Moss", ""), ("tide/former", "Repository", "github.com/tide/former", ""),
        ("accuracy", "Metric", "accuracy", ""), ("pebbles", "Dataset", "PebbleSet", ""),
    ],
)  # fmt: skip
def test_what_is_typed_is_found_among_the_first(box, options, typed, label, name, also):
    box.press_sequentially(typed)
    options.first.wait_for()
    found = options.evaluate_all(
        "options => options.map(option => ['.type', 'b', '.meta'].map(part => option.querySelector(part)?.textContent.trim() ?? ''))"
    )
    assert [label, name, f"also {also}" if also else ""] in found[:4], found


def test_exact_names_come_first(box, options):
    box.press_sequentially("accuracy")
    options.first.wait_for()
    assert options.first.inner_text().split()[:2] == ["Metric", "accuracy"]


def test_by_keyboard(app, box, options):
    box.press_sequentially("net")
    options.nth(2).wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    chosen = app.page.locator("[role=option][aria-selected=true]")
    assert chosen.count() == 0
    every = options.all_inner_texts()
    for key, place in (
        ("ArrowDown", 0),
        ("ArrowDown", 1),
        ("ArrowUp", 0),
        ("ArrowUp", -1),
        ("ArrowUp", -2),
        ("ArrowDown", -1),
        ("ArrowDown", 0),
        ("ArrowDown", 1),
    ):
        box.press(key)
        assert chosen.all_inner_texts() == [every[place]]
        assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    name = chosen.locator("b").inner_text()
    with app.shows():
        box.press("Enter")
    assert app.heading == name
    assert box.input_value() == ""
    expect(app.page.get_by_role("listbox")).to_be_hidden()


def test_enter_opens_the_first_that_is_found(app, box, options):
    box.press_sequentially("glownet")
    options.first.wait_for()
    with app.shows():
        box.press("Enter")
    assert (app.heading, app.route) == ("GlowNet", "method/glownet")
    with app.shows():
        app.page.go_back()
    assert app.route == ""


def test_escape_closes_the_list_and_keeps_the_view(app, box, options):
    box.press_sequentially("glow")
    options.first.wait_for()
    box.press("Escape")
    expect(app.page.get_by_role("listbox")).to_be_hidden()
    assert box.get_attribute("aria-expanded") == "false"
    assert box.input_value() == "glow"
    with app.shows():
        box.press("Enter")
    assert app.route == "search?q=glow"
    assert app.heading == "Search: glow"


def test_by_pointer(app, box, options):
    box.press_sequentially("pebble")
    with app.shows():
        options.filter(has_text="PebbleSet").first.click()
    assert app.heading == "PebbleSet"


def test_nothing_found_says_so_here_and_on_a_page_of_its_own(app, box):
    box.press_sequentially("zzzzqq")
    assert app.page.get_by_role("listbox").inner_text() == "nothing found"
    box.press("ArrowDown")
    with app.shows():
        box.press("Enter")
    assert app.route == "search?q=zzzzqq"
    assert "Nothing has this name." in app.page.locator("main").inner_text()


@pytest.mark.parametrize(
    "typed",
    [" ", "--", "(", "\\", "*", "<script>canary()</script>", "__proto__", "constructor", "😀", "a" * 5_000],
)
def test_odd_input_is_only_text(app, box, typed):
    box.fill(typed)
    app.page.wait_for_timeout(50)
    box.press("Enter")
    assert app.page.locator("h1").count() == 1


def test_a_slash_leads_to_the_box(app, box):
    box.blur()
    app.page.keyboard.press("/")
    assert box.evaluate("box => box === document.activeElement")
    assert box.input_value() == ""


def test_what_is_found_is_said_to_those_who_do_not_see_it(app, box, options):
    box.press_sequentially("glownet")
    options.first.wait_for()
    said = app.page.locator("form[role=search] [role=status]").inner_text()
    assert said == f"{options.count()} found"
