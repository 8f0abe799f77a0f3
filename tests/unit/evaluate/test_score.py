import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.evaluate.score import differences, figures, read_gold

GOLD = {
    "id": "a", "text": "FooNet beats BarNet on FooSet: 94.5% accuracy", "entities": [
        {"start": 0, "end": 6, "label": "Method"}, {"start": 13, "end": 19, "label": "Method"}, {"start": 23, "end": 29, "label": "Dataset"},
        {"start": 37, "end": 45, "label": "Metric"},
    ],
    "clusters": [
        {"key": "m1", "label": "Method", "mentions": ["FooNet"], "role": "proposed"}, {"key": "m2", "label": "Method", "mentions": ["BarNet"], "role": "compared"},
        {"key": "d1", "label": "Dataset", "mentions": ["FooSet"], "role": "used"}, {"key": "k1", "label": "Metric", "mentions": ["accuracy"], "role": "reported"},
    ],
    "relations": [["m1", "comparedWith", "m2"], ["m1", "evaluatedWith", "d1"]],
    "results": [{"method": "m1", "dataset": "d1", "task": None, "metric": "k1", "value": "94.5", "kind": "absolute"}],
    "repositories": [],
}  # fmt: skip
OTHER = {
    **GOLD,
    "entities": GOLD["entities"][:2],
    "clusters": [
        {"key": "m9", "label": "Method", "mentions": ["foonet", "Foo"], "role": "proposed"}, {"key": "m8", "label": "Method", "mentions": ["BarNet"], "role": "used"},
        {"key": "m7", "label": "Method", "mentions": ["accuracy"], "role": "used"},
    ],
    "relations": [["m8", "comparedWith", "m9"], ["m9", "usedFor", "m7"]],
    "results": [{"method": None, "dataset": None, "task": None, "metric": None, "value": "94.50", "kind": "absolute"}],
}  # fmt: skip


def test_a_gold_file_against_itself_is_perfect():
    assert all(figure.f1 == 1 for figure in figures([(GOLD, GOLD)]).values() if figure.gold)


def test_figures():
    found = figures([(GOLD, OTHER)])
    counts = {name: (f.gold, f.predicted, f.hit) for name, f in found.items()}
    assert counts["mentions"] == (4, 2, 2)
    assert counts["concepts"] == (4, 3, 2)
    assert counts["roles"] == (4, 3, 1)
    assert counts["relations"] == (2, 2, 1)
    assert counts["results"] == (1, 1, 0)
    assert counts["numbers"] == (1, 1, 1)
    assert counts["leaderboard"] == (1, 1, 0)
    assert counts["slots/metric"] == (1, 0, 0)
    assert counts["slots/method"] == (1, 0, 0)
    assert "slots/task" not in counts


def test_slots_are_compared_over_equal_numbers_of_one_kind():
    def result(value, kind="absolute", **slots):
        return {
            "value": value,
            "kind": kind,
            "metric": None,
            "dataset": None,
            "method": None,
            "task": None,
            **slots,
        }

    gold = {
        **GOLD,
        "results": [result("1", method="m1"), result("2", method="m2"), result("3", "gain", method="m1")],
    }
    told = {
        **GOLD,
        "results": [
            result("2", method="m1"),
            result("1.0", method="m1", dataset="d1"),
            result("3", method="m1"),
        ],
    }
    counts = {name: (f.gold, f.predicted, f.hit) for name, f in figures([(gold, told)]).items()}
    assert counts["slots/method"] == (2, 2, 1)
    assert counts["slots/dataset"] == (0, 1, 0)
    assert counts["numbers"] == (3, 3, 2)


def test_differences_can_be_read():
    rows = list(differences(GOLD, OTHER))
    assert ("mentions", "Dataset: FooSet", "") in rows
    assert ("relations", "FooNet evaluatedWith FooSet", "") in rows
    assert ("relations", "", "FooNet usedFor accuracy") in rows


def test_a_line_that_is_no_gold_abstract(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "a"}\n')
    with pytest.raises(InputError, match="line 1"):
        read_gold(path)


@pytest.mark.shared
def test_the_figures_are_those_of_the_reference_scorer(tmp_path):
    shared = Path(__file__).parents[4] / "shared" / "eval"
    if not shared.is_dir():
        pytest.skip("no ../shared")
    gold = read_gold(shared / "trending.dev.jsonl")
    shifted = [
        {**other, "id": line["id"], "text": line["text"]}
        for line, other in zip(gold, gold[1:] + gold[:1], strict=True)
    ]
    mixed = [line if i % 3 else other for i, (line, other) in enumerate(zip(gold, shifted, strict=True))]
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(line) + "\n" for line in mixed))
    command = [
        sys.executable,
        str(shared / "score.py"),
        str(shared / "trending.dev.jsonl"),
        str(tmp_path / "x.jsonl"),
        "--json",
    ]
    reference = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = figures(list(zip(gold, mixed, strict=True)))
    compared = set(ours) & set(reference)
    assert {
        "mentions",
        "concepts",
        "roles",
        "relations",
        "results",
        "results_full",
        "repositories",
        "repository_roles",
    } <= compared
    for name in compared:
        assert (ours[name].gold, ours[name].predicted, ours[name].hit) == tuple(
            reference[name][k] for k in ("gold", "predicted", "hit")
        ), name
