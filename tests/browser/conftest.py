"""A browser, the graphs that it looks at, and their pages: from disk as one file and as a site, and from a server."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser import graphs
from tests.browser.app import App
from tests.browser.programs import launch
from tests.browser.watched import PATIENCE, watched
from tests.cli.conftest import kg
from tests.cli.serving import serving

__all__ = ["kg"]
_HERE = Path(__file__).parent
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker("browser")


# Of the folder and not of the session: Playwright's loop runs until it is closed, and no other test is to run inside it.
@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    """Give the program that drives browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Give Debian's Chromium."""
    browser = launch(playwright)
    yield browser
    browser.close()


@pytest.fixture(scope="package")
def plain_browser(playwright: Playwright) -> Iterator[Browser]:
    """Give Chromium without WebGL."""
    browser = launch(playwright, drawing=False)
    yield browser
    browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open pages with options of a browser's context, such as `color_scheme`; the test fails if anything goes wrong on one of them."""
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(watched(browser, **options))


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """Give a page; the test fails if anything goes wrong on it."""
    return new_page()


@pytest.fixture(scope="session")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph with a little of everything; read it only."""
    folder = tmp_path_factory.mktemp("small")
    return graphs.small(folder / "graph.kg", folder / "sources")


@pytest.fixture(scope="session")
def hostile_graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph whose names, titles and sentences are made to do harm; read it only."""
    folder = tmp_path_factory.mktemp("hostile")
    return graphs.hostile(folder / "graph.kg", folder / "sources")


@pytest.fixture(scope="session")
def html(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the self-contained page, on disk."""
    return _exported("html", graph, tmp_path_factory.mktemp("page") / "page.html").as_uri()


@pytest.fixture
def app(page: Page, html: str) -> App:
    """The self-contained page, which is not opened yet."""
    return App(page, html)


@pytest.fixture(scope="session")
def hostile_html(hostile_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the self-contained page of the hostile graph, on disk."""
    return _exported("html", hostile_graph, tmp_path_factory.mktemp("page") / "page.html").as_uri()


@pytest.fixture(scope="session")
def site(graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the static site."""
    return _exported("site", graph, tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def hostile_site(hostile_graph: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the static site of the hostile graph."""
    return _exported("site", hostile_graph, tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="session")
def server(graph: Path) -> Iterator[str]:
    """The address of a server of the small graph, without a slash at its end."""
    with serving(graph) as running:
        yield running.url


@pytest.fixture(scope="session")
def hostile_server(hostile_graph: Path) -> Iterator[str]:
    """The address of a server of the hostile graph, without a slash at its end."""
    with serving(hostile_graph) as running:
        yield running.url


def _exported(form: str, graph: Path, path: Path) -> Path:
    """Export a graph as `kg export` does, and return where it is."""
    from kg.cli import app

    arguments: list[Any] = ["kg", "export", form, "--store", graph, "-o", path]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", [*map(str, arguments)])
        assert app.run_command() == 0
    return path
