"""Browsers of this machine: tests that need one are skipped where it is missing, or fail with KG_REQUIRE_SERVERS=1."""

__all__ = ["chromium", "launch", "need"]

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_DRAWING = "--enable-unsafe-swiftshader"  # WebGL on a machine without a graphics card


def need(*names: str) -> str:
    """Return the path of the first of these programs that is there."""
    if found := next(filter(None, map(shutil.which, names)), None):
        return found
    stop = pytest.fail if os.environ.get("KG_REQUIRE_SERVERS") == "1" else pytest.skip
    stop(f"no {names[0]} on the PATH; on Debian: apt-get install {names[0]}")


def launch(playwright: Playwright, *, drawing: bool = True) -> Browser:
    """Start a Chromium, with or without WebGL."""
    graphics = (_DRAWING,) if drawing else ("--disable-gpu", "--disable-3d-apis")
    return playwright.chromium.launch(executable_path=need(*_CHROMIUM), args=["--no-sandbox", *graphics])


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a running Chromium, outside of tests."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()
