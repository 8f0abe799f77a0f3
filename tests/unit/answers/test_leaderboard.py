"""Which rows of a leaderboard are shown, in which order, and why the others are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.answers.compare import of_methods
from kg.answers.conflicts import conflicts
from kg.answers.leaderboard import boards, leaderboard
from kg.answers.results import concepts_called
from kg.workspace import open_graph
from tests.reported import graph, report


def rows(folder, *said, **options):
    graph(folder, *said)
    with open_graph(folder, lambda *_: None) as evidence:
        return leaderboard(evidence, dataset=concepts_called(evidence, "Dataset", "PebbleSet"), **options)


def shown(found):
    return [(row.rank, row.method, row.written) for row in found if not row.doubt]


def test_best_first_by_the_direction_of_the_metric(tmp_path):
    found = rows(
        tmp_path, report("a", "91.2"), report("b", "95.3", method="TideNet"), report("c", "4.2", method="TideNet", metric="error rate"),
        report("d", "3.1", metric="error rate"), report("e", "95.3", method="MossNet"),
    )  # fmt: skip
    assert shown(found) == [
        (1, "TideNet", "95.3%"), (1, "MossNet", "95.3%"), (3, "GlowNet", "91.2%"), (1, "GlowNet", "3.1%"), (2, "TideNet", "4.2%"),
    ]  # fmt: skip


def test_shares_are_compared_in_percent_and_shown_as_they_are_written(tmp_path):
    found = rows(tmp_path, report("a", "91.2"), report("b", "0.953", "", method="TideNet"))
    assert shown(found) == [(1, "TideNet", "0.953"), (2, "GlowNet", "91.2%")]
    assert [row.score for row in found] == [95.3, 91.2]


def test_other_metrics_are_never_rescaled(tmp_path):
    found = rows(
        tmp_path,
        report("a", "3.21", "", metric="PESQ"),
        report("b", "0.9", "", metric="PESQ", method="TideNet"),
    )
    assert [(row.method, row.score) for row in found] == [("GlowNet", 3.21), ("TideNet", 0.9)]


@pytest.mark.parametrize(
    ("said", "doubt"),
    [
        ({"method": None}, "no method"),
        ({"metric": None}, "no metric"),
        ({"confidence": 0.4}, "confidence 0.40"),
        ({"role": "compared"}, "of a rival"),
        ({"unit": "ms"}, "ms is no unit of it"),
    ],
)
def test_what_is_doubtful_is_folded_with_its_reason(tmp_path, said, doubt):
    unit = said.pop("unit", "%")
    found = rows(tmp_path, report("a", "91.2"), report("b", "95.3", unit, **said))
    assert [(row.paper, row.rank, row.doubt) for row in found] == [("a", 1, ""), ("b", None, doubt)]


def test_a_value_that_the_metric_cannot_have_is_doubtful(tmp_path):
    [row] = rows(tmp_path, report("a", "1,120"))
    assert row.doubt == "it is a share of 1 or of 100 %"


def test_conditions_keep_rows_apart(tmp_path):
    found = rows(
        tmp_path,
        report("a", "71.2", more="in the 5-shot setting"),
        report("b", "95.3"),
        report("c", "60.1", more="with one shot"),
    )
    assert {(row.conditions, row.rank) for row in found} == {(("5-shot",), 1), ((), 1), (("1-shot",), 1)}


def test_gains_are_a_table_of_their_own(tmp_path):
    said = (report("a", "91.2"), report("b", "2.1", "points", kind="gain"))
    assert [row.paper for row in rows(tmp_path, *said)] == ["a"]
    assert [row.paper for row in rows(tmp_path, *said, kind="gain")] == ["b"]


def test_the_lists_of_boards_count_what_is_shown(tmp_path):
    graph(
        tmp_path,
        report("a", "91.2", task="sorting"),
        report("b", "95.3", dataset="SandSet"),
        report("c", "9", confidence=0.1),
    )
    with open_graph(tmp_path, lambda *_: None) as evidence:
        assert [(one.label, one.name, one.rows, one.papers, one.metrics) for one in boards(evidence)] == [
            ("Dataset", "PebbleSet", 1, 1, ("accuracy",)), ("Dataset", "SandSet", 1, 1, ("accuracy",)), ("Task", "sorting", 1, 1, ("accuracy",)),
        ]  # fmt: skip


def test_every_row_is_one_of_the_raw_results(tmp_path):
    from kg.answers.queries import ask_cypher

    said = (
        report("a", "91.2"),
        report("b", "95.3", method=None),
        report("c", "0.9", "", confidence=0.2),
        report("d", "90", role="compared"),
    )
    found = rows(tmp_path, *said)
    columns, answer = ask_cypher("best-results", {"dataset": "PebbleSet"}, tmp_path, None, lambda *_: None)
    names = (
        "dataset",
        "metric",
        "method",
        "value",
        "raw",
        "unit",
        "title",
        "paper",
        "confidence",
        "sentence",
    )
    assert tuple(columns) == names
    raw = set(answer)
    assert len(raw) == 4
    assert {tuple(getattr(row, name) for name in names) for row in found} == raw


VALUES = st.builds(
    lambda value, method, unit: (f"{value:g}", method, unit), st.floats(0.1, 99.9).map(lambda x: round(x, 1)),
    st.sampled_from(["GlowNet", "TideNet"]), st.sampled_from(["%", ""]),
)  # fmt: skip


@settings(max_examples=15)
@given(st.lists(VALUES, min_size=1, max_size=5), st.randoms())
def test_the_order_of_papers_changes_nothing(tmp_path_factory, values, random):
    said = [report(f"p{i}", value, unit, method=method) for i, (value, method, unit) in enumerate(values)]
    first = rows(tmp_path_factory.mktemp("a"), *said)
    assert len(first) == len(said)
    scores = [row.score for row in first if not row.doubt]
    assert scores == sorted(scores, reverse=True)
    random.shuffle(said)
    assert rows(tmp_path_factory.mktemp("b"), *said) == first


def disagreements(folder, *said):
    graph(folder, *said)
    with open_graph(folder, lambda *_: None) as evidence:
        return conflicts(evidence)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        (("91.2", "%"), ("93.1", "%"), 1.9), (("91.2", "%"), ("91", "%"), None), (("91.2", "%"), ("0.912", ""), None), (("91.2", "%"), ("0.95", ""), 3.8),
        (("91.2", "%"), ("91.2", "%"), None), (("91.24", "%"), ("91.2", "%"), None), (("91.29", "%"), ("91.2", "%"), 0.09),
    ],
)  # fmt: skip
def test_a_conflict_is_beyond_the_rounding_of_both_values(tmp_path, one, other, apart):
    found = disagreements(tmp_path, report("a", *one), report("b", *other, role="compared"))
    assert [conflict.apart for conflict in found] == ([apart] if apart else [])


def test_what_is_no_conflict(tmp_path):
    found = disagreements(
        tmp_path, report("a", "91.2"), report("b", "93.1", more="in the 5-shot setting"), report("c", "80", method="CNN"), report("d", "82", method="CNN"),
        report("e", "70", dataset="SandSet"), report("f", "60", confidence=0.2),
    )  # fmt: skip
    assert found == []


def test_a_comparison_has_the_best_own_value_and_marks_the_best_of_a_column(tmp_path):
    graph(
        tmp_path, report("a", "91.2"), report("b", "93", role="compared"), report("c", "95.3", method="TideNet"), report("d", "70", dataset="SandSet"),
        report("e", "99", method="TideNet", more="in the 5-shot setting"),
    )  # fmt: skip
    with open_graph(tmp_path, lambda *_: None) as evidence:
        table = of_methods(evidence)
    assert table.columns == ("PebbleSet accuracy", "SandSet accuracy")
    assert [(name, [cell.text for cell in cells]) for name, cells in table.rows] == [
        ("GlowNet", ["91.2%", "70%"]),
        ("TideNet", ["99% (5-shot)", ""]),
    ] or [(name, [cell.text for cell in cells]) for name, cells in table.rows] == [
        ("GlowNet", ["91.2%", "70%"]),
        ("TideNet", ["95.3%", ""]),
    ]
