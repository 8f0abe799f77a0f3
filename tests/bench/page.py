"""How fast the self-contained page is in Chromium: `python tests/bench/page.py GRAPH…`, or the graphs that KG_PAGE_GRAPHS names.

One line for each graph; nothing here decides a test. Times are in milliseconds: from the start of the navigation until the data
is unpacked and until the page can be used, from a letter typed into the search box until the answer is laid out (median and
worst), and of the drawing of 300 nodes: the whole layout, the longest time between two frames, and the longest task of a script
meanwhile. Without a graphics card, WebGL runs on the processor, and a frame takes many times what it takes elsewhere: the
drawing's own figures, of its slices and renderings, say more.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))
from kg.evidence.database import EvidenceDatabase  # noqa: E402
from kg.page.html import page as made  # noqa: E402
from tests.browser.app import App  # noqa: E402
from tests.browser.programs import chromium  # noqa: E402
from tests.browser.watched import watched  # noqa: E402

TIMES = 3  # that a page is opened
TYPED = ("reinforcement learn", "graph neural", "imagenet", "the", "optimal transport", "zzzz")
COLUMNS = (
    "papers",
    "MB",
    "made s",
    "data",
    "ready",
    "search",
    "worst",
    "nodes",
    "edges",
    "layout",
    "frame",
    "task",
    "slice",
    "render",
)
MOST_OF = """
SELECT end, count(*) FROM (SELECT subject AS end, subject_label AS label FROM statement UNION ALL SELECT object, object_label FROM statement)
WHERE label = 'Method' GROUP BY end ORDER BY 2 DESC, 1 LIMIT 1"""
# The longest time between two frames, and the longest task of a script, from when a layout begins until it ends.
FRAMES = """
window.longest = {frame: 0, task: 0};
let last = 0;
const count = name => performance.getEntriesByName(name).length;
requestAnimationFrame(function frame(now) {
  if (last && count("kg-layout-start") > count("kg-layout-end")) longest.frame = Math.max(longest.frame, now - last);
  last = now;
  requestAnimationFrame(frame);
});
new PerformanceObserver(list => {
  const start = performance.getEntriesByName("kg-layout-start")[0]?.startTime ?? Infinity;
  for (const task of list.getEntries()) if (task.startTime >= start) longest.task = Math.max(longest.task, task.duration);
}).observe({type: "longtask"});
"""
# The answer is there when the list has changed; asking for its height makes the browser lay it out.
SEARCH = """
async text => {
  const box = document.getElementById("q"), list = document.getElementById("found"), times = [];
  const settled = () => new Promise(done => new MutationObserver((_, observer) => { observer.disconnect(); done(); }).observe(list, {childList: true}));
  for (let end = 1; end <= text.length; end++) {
    box.value = text.slice(0, end);
    if (box.value.endsWith(" ")) continue;
    await new Promise(requestAnimationFrame);
    const changed = settled(), start = performance.now();
    box.dispatchEvent(new InputEvent("input", {bubbles: true}));
    await changed;
    list.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  return times;
}"""
MARKS = "name => performance.getEntriesByName(name).at(-1).startTime"
DRAWN = "() => ({...document.querySelector('div.graph').drawing.stats(), ...longest})"


def main() -> None:
    """Print the head and a line for each graph."""
    given = sys.argv[1:] or os.environ.get("KG_PAGE_GRAPHS", "").split(os.pathsep)
    print(f"{'graph':14}" + "".join(f"{column:>8}" for column in COLUMNS))
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        for graph in map(Path, filter(None, given)):
            figures = measured(browser, graph, Path(folder) / "page.html")
            print(
                f"{graph.name[:13]:14}" + "".join(f"{figures[column]:>8}" for column in COLUMNS), flush=True
            )


def measured(browser: Browser, graph: Path, path: Path) -> dict[str, Any]:
    """Return the figures of a graph, by column."""
    with EvidenceDatabase.existing(graph) as evidence:
        ((papers,),) = evidence.db.execute("SELECT count(*) FROM paper")
        [(hub, _)] = evidence.db.execute(MOST_OF)
        start = time.perf_counter()
        path.write_bytes(made(evidence))
        seconds = time.perf_counter() - start
        hub = hub.removeprefix(evidence.settings.base)
    opened = [opening(browser, path.as_uri()) for _ in range(TIMES)]
    figures = {"papers": papers, "MB": f"{path.stat().st_size / 1e6:.1f}", "made s": f"{seconds:.1f}"}
    times = {name: statistics.median(one[name] for one in opened) for name in ("data", "ready")}
    return figures | {
        name: round(value)
        for name, value in (
            times | searching(browser, path.as_uri()) | drawing(browser, path.as_uri(), hub)
        ).items()
    }


def opening(browser: Browser, file: str) -> dict[str, float]:
    """Return when the page has its data and can be used."""
    with watched(browser) as page:
        App(page, file).open()
        return {name: page.evaluate(MARKS, f"kg-{name}") for name in ("data", "ready")}


def searching(browser: Browser, file: str) -> dict[str, float]:
    """Return the median and the longest time until an answer."""
    with watched(browser) as page:
        App(page, file).open()
        times = [one for text in TYPED for one in page.evaluate(SEARCH, text)]
    return {"search": statistics.median(times), "worst": max(times)}


def drawing(browser: Browser, file: str, hub: str) -> dict[str, float]:
    """Return how long the drawing of what is around a node takes."""
    with watched(browser) as page:
        page.context.add_init_script(FRAMES)
        app = App(page, file)
        app.open(f"graph?at={quote(hub)}&size=300")
        app.marked("kg-layout-end")
        taken = page.evaluate(MARKS, "kg-layout-end") - page.evaluate(MARKS, "kg-layout-start")
        page.wait_for_timeout(300)
        said = page.evaluate(DRAWN)
    return {
        "nodes": said["nodes"], "edges": said["edges"], "layout": taken, "frame": said["frame"], "task": said["task"],
        "slice": said["longestSlice"], "render": said["longestRender"],
    }  # fmt: skip


if __name__ == "__main__":
    main()
