"""What an Accept header prefers, by RFC 9110, section 12.5.1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.stores.accept import preferred

TYPES = ("application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/turtle")
JSON, XML, CSV, TURTLE = TYPES


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", JSON), ("   ", JSON), ("*/*", JSON), ("text/*", CSV), ("TEXT/CSV", CSV), ("text/csv, */*", CSV), ("*/*, text/csv", CSV),
        ("text/csv;q=0.1, */*;q=0.5", JSON), ("application/sparql-results+json;q=0.1, */*;q=0.5", XML),
        ("text/*;q=0.3, text/csv;q=0.2, */*;q=0.1", TURTLE), ("text/*, text/csv;q=0", TURTLE), ("*/*;q=0.5, application/*;q=0", CSV),
        ("text/csv;q=0", None), ("*/*;q=0", None), ("*/*;q=0.000", None), ("image/png", None), ("image/png, text/csv;q=0.001", CSV),
        ("text/csv;charset=utf-8;q=0.5, text/turtle;q=0.4", CSV), ('text/csv;x="a,b;q=0";q=1, */*;q=0.9', CSV),
        ("text/csv ; Q=0.2 , text/turtle ; q = 0.3", TURTLE), ("text/csv;q=.5, text/turtle;q=0.4", CSV), ("text/csv;q=1.0", CSV),
        ("text/turtle, text/csv", TURTLE), ("text/csv;q=x, text/turtle;q=0.1", TURTLE), ("text/csv;q=-1", None), ("text/csv;q=nan", None),
        ("garbage", None), ("/", None), ("*", None), (",,,", None), ("text/csv,", CSV), ("*/csv", None), ("t[e]xt/csv", None), ("text/c*", None),
    ],
)  # fmt: skip
def test_preferences(header, wanted):
    assert preferred(header, TYPES) == wanted


@given(st.text(alphabet='tex/csv*;q=0.15, "\\+a') | st.text())
def test_any_header(header):
    assert preferred(header, TYPES) in (*TYPES, None)


@given(
    st.dictionaries(st.sampled_from((*TYPES, "image/png")), st.integers(0, 1000), min_size=1), st.randoms()
)
def test_the_heaviest_wins_in_any_order(weights, random):
    elements = [f"{kind};q={weight / 1000:.3f}" for kind, weight in weights.items()]
    random.shuffle(elements)
    best = max((weights.get(kind, 0) for kind in TYPES), default=0)
    found = preferred(", ".join(elements), TYPES)
    assert (found is None) == (best == 0)
    assert found is None or weights[found] == best


def test_a_long_header_takes_no_long_time():
    for unit in ('"\\', '"', ";q=", "a/b;", ",", 'a/b;q="'):
        preferred(unit * 60_000, TYPES)  # quadratic work would take minutes
