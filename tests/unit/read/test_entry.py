"""What counts as an abstract, and which year is in a date."""

import pytest

from kg.read.entry import not_available, year


@pytest.mark.parametrize(
    "text",
    [
        "[No abstract available]", "nan", "N/A", "NA", "n.a.", "Abstract", "-", "", ".", "Abstract: N/A", "Abstract not available.", "[Not Available].",
        "No abstract is available for this article.", "There is no abstract available.", "This article does not have an abstract.", "undefined", "#NAME?",
        ":unav", "[Figure: see text]", "No abstract has been provided", "The abstract is not available for this paper", "Unavailable", "null", "TBA",
    ],
)  # fmt: skip
def test_no_text(text):
    assert not_available(text)


@pytest.mark.parametrize(
    "text",
    [
        "We do.",
        "x",
        "7",
        "Abstract art of moss",
        "No free lunch",
        "None of the models",
        "Unknown unknowns",
        "Moss is not available.",
        "No moss",
    ],
)
def test_a_text(text):
    assert not not_available(text)


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("20210301", 2021),
        ("2021-05-01", 2021),
        ("c2021", 2021),
        ("1.2.2019", 2019),
        ("20211", None),
        ("20211301", None),
        ("in press", None),
        (None, None),
    ],
)
def test_years(date, found):
    assert year(date) == found
