"""Tables and blocks stay within the width, whatever is in them."""

import pytest
from rich.cells import cell_len

from kg.cli.explain import _by_predicate
from kg.cli.layout import Screen, cut, fold, table_or_blocks
from kg.cli.rejects import _by_reason
from kg.graph.explain import COLUMNS

HOSTILE = [
    "\x1b[31mred\x1b[0m \x07 \x9b31m", "ab\u202ecd\u2066\u200b\ufeff\u00ad", "汉字" * 60, "x" * 100_000,
    "word " * 20_000, "汉" * 100_000, "e\u0301" * 50 + "\u0301" * 500, "👩\u200d👩\u200d👧 family\ufe0f", "\ud800",
    "tab\there\r\nline\u2028line", " " * 300, "\u200b" * 300, "", None, 10**40, float("nan"), ["a", {"b": "\x1b["}],
]  # fmt: skip


def safe(lines, width):
    for line in lines:
        assert cell_len(line) <= width
        assert not {"\x1b", "\x07", "\x9b", "\u202e", "\u2066", "\t", "\r", "\n"} & set(line)
    return lines


@pytest.mark.parametrize("width", [40, 80, 120])
def test_hostile_values_stay_within_the_width(width):
    rows = [(number, value, str(value)[:10]) for number, value in enumerate(HOSTILE)]
    for shown in (rows, *([row] for row in rows)):
        safe(list(table_or_blocks(("n", "\x1b[2J" + "名" * 99, "c"), shown, Screen(width))), width)


@pytest.mark.parametrize("width", [40, 80])
def test_hostile_statements_and_rejects_stay_within_the_width(width):
    texts = [value for value in HOSTILE if isinstance(value, str)]
    for about in (set(), {"thing"}):
        for wide in (False, True):
            rows = [("thing", "USES", t, t, t, t, 1, 2, t, t, n / 20 or None) for n, t in enumerate(texts)]
            safe(list(_by_predicate(about, wide, COLUMNS, rows, Screen(width))), width)
    safe(list(_by_reason((), [(t, 0, t, t, t) for t in texts], Screen(width))), width)


def test_columns_of_wide_characters_are_aligned():
    lines = list(table_or_blocks(("name", "n"), [("汉字", 1), ("abc", 10)], Screen(40)))
    assert lines == ["name   n", "────────", "汉字   1", "abc   10"]


def test_long_texts_are_folded_but_never_to_slivers():
    rows = [("BERT", "a sentence of some length that two lines hold", 0.5)]
    lines = list(table_or_blocks(("method", "sentence", "confidence"), rows, Screen(48)))
    assert lines == [
        "method  sentence                      confidence",
        "─" * 48,
        "BERT    a sentence of some length            0.5",
        "        that two lines hold",
    ]
    many = [f"column {number}" for number in range(8)]
    lines = list(table_or_blocks(many, [["text of several words"] * 8], Screen(80)))
    assert lines[0] == "column 0: text of several words"
    assert lines[1] == "  column 1: text of several words   column 2: text of several words"


def test_a_block_leaves_out_what_is_empty_and_shows_the_properties_of_a_node():
    node = {"iri": "https://x/" + "y" * 38, "name": "BERT", "aliases": ["a", "b"], "none": None}
    lines = list(table_or_blocks(("m", "text"), [(node, "word " * 30), (None, "")], Screen(60, styled=True)))
    assert lines == [
        "\x1b[1mm.name: BERT\x1b[0m",
        f"  m.iri: {node['iri']}",
        "  m.aliases: a, b",
        "  text: word word word word word word word word word word",
        "    word word word word word word word word word word word",
        "    word word word word word word word word word",
        "",
        "\x1b[1mm: -\x1b[0m",
    ]


def test_folding_keeps_every_word():
    text = "one two " + "three" * 9 + " four"
    for width in (10, 20, 30):
        assert "".join(fold(text, width)).replace(" ", "") == text.replace(" ", "")
    assert fold("", 10) == [""]
    assert cut("abcdef", 4) == "abc…"
    assert cut("汉字汉字", 6) == "汉字…"
