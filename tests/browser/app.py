"""The self-contained page as tests use it: by its addresses, and by what a reader sees on it."""

__all__ = ["App", "rows"]

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.watched import PATIENCE

# Playwright's own wait_for_function evaluates a text again and again, which the policy of the page forbids.
_MARKED = """
([name, before, patience]) => new Promise((found, fail) => {
  const end = performance.now() + patience;
  const look = () => {
    if (performance.getEntriesByName(name).length > before) found();
    else if (performance.now() > end) fail(new Error(`the page has not set ${name}`));
    else setTimeout(look, 10);
  };
  look();
})"""


class App:
    """The page of one graph, in a browser."""

    def __init__(self, page: Page, file: str) -> None:
        self.page = page
        self.file = file

    def open(self, route: str = "") -> Page:
        """Open an address, as one who was sent it: in a page that is loaded anew."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.file}#/{route}")
        self.marked("kg-ready")
        return self.page

    def go(self, route: str) -> None:
        """Go to an address in the page that is there, as by a link."""
        with self.shows():
            self.page.evaluate("route => { location.hash = `#/${route}` }", route)

    @contextmanager
    def shows(self) -> Iterator[None]:
        """Wait, after what is done here, until the page shows another view."""
        before = self.page.evaluate("performance.getEntriesByName('kg-shown').length")
        yield
        self.marked("kg-shown", before)

    def marked(self, name: str, before: int = 0) -> None:
        """Wait until the page has set a performance mark more often than before."""
        self.page.evaluate(_MARKED, [name, before, PATIENCE])

    @property
    def route(self) -> str:
        """The address of what is shown."""
        return self.page.url.partition("#/")[2]

    @property
    def heading(self) -> str:
        """The heading of what is shown; there is one."""
        return self.page.locator("h1").inner_text()

    def unfold(self) -> None:
        """Open every `details`, also those that come with another; what is in them is made when they are opened."""
        self.page.evaluate(
            """async () => {
              const unmade = each => !each.open || each.childElementCount === 1;
              for (let left; (left = [...document.querySelectorAll("details")].filter(unmade)).length;) {
                for (const each of left) each.open = true;
                await new Promise(done => setTimeout(done));
              }
            }"""
        )


def rows(table: Locator) -> list[list[str]]:
    """Return the texts of the cells of a table's rows."""
    found: Any = table.evaluate(
        "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.textContent.trim()))"
    )
    return [[*map(str, row)] for row in found]
