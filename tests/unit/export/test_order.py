"""Rows are sorted, each once, in little memory."""

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from kg.export.order import in_order

TEXT = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\0\n\x7fé\uffff\U00010000"))


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_rows_are_sorted_by_code_points_each_once(rows):
    assert list(in_order(rows, 2)) == sorted(set(rows))


def test_what_is_sorted_is_not_in_memory():
    rows = ((f"{number * 7919 % 30_000:05}" + "x" * 2_000,) for number in range(30_000))
    tracemalloc.start()
    found = sum(1 for _ in in_order(rows, 1))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found == 30_000
    assert peak < 1_000_000
