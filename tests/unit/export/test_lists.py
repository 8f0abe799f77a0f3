"""Lists as one text can be taken apart again."""

from hypothesis import example, given
from hypothesis import strategies as st

from kg.export.lists import joined


def taken_apart(text):
    values, value, escaped = [], "", False
    for character in text:
        if escaped or character not in "\\|":
            value, escaped = value + character, False
        elif character == "\\":
            escaped = True
        else:
            values, value = [*values, value], ""
    return [*values, value]


@given(st.lists(st.text(), min_size=1))
@example(["a|b", "doi:10.99999/a|b"])
@example(["a\\", "|"])
def test_values_are_told_apart(values):
    assert taken_apart(joined(values)) == values


def test_usual_values_stay_as_they_are():
    assert joined(["BERT", "bidirectional encoder"]) == "BERT|bidirectional encoder"
