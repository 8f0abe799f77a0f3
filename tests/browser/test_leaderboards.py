"""Leaderboards and comparisons on the page: row by row what `kg leaderboard` and `kg compare` say."""

import json
from itertools import combinations

import pytest

from tests.browser.app import rows
from tests.browser.graphs import named

# Columns that are empty throughout are left out.
_CELLS = """
const cell = (row, name) => row.querySelector(`[data-name="${name}"]`);
const text = (row, name) => cell(row, name)?.textContent ?? "";
const read = row => ({
  method: text(row, "Method"), written: cell(row, "Value").firstChild.textContent, title: cell(row, "Paper").querySelector("a").textContent,
  year: text(row, "Year"), sentence: row.querySelector("q").textContent,
});"""
_ROWS = f"""
boards => {{ {_CELLS}
  return boards.map(board => [...board.querySelectorAll("tbody tr")].map(row => ({{
    ...read(row), dataset: board.dataset.dataset, metric: board.dataset.metric, conditions: board.dataset.conditions, score: Number(row.dataset.score),
    rank: Number(text(row, "Rank")), confidence: text(row, "Confidence"),
  }}))).flat();
}}"""
_DOUBTFUL = f"""
rows => {{ {_CELLS}
  return rows.map(row => ({{ ...read(row), dataset: text(row, "Dataset"), metric: text(row, "Metric"), doubt: text(row, "Why") }}));
}}"""


@pytest.fixture
def asked(kg, graph):
    """Return the rows of a command, in JSON lines."""

    def ask(*arguments):
        done = kg(*arguments, "--format", "jsonl", "--store", graph)
        assert done.code == 0, done.err
        return [json.loads(line) for line in done.out.splitlines()]

    return ask


def test_every_leaderboard_is_that_of_the_command(app, graph, asked):
    app.open()
    seen = 0
    for address, name in named(graph).items():
        label = address.partition("/")[0]
        if label not in ("dataset", "task"):
            continue
        said = asked("leaderboard", f"--{label}", name, "--all", "--limit", "100000")
        shown, doubtful = [one for one in said if not one["doubt"]], [one for one in said if one["doubt"]]
        app.go(f"leaderboard/{address}")
        app.unfold()
        assert app.page.locator("section.board").evaluate_all(_ROWS) == [
            {
                "dataset": one["dataset"], "metric": one["metric"], "conditions": one["conditions"], "score": one["score"], "rank": one["rank"], "method": one["method"],
                "written": written(one), "title": one["title"], "year": str(one["year"] or ""), "confidence": f"{one['confidence']:.2f}", "sentence": one["sentence"],
            }
            for one in shown
        ]  # fmt: skip
        assert app.page.locator("#doubtful tbody tr").evaluate_all(_DOUBTFUL) == [
            {
                "method": one["method"] or "", "written": written(one), "dataset": one["dataset"] or "", "metric": one["metric"] or "",
                "title": one["title"], "year": str(one["year"] or ""), "doubt": one["doubt"], "sentence": one["sentence"],
            }
            for one in doubtful
        ]  # fmt: skip
        seen += bool(said)
    assert seen > 20


def written(row):
    return f"{row['raw']}{'' if row['unit'] == '%' else ' '}{row['unit']}".strip()


def test_the_lists_of_leaderboards_are_those_of_the_command(app, asked):
    page = app.open("leaderboards")
    for label in ("Dataset", "Task"):
        found = page.locator(f"#{label.lower()}s li").evaluate_all(
            "items => items.map(item => [item.querySelector('a').textContent, item.querySelector('.count').textContent, item.querySelector('.meta').textContent.replace(/^; /, '')])"
        )
        assert found == [
            [one["name"], f"{one['rows']} value{'s' * (one['rows'] > 1)} of {one['papers']} paper{'s' * (one['papers'] > 1)}", one["metrics"]]
            for one in asked("leaderboard")
            if one["label"] == label
        ]  # fmt: skip


def test_conflicts_are_those_of_the_command(app, asked):
    page = app.open("conflicts")
    app.unfold()
    found = page.locator("section.conflict").evaluate_all(
        """sections => sections.flatMap((section, at) => [...section.querySelectorAll("tbody tr")].map(row =>
          [at + 1, row.cells[0].firstChild.textContent, row.cells[1].querySelector("a").textContent, row.querySelector("q").textContent]))"""
    )
    said = asked("conflicts")
    assert found == [[one["conflict"], written(one), one["title"], one["sentence"]] for one in said]
    assert len({one["conflict"] for one in said}) == 2


def test_a_value_with_a_conflict_leads_to_it_and_a_rival_is_marked(app):
    page = app.open("leaderboard/dataset/pebbleset")
    row = page.locator("section.board tr", has_text="On again")
    assert row.locator("td.value").inner_text().split() == ["91.9%", "≠"]
    app.unfold()
    assert "93.3%†" in page.locator("#doubtful tr", has_text="On rival").inner_text()
    with app.shows():
        row.locator("a.sign").click()
    assert app.heading == "Conflicts"
    section = page.locator("section.conflict", has_text="GlowNet")
    assert section.evaluate(
        "each => each.getBoundingClientRect().top >= -1 && each.getBoundingClientRect().top < innerHeight"
    )


def choices(graph):
    """Return comparisons as (arguments of the command, query of the page)."""
    of = {}
    for address, name in named(graph).items():
        of.setdefault(address.partition("/")[0], []).append((address, name))
    pebbles = [
        one for one in of["method"] if one[1] in ("GlowNet", "TideNet", "FernNet", "MossNet", "KelpNet")
    ]
    for address, name in of["task"]:
        yield ["--task", name], f"task={address}"
    for pair in combinations(
        [one for one in of["dataset"] if one[1] in ("PebbleSet", "SandSet", "BrookSet", "CIFAR-10")], 2
    ):
        yield (
            [part for _, name in pair for part in ("--dataset", name)],
            "&".join(f"dataset={address}" for address, _ in pair),
        )
    for pair in combinations(pebbles, 3):
        yield (
            [part for _, name in pair for part in ("--methods", name)],
            "&".join(f"method={address}" for address, _ in pair),
        )
    for address, name in pebbles:
        yield (
            ["--methods", name, "--task", "pebble sorting", "--dataset", "PebbleSet"],
            f"method={address}&task=task/pebble-sorting&dataset=dataset/pebbleset",
        )


def test_comparisons_are_those_of_the_command(app, graph, asked):
    app.open()
    seen = 0
    for arguments, query in choices(graph):
        said = asked("compare", *arguments)
        app.go(f"compare?{query}")
        if not said:
            assert app.page.locator("p.empty").count() == 1
            continue
        table = app.page.locator("table.compare")
        columns = list(said[0])[1:]
        assert table.locator("thead th").all_inner_texts() == ["Method", *columns]
        assert rows(table) == [
            [one["method"], *(one[column]["text"] if one[column] else "" for column in columns)]
            for one in said
        ]
        best = [
            [cell.get("best", False) for cell in (one[column] or {} for column in columns)] for one in said
        ]
        assert (
            table.evaluate(
                "table => [...table.tBodies[0].rows].map(row => [...row.cells].slice(1).map(cell => cell.classList.contains('best')))"
            )
            == best
        )
        seen += 1
    assert seen >= 20


def test_what_is_compared_is_chosen_and_dropped_by_hand(app):
    page = app.open("compare")
    with app.shows():
        page.get_by_role("link", name="pebble sorting").click()
    assert (app.heading, app.route) == ("Compare: pebble sorting", "compare?task=task%2Fpebble-sorting")
    every = page.locator("table.compare tbody tr").count()
    for name in ("GlowNet", "tidenet"):
        field = page.get_by_role("combobox", name="Method").or_(page.get_by_label("Method", exact=True))
        with app.shows():
            field.fill(name)
            field.press("Enter")
    assert page.locator("table.compare tbody th").all_inner_texts() == ["GlowNet", "TideNet"]
    with app.shows():
        page.get_by_role("button", name="Without GlowNet").click()
    assert page.locator("table.compare tbody th").all_inner_texts() == ["TideNet"]
    for expected in (["GlowNet", "TideNet"], ["GlowNet"]):
        with app.shows():
            page.go_back()
        assert page.locator("table.compare tbody th").all_inner_texts() == expected
    with app.shows():
        page.go_back()
    assert page.locator("table.compare tbody tr").count() == every


def test_rows_sort_by_each_column_and_back(app):
    page = app.open("leaderboard/dataset/pebbleset")
    board = page.locator("section.board").first
    original = rows(board.locator("table"))
    for name, column, as_number in (
        ("Year", 4, True),
        ("Method", 1, False),
        ("Value", 2, True),
        ("Confidence", 5, True),
    ):
        head = board.get_by_role("columnheader", name=name)
        seen = []
        for _ in range(2):
            head.get_by_role("button").click()
            cells = [row[column] for row in rows(board.locator("table"))]
            assert "" not in cells[: len(cells) - cells.count("")]  # what has no value comes last
            keys = [float(cell.split("%")[0]) if as_number else cell.lower() for cell in cells if cell]
            down = head.get_attribute("aria-sort") == "descending"
            assert keys == sorted(keys, reverse=down)
            seen.append(down)
            assert head.get_by_role("button").evaluate("button => button === document.activeElement")
        assert sorted(seen) == [False, True]
        head.get_by_role("button").click()
        assert head.get_attribute("aria-sort") is None
        assert rows(board.locator("table")) == original
