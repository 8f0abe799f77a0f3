"""Pictures of the pages, to be looked at: `python tests/browser/look.py GRAPH FOLDER [ADDRESS…]`.

Of each view in light, in dark and on a small screen: of the self-contained page, or, with an address that begins with `/`, of the
server's page.
"""

import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from kg.evidence.database import EvidenceDatabase  # noqa: E402
from kg.page.html import page as made  # noqa: E402
from tests.browser.app import App  # noqa: E402
from tests.browser.programs import chromium  # noqa: E402
from tests.browser.watched import watched  # noqa: E402
from tests.cli.serving import serving  # noqa: E402

WAYS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "small": {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2},
}
MOST_OF = """
SELECT end FROM (SELECT subject AS end, subject_label AS label FROM statement UNION ALL SELECT object, object_label FROM statement)
WHERE label = ? GROUP BY end ORDER BY count(*) DESC, end LIMIT 1"""


def views(graph: Path) -> list[str]:
    """Return addresses of one view of each sort, with the node that most is said of."""
    with EvidenceDatabase.existing(graph) as evidence:
        base = len(evidence.settings.base)
        of = {
            label: iri[base:]
            for label in ("Task", "Method", "Dataset", "Paper")
            for (iri,) in evidence.db.execute(MOST_OF, (label,))
        }
    task = of.get("Task", "")
    found = [
        "",
        "leaderboards",
        "papers",
        "conflicts",
        "compare",
        f"compare?task={quote(task)}",
        f"leaderboard/{of.get('Dataset', '')}",
        *of.values(),
    ]
    return [
        *found,
        *(f"graph?at={quote(node)}" for node in of.values()),
        "/",
        f"/{task}",
        f"/leaderboard/{task}",
        f"/{of.get('Paper', '')}",
        "/papers",
        "/search?q=learning",
    ]


def look(browser: Browser, file: str, server: str, addresses: Iterable[str], folder: Path) -> None:
    """Write a picture of each view in each way."""
    for way, options in WAYS.items():
        for address in addresses:
            with watched(browser, **options) as page:
                if address.startswith("/"):
                    page.goto(server + address, wait_until="networkidle")
                else:
                    shown(App(page, file), address)
                name = re.sub(r"[^\w=%.-]+", "-", address.strip("/"))[:80] or "start"
                page.screenshot(
                    path=folder / f"{'served-' * address.startswith('/')}{name}-{way}.png",
                    full_page=way != "small",
                )


def shown(app: App, address: str) -> Page:
    """Open a view, and wait for a drawing."""
    page = app.open(address)
    if address.startswith("graph?"):
        app.marked("kg-layout-end")
        page.wait_for_timeout(300)
    return page


def main() -> None:
    """Take the pictures."""
    graph, folder, *addresses = sys.argv[1:]
    Path(folder).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser, serving(Path(graph)) as server:
        file = Path(temporary) / "page.html"
        with EvidenceDatabase.existing(Path(graph)) as evidence:
            file.write_bytes(made(evidence))
        look(browser, file.as_uri(), server.url, addresses or views(Path(graph)), Path(folder))


if __name__ == "__main__":
    main()
