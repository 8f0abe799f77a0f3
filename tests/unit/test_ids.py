import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import (
    LONGEST,
    as_address,
    concept_iri,
    content_key,
    fold,
    is_iri,
    paper_iri,
    repository_iri,
    title_id,
)
from kg.names import normal_form

unreserved = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%/:")


@given(st.lists(st.text(), max_size=4), st.lists(st.text(), max_size=4))
def test_content_key_tells_parts_apart(a, b):
    assert (content_key(*a) == content_key(*b)) == (a == b)


@given(st.text(), st.text())
def test_paper_iris_are_injective_and_plain_ascii(a, b):
    assert (paper_iri(a) == paper_iri(b)) == (a == b)
    assert set(paper_iri(a)) <= unreserved


@given(st.text(), st.text())
def test_concept_iris_are_injective_on_normal_forms(a, b):
    a, b = normal_form(a), normal_form(b)
    assert (concept_iri("Task", a) == concept_iri("Task", b)) == (a == b)
    assert set(concept_iri("Task", a)) <= unreserved


def test_iris_are_readable():
    assert (
        concept_iri("Method", "graph neural network")
        == "https://w3id.org/papergraph/method/graph-neural-network"
    )
    assert (
        repository_iri("https://github.com/a/b")
        == "https://w3id.org/papergraph/repository/github.com%2Fa%2Fb"
    )


def test_title_id_ignores_case_and_punctuation():
    assert title_id("A Title: of Sorts") == title_id("a title of  sorts!")
    assert title_id("…") != title_id("?")


@given(st.text())
def test_fold_is_idempotent(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize("text", ["", "a b", "no scheme", "https://a.b/<", "https://a.b/\ud800", "/relative"])
def test_what_is_no_absolute_iri(text):
    assert not is_iri(text)
    assert is_iri("https://e.org/ä?b=c#d")


def test_a_long_name_is_cut_at_the_limit_and_told_apart_by_a_hash():
    start = len(paper_iri(""))
    assert paper_iri("x" * LONGEST)[start:] == "x" * LONGEST
    one, other = (paper_iri("x" * (LONGEST + n))[start:] for n in (1, 2))
    assert one.startswith("x" * LONGEST + "~")
    assert one != other
    assert "%" not in paper_iri("x" * (LONGEST - 1) + "é")[start:], "no half of an escape is left"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://example.org/ä?b=c#d", "https://example.org/ä?b=c#d"),
        ("https://example.org/a file.pdf#page 2", "https://example.org/a%20file.pdf#page%202"),
        ("http://example.org/100%/[1]", "http://example.org/100%25/%5B1%5D"),
        ("http://example.org/a#b#c", "http://example.org/a%23b%23c"),
        ("http://[::1]/<b>", "http://[::1]/%3Cb%3E"),
        ("www.example.org/a b", "www.example.org/a%20b"),
        ("1:2", None),
    ],
)
def test_an_address_has_nothing_that_no_iri_may_contain(given, expected):
    assert as_address(given) == expected


@given(st.text(), st.sampled_from(["", "https://example.org/", "http://"]))
def test_an_address_is_escaped_once(text, start):
    address = as_address(start + text)
    if address is not None:
        assert is_iri(address) or is_iri(f"https://example.org/{address}")
        assert as_address(address) == address
