"""Filters are part of the address: it can be sent to somebody, and the back button undoes them."""

import pytest
from playwright.sync_api import expect

from kg.evidence.database import EvidenceDatabase
from kg.ids import fold


@pytest.fixture(scope="session")
def papers(graph):
    """Return (title, year, authors, abstract) of the papers by id."""
    with EvidenceDatabase.existing(graph) as evidence:
        return {
            paper.id: (
                paper.title,
                paper.year,
                [author.name for author in paper.metadata.authors],
                paper.abstract or "",
            )
            for paper in evidence.papers.all()
        }


@pytest.fixture(scope="session")
def speaking(graph):
    """Return a function from a type of edge and an address to the ids of the papers that have the edge, to any node or to this one."""

    def ids(where, value):
        with EvidenceDatabase.existing(graph) as evidence:
            query = f"SELECT DISTINCT e.paper FROM evidence e JOIN statement s ON s.key = e.statement WHERE s.subject_label = 'Paper' AND {where}"
            return {id for (id,) in evidence.db.execute(query, (value.format(base=evidence.settings.base),))}

    return ids


@pytest.fixture
def shown(app):
    """Return the titles that are shown, in their order."""

    def titles():
        app.unfold()
        return app.page.locator("main .papers > li > a.paper").all_inner_texts()

    return titles


def test_papers_by_year(app, shown, papers):
    page = app.open("papers")
    assert sorted(shown()) == sorted(title for title, *_ in papers.values())
    with app.shows():
        page.get_by_label("From year").select_option("2019")
    with app.shows():
        page.get_by_label("To year").select_option("2021")
    assert app.route == "papers?from=2019&to=2021"
    wanted = sorted(title for title, year, *_ in papers.values() if year and 2019 <= year <= 2021)
    assert sorted(shown()) == wanted
    assert (
        page.get_by_role("status").filter(has_text="paper").inner_text()
        == f"{len(wanted)} papers of {len(papers)}"
    )
    with app.shows():
        page.go_back()
    assert sorted(shown()) == sorted(title for title, year, *_ in papers.values() if year and year >= 2019)
    assert (page.get_by_label("From year").input_value(), page.get_by_label("To year").input_value()) == (
        "2019",
        "",
    )
    with app.shows():
        page.go_forward()
    assert sorted(shown()) == wanted


@pytest.mark.parametrize(
    "typed", ["moss", "Moss rev", "doe", "muñoz survey", "On best", "weight without", "Audio-Text", "zzzz"]
)
def test_papers_by_words(app, shown, papers, typed):
    page = app.open("papers")
    with app.shows():
        page.get_by_label("Words of title, author, abstract").press_sequentially(typed)
    page.wait_for_timeout(400)  # until it has come to rest
    wanted = [
        title
        for title, _, authors, abstract in papers.values()
        if all(
            f" {part}" in f" {fold(' '.join((title, *authors, abstract)))}" for part in fold(typed).split()
        )
    ]
    assert sorted(shown()) == sorted(wanted)
    field = page.get_by_label("Words of title, author, abstract")
    assert field.input_value() == typed
    assert field.evaluate(
        "field => field === document.activeElement && field.selectionStart === field.value.length"
    )
    app.open(app.route)
    assert sorted(shown()) == sorted(wanted)


@pytest.mark.parametrize(
    ("label", "typed", "address"),
    [("Task", "pebble", "task/pebble-sorting"), ("Method", "glownet", "method/glownet"), ("Dataset", "SandSet", "dataset/sandset"), ("Method", "Graph Ripple Networks", "method/graph-ripple-network")],
)  # fmt: skip
def test_papers_by_concept(app, shown, papers, speaking, label, typed, address):
    page = app.open("papers")
    with app.shows():
        page.get_by_label(label, exact=True).fill(typed)
        page.keyboard.press("Enter")
    wanted = sorted(
        papers[id][0] for id in speaking("s.predicate <> 'MENTIONS' AND s.object = ?", f"{{base}}{address}")
    )
    assert sorted(shown()) == wanted
    assert wanted
    with app.shows():
        page.get_by_label(label, exact=True).fill("")
        page.keyboard.press("Enter")
    assert len(shown()) == len(papers)
    with app.shows():
        page.go_back()
    assert sorted(shown()) == wanted


def test_papers_by_code_and_in_order(app, shown, papers, speaking):
    page = app.open("papers")
    coded = speaking("s.predicate = ?", "HAS_REPOSITORY")
    for choice, wanted in (("yes", coded), ("no", set(papers) - coded)):
        with app.shows():
            page.get_by_label("Code").select_option(choice)
        assert sorted(shown()) == sorted(papers[id][0] for id in wanted)
    with app.shows():
        page.get_by_label("Order").select_option("title")
    assert shown() == sorted(shown(), key=str.casefold)
    assert page.url.endswith("papers?code=no&sort=title")
    with app.shows():
        page.get_by_label("Order").select_option("oldest")
    year = {title: year or 9999 for title, year, *_ in papers.values()}
    years = [year[title] for title in shown()]
    assert years == sorted(years)


def test_a_name_that_nothing_has_is_refused(app):
    page = app.open("papers")
    field = page.get_by_label("Method", exact=True)
    field.fill("zzzzqq")
    field.press("Enter")
    expect(page.get_by_text("nothing here is called zzzzqq")).to_be_visible()
    assert field.input_value() == ""  # what stood there before
    assert app.route == "papers"


@pytest.mark.parametrize("route", ["papers?from=2019&to=x", "papers?task=method/nothing", "papers?sort=__proto__", "papers?sort=x&code=maybe", "papers?from=9999", "papers?q=%F0%9F%98%80&q=b",
    "leaderboard/dataset/pebbleset?metric=nothing", "leaderboard/dataset/pebbleset?from=9999&sort=-Nothing", "compare?task=x&method=y", "graph?at=x&to=y", "graph?at=method/glownet&size=1e9&with=x", "graph?at=method/glownet&size=-1&papers=maybe", "conflicts?at=99", "conflicts?at=%22%3E"])  # fmt: skip
def test_an_address_that_asks_for_too_much_is_no_error(app, route):
    assert app.open(route).locator("h1").count() == 1


def test_filters_of_a_leaderboard(app):
    page = app.open("leaderboard/task/pebble-sorting")
    rows = page.locator("section.board tbody tr")
    every = rows.count()
    with app.shows():
        page.get_by_label("Metric").select_option("latency")
    assert rows.count() == 1
    assert page.get_by_role("status").filter(has_text="value").inner_text() == "1 value of 1 paper"
    with app.shows():
        page.get_by_label("Metric").select_option("")
    with app.shows():
        page.get_by_label("Dataset").select_option("SandSet")
    assert page.locator("section.board").evaluate_all(
        "boards => boards.every(board => board.dataset.dataset === 'SandSet')"
    )
    with app.shows():
        page.get_by_label("Dataset").select_option("PebbleSet")
    with app.shows():
        page.get_by_label("From year").select_option("2020")
    found = rows.evaluate_all("rows => rows.map(row => Number(row.dataset.year))")
    assert found
    assert min(found) >= 2020
    route = app.route
    app.open(route)
    assert rows.evaluate_all("rows => rows.map(row => Number(row.dataset.year))") == found
    assert page.get_by_label("From year").input_value() == "2020"
    with app.shows():
        page.get_by_label("From year").select_option("")
    with app.shows():
        page.get_by_label("Dataset").select_option("")
    assert rows.count() == every


def test_a_sorted_leaderboard_can_be_sent(app):
    page = app.open("leaderboard/dataset/pebbleset")
    board = page.locator("section.board").first
    board.get_by_role("columnheader", name="Year").get_by_role("button").click()
    order = board.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)")
    app.open(app.route)
    assert board.get_by_role("columnheader", name="Year").get_attribute("aria-sort") == "descending"
    assert board.locator("tbody tr").evaluate_all("rows => rows.map(row => row.id)") == order


def test_back_leads_through_every_view_and_to_where_one_was(app):
    page = app.open("papers")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    place = page.evaluate("scrollY")
    assert place > 0
    routes = ["papers"]
    for link in (
        page.locator(".papers a.paper").last,
        page.locator(".facts a.name").first,
        page.get_by_role("link", name="Leaderboards"),
        page.locator("main a.name").first,
    ):
        with app.shows():
            link.click()
        routes.append(app.route)
        assert page.evaluate("scrollY") == 0
    assert len({*routes}) == 5
    for route in reversed(routes[:-1]):
        with app.shows():
            page.go_back()
        assert app.route == route
    assert page.evaluate("scrollY") == pytest.approx(place, abs=2)
    with app.shows():
        page.go_forward()
    assert app.route == routes[1]


def test_the_menu_says_where_one_is(app):
    page = app.open()
    for name in ("Leaderboards", "Compare", "Papers", "Conflicts", "Graph"):
        with app.shows():
            page.get_by_role("navigation").get_by_role("link", name=name).click()
        assert page.locator(".menu [aria-current=page]").all_inner_texts() == [name]
