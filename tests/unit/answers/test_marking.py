"""Marks in the text of a paper, whatever overlaps, and the HTML made of them."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answers.marked_html import NOTES, PAPER, TYPES, page
from kg.answers.marking import KINDS, html, lines, results, roles, segments, steps
from kg.cli.marked import coloured, in_brackets
from kg.model import Cluster, Extraction, Mention, ResultMention
from tests.security.hostile import TEXTS

TEXT = "Deep BERT on GLUE\nIt attains 84.2% accuracy."


def mentions(text, *spans):
    return Extraction("p:1", text, entities=tuple(Mention(*span, "c", 0.9, "test") for span in spans))


def brackets(extraction, width=None):
    return "".join(in_brackets([extraction], width))


class Tags(HTMLParser):
    """The text and the marks of the paragraphs; a tag that is closed out of order is an error."""

    def __init__(self, source):
        super().__init__()
        self.open, self.marks, self.texts, self.names = [], [], [], set()
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        if tag not in ("meta", "html"):
            self.open.append(tag)
        self.marks += [dict(attrs)] if tag == "mark" else []
        self.texts += [""] if tag in ("h2", "p") else []

    def handle_endtag(self, tag):
        if tag != "html":
            assert self.open.pop() == tag

    def handle_data(self, data):
        if {"h2", "p"} & set(self.open):
            self.texts[-1] += data


def test_nested_marks_stay_whole():
    found = mentions(TEXT, (0, 9, "Method"), (5, 9, "Method"), (13, 17, "Dataset"))
    assert brackets(found).startswith("[Deep [BERT|Method]|Method] on [GLUE|Dataset]\n")


def test_overlapping_marks_go_on_behind_each_other():
    assert brackets(mentions("one two three", (0, 7, "Task"), (4, 13, "Method"))).startswith(
        "[one [two…|Method]|Task][… three|Method]\n"
    )


def test_spans_that_no_text_has_and_repeated_ones_are_left_out():
    found = mentions(
        "BERT", (0, 4, "Method"), (0, 4, "Method"), (0, 0, "Task"), (2, 9, "Task"), (3, 1, "Task")
    )
    assert brackets(found).startswith("[BERT|Method]\n")


def test_a_number_of_several_results_is_marked_once_and_says_both():
    start = TEXT.index("84.2")
    clusters = (Cluster("m1", "Method", ("BERT", "it"), "proposed", 5, 9, 0.9, "test"),)
    numbers = tuple(
        ResultMention("84.2", "%", kind, "m1", None, None, None, start, start + 4, 0.7, "test")
        for kind in ("absolute", "gain")
    )
    found = Extraction("p:1", TEXT, clusters=clusters, results=numbers)
    (mark,) = [mark for segment in segments(found) for mark in segment.marks]
    assert mark.about == "method BERT; confidence 0.70 / method BERT, gain; confidence 0.70"
    assert results(found) == [("84.2%", "method BERT"), ("84.2%", "method BERT, gain")]
    assert "attains [84.2|Result]% accuracy" in brackets(found)


def test_roles_are_those_of_the_concepts_in_the_text():
    found = Extraction(
        "p:1",
        TEXT,
        clusters=(
            Cluster("d1", "Dataset", ("GLUE",), "used", 13, 17, 0.9, "test"),
            Cluster("m1", "Method", ("BERT",), "proposed", 5, 9, 0.9, "test"),
            Cluster("source:x", "Dataset", ("X",), "used", 0, 0, 1.0, "source"),
        ),
    )
    assert roles(found) == [("Method", "proposed", ("BERT",)), ("Dataset", "used", ("GLUE",))]


def test_html_shows_type_role_and_name():
    found = Extraction(
        "p:1",
        TEXT,
        entities=(Mention(5, 9, "Method", "m1", 0.876, "test"), Mention(18, 20, "Method", "m1", 0.5, "test")),
        clusters=(Cluster("m1", "Method", ("BERT", "It"), "proposed", 5, 9, 0.9, "test"),),
    )
    shown = html(found)
    assert (
        '<mark class="method" title="Method, proposed; confidence 0.88" data-role="proposed">BERT</mark>'
        in shown
    )
    assert '<mark class="method" title="Method, proposed; BERT; confidence 0.50">It</mark>' in shown


SPANS = st.tuples(st.integers(-2, 40), st.integers(-2, 40), st.sampled_from([*KINDS, "<b>"]))


@given(st.text("ab <&\"'\n|[]\u202e\x1b", min_size=1, max_size=30), st.lists(SPANS, max_size=8))
def test_every_text_with_any_marks_is_shown_whole(text, spans):
    found = mentions(text, *spans)
    assert "".join(segment.text for segment in segments(found)) == text
    wanted = [line for line in text.split("\n") if line.strip()]
    assert ["".join(segment.text for segment in line) for line in lines(found)] == wanted
    for line in lines(found):
        opened = []
        for closed, begun, _ in steps(line):
            for mark in closed:
                assert opened.pop() == mark
            opened += begun
        assert opened == []
    tags = Tags(html(found))
    visible = [re.sub("[\u202e\x1b]", "", line) for line in wanted]
    assert [said for said in tags.texts if said != "p:1"] == (visible or [""])
    assert tags.open == []


@pytest.mark.parametrize("text", TEXTS)
def test_hostile_text_stays_text(text):
    found = Extraction(
        text,
        f"A {text} b\n{text}",
        entities=(Mention(0, 3 + len(text), text, text, 0.9, text),),
        clusters=(Cluster(text, text, (text,), text, 0, 1, 0.9, text),),
        results=(ResultMention(text, text, text, text, None, None, None, 0, 1, 0.9, text),),
    )
    tags = Tags("".join(page([found, found])))
    assert tags.names <= {
        "html",
        "meta",
        "title",
        "style",
        "header",
        "article",
        "h1",
        "h2",
        "p",
        "ul",
        "li",
        "mark",
    }
    assert {name for mark in tags.marks for name in mark} <= {"class", "title", "data-role"}
    plain = brackets(found)
    colour = re.sub(r"\x1b\[[\d;]*m", "", "".join(coloured([found], 60)))
    for shown in (plain, colour):
        assert not re.search("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)


@pytest.mark.parametrize("width", [1, 24, 80, 120])
def test_lines_fit_the_width(width):
    from rich.cells import cell_len

    text = "A title\n" + "漢字の長い文 and words, https://example.org/" + "long/" * 40 + " end. " * 30
    found = mentions(text, (3, 90, "Method"), (20, 60, "Task"))
    shown = re.sub(r"\x1b\[[\d;]*m", "", "".join(coloured([found], width)))
    for line in (shown + brackets(found, width)).splitlines():
        assert cell_len(line) <= max(width, 20)
        assert line == line.rstrip()


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("pair", [*PAPER, *NOTES, *(pair for both in TYPES for pair in both)], ids=str)
def test_text_has_the_contrast_of_wcag_aa(pair):
    dark, light = sorted(map(luminance, pair))
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_every_type_has_a_style_of_its_own():
    assert len(set(TYPES)) >= len(KINDS)
    shown = "".join(page([]))
    assert all(f"mark.{kind.lower()} {{" in shown for kind in KINDS)
    assert "http" not in shown.replace("http-equiv", "")
