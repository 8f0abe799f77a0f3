"""Nesting is counted as the parsers count it: brackets in strings, IRIs and comments are none."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import RdfFormat, parse

from kg.resolve.nesting import MAX_NESTED, check_brackets, check_elements

# Each is valid before a bracket, and has brackets or what may hide some.
DECOYS = st.sampled_from(
    [
        '<a:p> "((([[[" ;', "<a:p> '([\"' ;", '<a:p> """ " "" [[ \\""" """ ;', "<a:p> '''' [ '' \\''' ''' ;", '<a:p> "\\"(", \'\\\'[\' ;',
        "<a:\\u0041> 1 ;", "<a:#[> 1 ;".replace("[", "%5B"), "# [[ \" ''' <\n", "#\r", "ex:a\\(b\\#c 1 ;", "<a:\\U00000041#x> 2 ;", "<a:p> 1 ; #[(\n",
        "ex:x\\'y 'z[' ;", '<a:p> ""@en ;', "<a:p> \"\"\"\"\"\" ;", "<a:'p> '#' ;",
    ]
)  # fmt: skip


def refused(data, syntax):
    try:
        check_brackets(data.encode(), syntax)
    except ValueError:
        return True
    return False


@given(st.lists(DECOYS, max_size=6), st.integers(MAX_NESTED - 2, MAX_NESTED + 2))
def test_turtle(decoys, depth):
    some = " ".join(decoys)
    text = f"@prefix ex: <http://e.org/> .\n<a:s> <a:q> {f'[ {some} <a:q> ' * depth}1{']' * depth} ."
    assert len(list(parse(input=text.encode(), format=RdfFormat.TURTLE))) > depth, (
        "the parser takes it as well"
    )
    assert refused(text, "ttl") == (depth > MAX_NESTED)


@given(st.text(), st.integers(MAX_NESTED - 2, MAX_NESTED + 2), st.booleans())
def test_json(text, depth, ascii_only):
    value = text
    for _ in range(depth):
        value = [text, value]
    assert refused(
        json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "replace").decode(), "jsonld"
    ) == (depth > MAX_NESTED)


@given(st.text(alphabet="<>\"'[]()#\\{}\n\ra@.;|"))
def test_any_soup_ends(text):
    for syntax in ("ttl", "jsonld"):
        assert refused(text, syntax) == (
            text.count("[") + text.count("(") + text.count("{") + text.count("<<") > MAX_NESTED
        )


def test_the_line_is_told_and_siblings_are_not_nested():
    with pytest.raises(ValueError, match=r"^line 3: brackets"):
        check_brackets(b"\n\n" + b"[" * 201, "ttl")
    check_brackets(b"[ ] ( ) << >> { }" * 1_000, "ttl")
    check_brackets(b"[{}]" * 1_000, "jsonld")


@pytest.mark.parametrize("syntax", ["nt", "ttl"])
def test_triples_within_triples_count(syntax):
    """A hundred thousand of them end the parser's process."""
    nested = "<<( <a:s> <a:p> " * 100_000 + "<a:o>" + " )>>" * 100_000
    assert refused(f"<a:s> <a:p> {nested} .", syntax)


def test_elements():
    def nested(depth):
        return b"<a>" * depth + b"<!-- <a><a> --><![CDATA[<a>]]>" + b"</a>" * depth

    check_elements(nested(MAX_NESTED))
    with pytest.raises(ValueError, match="elements nested"):
        check_elements(nested(MAX_NESTED + 1))
    check_elements(b"<a>" + b"<b/><b></b>" * 1_000 + b"</a>")
    for bad in (
        b"<a>",
        b"",
        b"<a/><a/>",
        b"<a b='1' b='1'/>",
        b"<a>&nbsp;</a>",
        "<a>é</a>".encode("latin-1"),
        "<a/>".encode("utf-16"),
    ):
        with pytest.raises(SyntaxError):
            check_elements(bad)
    with pytest.raises(ValueError, match="attributes"):
        check_elements(b"<a " + b" ".join(b"b%d=''" % n for n in range(1_001)) + b"/>")
    with pytest.raises(ValueError, match="attributes"):
        check_elements(b"<a " + b" ".join(b"xmlns:b%d='u:x'" % n for n in range(1_001)) + b"/>")


@pytest.mark.parametrize(
    "declared", ["<!DOCTYPE a>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>"]
)
def test_document_type_declarations_are_refused(declared):
    with pytest.raises(ValueError, match="document type declaration"):
        check_elements(f"<?xml version='1.0'?>\n{declared}<a>&b;</a>".encode())
