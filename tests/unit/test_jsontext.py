"""JSON that every reader of JSON takes."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.jsontext import finite, json_text

numbers = st.floats() | st.integers()
values = st.recursive(
    st.none() | st.booleans() | numbers | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def refuse(constant: str) -> None:
    raise AssertionError(constant)


@given(values)
def test_it_is_json_and_loses_nothing(value):
    assert json.loads(json_text(value), parse_constant=refuse) == finite(value)


@given(values)
def test_what_json_has_stays(value):
    if "NaN" not in (text := json.dumps(value)) and "Infinity" not in text:
        assert finite(value) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(math.nan, '"NaN"'), (math.inf, '"Infinity"'), (-math.inf, '"-Infinity"'), (2**63, str(2**63))],
)
def test_numbers(value, text):
    assert json_text(value) == text
    assert json_text({"a": (value,)}) == f'{{"a": [{text}]}}'
