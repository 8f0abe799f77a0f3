"""What a person says about a graph: forms that are understood, and one clear line for each that is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.describe import About, Creator, checked
from kg.describe.licences import name_of
from kg.errors import UsageError

JANE = "https://orcid.org/0000-0002-1825-0097"


def test_nothing_is_invented():
    assert checked() == About()


def test_what_is_given_is_kept():
    said = checked(
        title="  A graph  of stones ",
        creators=["Jane Doe"],
        license="CC0-1.0",
        version="1.2",
        date="2024-02-29",
    )
    assert said == About(
        "A graph of stones",
        (Creator("Jane Doe"),),
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "1.2",
        "2024-02-29",
    )


@pytest.mark.parametrize(
    ("text", "creator"),
    [
        ("Jane Doe", Creator("Jane Doe")),
        (f"Jane Doe <{JANE}>", Creator("Jane Doe", JANE)),
        ("Jane Doe <0000-0002-1825-0097>", Creator("Jane Doe", JANE)),
        ("Jane Doe <http://orcid.org/0000000218250097>", Creator("Jane Doe", JANE)),
        ("Ohne Ende <0000-0002-1694-233x>", Creator("Ohne Ende", "https://orcid.org/0000-0002-1694-233X")),
        ("A Library <https://ror.org/02mhbdp94>", Creator("A Library", "https://ror.org/02mhbdp94")),
        ("北京 図書館<https://example.org/図>", Creator("北京 図書館", "https://example.org/図")),
        ('Robert"); DROP TABLE paper; --', Creator('Robert"); DROP TABLE paper; --')),
    ],
)
def test_creators(text, creator):
    assert checked(creators=[text]).creators == (creator,)


def test_a_creator_counts_once():
    assert len(checked(creators=["A", "B", "A"]).creators) == 2


@pytest.mark.parametrize(
    "text",
    [
        " ", "<https://example.org/>", "Jane <>", "Jane <jane@example.org>", "Jane <mailto:jane@example.org>", "Jane <javascript:alert(1)>",
        "Jane <0000-0002-1825-0098>", "Jane <https://orcid.org/0000-0002-1825-0098>", "Jane <https://orcid.org/1>", "Jane <https://example.org/ x>",
        "Jane <https://example.org/> Doe", "Jane\nDoe", "Jane\x00", "Jane \udcff", "1234", "x" * 1_001,
    ],
)  # fmt: skip
def test_a_creator_that_is_none(text):
    one_line(creators=[text])


@pytest.mark.parametrize("text", ["cc-by-4.0", "CC-BY-4.0", "Cc-By-4.0"])
def test_a_licence_by_name(text):
    iri = checked(license=text).license
    assert iri == "https://creativecommons.org/licenses/by/4.0/"
    assert name_of(iri) == "CC-BY-4.0"


def test_a_licence_by_address():
    assert checked(license="https://example.org/terms#1").license == "https://example.org/terms#1"
    assert name_of("https://example.org/terms#1") == "https://example.org/terms#1"


@pytest.mark.parametrize(
    "text",
    ["CC-BY", "free", "none", " ", "ftp://example.org/", "https://example.org/a b", "https://", "\ud800"],
)
def test_a_licence_that_is_none(text):
    assert "licence" in one_line(license=text)


def test_a_near_licence_is_proposed():
    assert "Did you mean 'CC-BY-4.0'?" in one_line(license="CC-BY-40")


@pytest.mark.parametrize(
    "text",
    [
        "2024",
        "2024-13-01",
        "2023-02-29",
        "yesterday",
        "2024-05-31T00:00:00Z",
        "٢٠٢٤-٠٥-٣١",
        "20240531",
        " ",
        "",
    ],
)
def test_a_date_that_is_none(text):
    assert "must be a day such as 2024-05-31" in one_line(date=text)


def test_source_date_epoch():
    assert checked(epoch="0").date == "1970-01-01"
    assert checked(epoch="1717113600").date == "2024-05-31"
    assert checked(epoch="253402300799").date == "9999-12-31"
    assert checked(epoch="not read", date="2024-05-31").date == "2024-05-31"


@pytest.mark.parametrize("text", ["-1", "1.5", "now", "253402300800", "9" * 5_000, "٣"])
def test_a_source_date_epoch_that_is_none(text):
    assert "SOURCE_DATE_EPOCH" in one_line(epoch=text)


@pytest.mark.parametrize("text", [" ", "a\nb", "a\rb", "\x1b[31m", "\ud800", "\uffff", "\u2028", "x" * 1_001])
def test_a_title_that_no_format_holds(text):
    one_line(title=text)
    one_line(version=text)


@given(st.text(min_size=1))
def test_any_text_is_taken_or_refused_in_one_line(text):
    for given_ in (
        {"title": text},
        {"license": text},
        {"version": text},
        {"date": text},
        {"epoch": text},
        {"creators": [text]},
    ):
        assert len(said(given_).splitlines()) == 1


def said(given_):
    """Return the error, or a word where there is none."""
    try:
        checked(**given_)
    except UsageError as error:
        return str(error)
    return "fine"


def one_line(**given):
    with pytest.raises(UsageError) as error:
        checked(**given)
    assert len(str(error.value).splitlines()) == 1
    assert len(str(error.value)) < 1_000
    str(error.value).encode()
    return str(error.value)
