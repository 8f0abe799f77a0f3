"""Take the pictures of docs/page.md: `docs/pictures.py PAGE`, of a page that `kg export html` has made of pipelines/sample.toml."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).parent / "pictures"
VIEWS = {
    "start": "",
    "leaderboard": "leaderboard/dataset/cifar10",
    "paper": "PAPER",
    "graph": "graph?at=task/image-classification",
}
SIZE = {"width": 1100, "height": 760}


def main() -> None:
    """Write one PNG for each view."""
    address = Path(sys.argv[1]).resolve().as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--enable-unsafe-swiftshader"]
        )
        page = browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce")
        page.goto(address)
        page.wait_for_selector("main[data-view]")
        paper = page.get_attribute("#newest a.paper", "href") or ""
        for name, view in VIEWS.items():
            page.goto("about:blank")
            page.goto(f"{address}#/{view.replace('PAPER', paper.removeprefix('#/'))}")
            page.wait_for_selector("main[data-view]")
            page.wait_for_timeout(2500)  # for the drawing
            if name == "graph":
                page.locator(".graph").scroll_into_view_if_needed()
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
