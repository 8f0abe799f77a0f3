"""Words cut into pieces: which, and where they stand in the text."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.word_pieces import WordPieces

PIECES = WordPieces(
    ["[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "naive", "cafe", ".", "-", "中", "文", "a", "##b", "“", "strasse", "ß", "i", "[", "]", "cls"]
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Unaffable.", ["un", "##aff", "##able", "."]),
        ("unknown a", ["[UNK]", "a"]),
        ("Naïve café", ["naive", "cafe"]),
        ("nai\u0308ve", ["naive"]),
        ("中文", ["中", "文"]),
        ("a\u0000b ab\u200b.", ["a", "##b", "a", "##b", "."]),
        ("“a”", ["“", "a", "[UNK]"]),
        ("a-b", ["a", "-", "[UNK]"]),
        ("İ", ["i"]),
        ("[CLS]", ["[", "cls", "]"]),
        ("", []),
        ("a" * 101, ["[UNK]"]),
    ],
)
def test_pieces(text, pieces):
    ids, spans = PIECES.encode(text)
    assert [PIECES.vocabulary[i] for i in ids] == pieces
    assert len(spans) == len(pieces)


def test_offsets_are_those_of_the_text_as_written():
    text = "A naïve, Unaffable caf\u0065\u0301!"
    ids, spans = PIECES.encode(text)
    by_piece = {PIECES.vocabulary[i]: text[start:end] for i, (start, end) in zip(ids, spans, strict=True)}
    assert by_piece["naive"] == "naïve"
    assert by_piece["##aff"] == "aff"
    assert by_piece["cafe"].startswith("cafe")


@given(st.text(max_size=200))
def test_pieces_stand_in_order_and_apart(text):
    ids, spans = PIECES.encode(text)
    assert len(ids) == len(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(spans))
