"""Streams of JSON and XML are cut into records by their brackets and tags alone; the parsers agree on what the records are."""

import io
import json
from importlib import import_module
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read import READERS, brackets
from kg.read.elements import elements
from kg.read.objects import objects
from kg.read.window import Window

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(st.text(max_size=8), VALUES, min_size=1, max_size=4), max_size=5)


def cut(data, *names):
    return [(r.code or json.loads(r.data)) for r in objects(io.BytesIO(data), names)]


@given(RECORDS, st.sampled_from(["\n", " ", "\r\n\n"]), st.sampled_from([None, 1]), st.booleans())
@settings(deadline=None)
def test_a_list_is_cut_into_its_objects(records, between, indent, ascii_only):
    texts = [
        json.dumps(record, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
        for record in records
    ]
    wanted = [json.loads(text) for text in texts]
    assert cut(b"[" + f",{between}".encode().join(texts) + b"]") == wanted
    assert cut(between.encode().join(texts)) == wanted
    assert (
        cut(
            b'{"meta": {"results": 3, "a": [1]}, "results": [' + b",".join(texts) + b'], "next": "]"}',
            "results",
        )
        == wanted
    )
    assert cut(b'{"message": {"items": [' + b", ".join(texts) + b"]}}", "items", "message.items") == wanted


@given(RECORDS.filter(bool))
def test_offsets_are_where_the_records_are(records):
    data = json.dumps(records).encode()
    for record in objects(io.BytesIO(data)):
        assert data[record.offset :].startswith(record.data)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'[{"a": 1}, null, 3, "x", {"b": NaN}]', [{"a": 1}, {"b": "NaN"}]),
        (b'{"a": {"results": [{"x": 1}]}}', [{"a": {"results": [{"x": 1}]}}]),
        (b'{"results": []}', []),
        (b'{"index": {"results": [1, 2], "data": [3]}}', [{"index": {"results": [1, 2], "data": [3]}}]),
        (b'[{"a": 1}, {"b": ', [{"a": 1}, "cut"]),
        (b'{"results": [{"a": 1}', [{"a": 1}, "cut"]),
        (b'{"a": 1]}', ["malformed"]),
        (b'} {"a": 1}', ["malformed"]),
        (b'[{"a": 1}] junk', [{"a": 1}, "malformed"]),
        (b"[" * 5000, ["malformed"]),
        (b'"' * 3, ["malformed"]),
        (b"", []),
    ],
)
def test_what_is_no_list_of_objects(data, found):
    names = frozenset([b"results", b"data"])
    assert [
        r.code or json.loads(r.data, parse_constant=str) for r in brackets.records(io.BytesIO(data), names)
    ] == found


def test_a_record_that_is_too_long_costs_itself_alone(monkeypatch):
    monkeypatch.setattr(brackets, "MAX_LINE", 500)
    monkeypatch.setattr("kg.read.window.PIECE", 64)
    long = [
        b'{"a": "' + b'x\\"' * 400 + b'"}',
        b'{"a": [' + b"1, " * 400 + b"1]}",
        b'{"a": [' + b'{"b": 1}, ' * 90 + b"1]}",
    ]
    for record in long:
        data = b'[{"n": 1}, ' + record + b', {"n": 2}]'
        found = list(brackets.records(io.BytesIO(data), frozenset()))
        assert [r.code for r in found] == ["", "too-long", ""]
        assert [json.loads(r.data) for r in found if not r.code] == [{"n": 1}, {"n": 2}]


def xml(data, *names):
    return [(r.code or r.data.decode()) for r in elements(Window(io.BytesIO(data), 4096), names)]


@given(
    st.lists(st.text(), max_size=4),
    st.sampled_from(["", "<!-- <p>no</p> -->", "<![CDATA[<p>no</p>]]>", "<?p <p> ?>", "<q/><pp>x</pp>"]),
)
def test_elements_are_cut_out(texts, between):
    wanted = [f"<p n='{n}'>{escape(text)}<i>&lt;p></i></p>" for n, text in enumerate(texts)]
    data = f"<root>{between}{between.join(wanted)}{between}</root>".encode("utf-8", "replace")
    assert xml(data, "p") == [text.encode("utf-8", "replace").decode() for text in wanted]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("<r><p/><p a='1' /><p></p ></r>", ["<p/>", "<p a='1' />", "<p></p >"]),
        ("<r><p><p>1</p></p><p>2</p></r>", ["<p><p>1</p></p>", "<p>2</p>"]),
        ("<r><p><q><s>1</s></q></p><q>2</q></r>", ["<p><q><s>1</s></q></p>", "<q>2</q>"]),
        ("<r><x:p>1</x:p></r>", ["<x:p>1</x:p>"]),
        ("<r><p><!-- </p> --><![CDATA[</p>]]>1</p></r>", ["<p><!-- </p> --><![CDATA[</p>]]>1</p>"]),
        ("<!DOCTYPE r [<!ENTITY p '<p>no</p>'>]><r><p>1</p></r>", ["<p>1</p>"]),
        ("<!DOCTYPE r SYSTEM 'x'><r><p>1</p></r>", ["<p>1</p>"]),
        ("<r><p>1</p><p>2", ["<p>1</p>", "cut"]),
        ("<r><p>1</p>", ["<p>1</p>", "cut"]),
        ("<r><p>1</p><!-- ", ["<p>1</p>", "cut"]),
        ("<p>1</p>", ["<p>1</p>"]),
        ("</p><p>1</p>", ["<p>1</p>"]),
        ("<r></r>", []),
    ],
)
def test_tags_and_what_is_none(data, found, monkeypatch):
    assert xml(data.encode(), "p", "q") == found
    monkeypatch.setattr("kg.read.window.PIECE", 1)
    assert [(r.code or r.data.decode()) for r in elements(Window(io.BytesIO(data.encode())), ("p", "q"))][
        : len(found)
    ] == found


def test_an_element_that_is_too_long_costs_itself_alone(monkeypatch):
    monkeypatch.setattr("kg.read.elements.MAX_LINE", 500)
    monkeypatch.setattr("kg.read.window.PIECE", 64)
    data = b"<r><p>1</p><p>" + b"<b>x</b>" * 200 + b"</p><p>2</p></r>"
    assert [r.code or r.data for r in elements(Window(io.BytesIO(data)), ("p",))] == [
        b"<p>1</p>",
        "too-long",
        b"<p>2</p>",
    ]


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (
            "ris",
            b"TY  - JOUR\nTI  - Title 0 <i>x</i> $a_1$\nAB  - An \\emph$astract} oflt &;p&gt; {some} letters.\x06\nPY  - 2020\nER - Titlarxiv:>x<  - \n\nTY t TOle  AnJOUR\nTI:  - TitPY  - 2020\nER  - \n",
        ),
        (
            "openalex",
            b'{"meta\xfd: {"count": 3}, "|esults": [{"id": "https://openalex.org/W0", "display_name": "Title 0 <i>x</i$"meta": {"count": 1}, "results": [{a_1$", "palex.org/W0ublicati',
        ),
    ],
)
def test_what_the_fuzzer_found(form, data):
    assert list(import_module(READERS[form]).read(io.BytesIO(data), "x"))
