"""A page of a browser that is watched: nothing may go wrong on it, and it may ask nobody but this machine."""

__all__ = ["PATIENCE", "Watched", "audit", "watched"]

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

PATIENCE = 15_000  # milliseconds, after which a test gives up waiting
_OWN = ("file", "data", "blob", "about")
# Runs before every script of a page, so that what a page does in vain is seen too.
_GUARD = """
addEventListener("securitypolicyviolation", event =>
  console.error(`forbidden by the policy ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
for (const name of ["canary", "alert", "confirm", "prompt", "print", "open"])
  window[name] = () => console.error(`${name}() was called`);
"""
_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "preload": False,  # a page from disk cannot ask for its own style sheets
}


class Watched(list[str]):
    """What went wrong on a page, in words."""

    def __init__(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.append(f"error: {error}"))
        page.on("dialog", self._dialog)
        page.on("crash", lambda _: self.append("the page crashed"))
        page.on("popup", lambda popup: self.append(f"opened {popup.url}"))
        page.on("request", self._request)

    def _console(self, message: Any) -> None:
        # a server's page that says that there is nothing comes with the status 404, which Chromium reports
        missing = message.location["url"] == message.page.url and "status of 404" in message.text
        if message.type == "error" and not missing:
            self.append(f"console: {message.text}")

    def _dialog(self, dialog: Any) -> None:
        self.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        address = urlsplit(request.url)
        if address.scheme not in _OWN and address.hostname != "127.0.0.1":
            self.append(f"asked for {request.url[:200]}")


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """Give a new page in a context of its own; an assertion fails at the end if anything went wrong on it."""
    context = browser.new_context(**{"viewport": {"width": 1200, "height": 900}, **options})
    context.set_default_timeout(PATIENCE)
    context.add_init_script(_GUARD)
    page = context.new_page()
    wrong = Watched(page)
    try:
        yield page
        assert not wrong, "\n".join(dict.fromkeys(wrong))
    finally:
        context.close()


def audit(page: Page) -> None:
    """Fail where axe finds that a page is not accessible, with what it says and where."""
    found = Axe().run(page, options=_RULES).response["violations"]
    said = [
        f"{one['id']} ({one['impact']}): {one['help']}\n"
        + "\n".join(
            f"  {' '.join(map(str, node['target']))}: {node['failureSummary']}" for node in one["nodes"][:5]
        )
        for one in found
    ]
    assert not found, f"{page.url}\n" + "\n".join(said)
