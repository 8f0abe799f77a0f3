"""The style sheet: the colours of types are those of marked papers, and all can be read."""

import re
from importlib.resources import files

import pytest

from kg.answers.marked_html import NOTES, PAPER, TYPES
from kg.answers.marking import KINDS

CSS = (files("kg.page") / "source" / "style.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([\w-]+): (#\w{6});", block)) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
)  # fmt: skip


def contrast(one, other):
    def luminance(colour):
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("number", "colours"), [(0, LIGHT), (1, DARK)])
def test_types_have_the_colours_of_marked_papers(number, colours):
    for label, pairs in zip(KINDS, TYPES, strict=True):
        assert (colours[label.lower()], colours[f"{label.lower()}-paper"]) == pairs[number]
    assert (colours["text"], colours["paper"]) == PAPER[number]
    assert (colours["soft"], colours["paper"]) == NOTES[number]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_all_text_can_be_read(colours):
    pairs = [(text, ground) for text in ("text", "soft", "link", "visited") for ground in ("paper", "raised")]
    pairs += [(kind, f"{kind}-paper") for kind in (*map(str.lower, KINDS), "other")]
    pairs += [("warn", "paper"), ("text", "warn-paper"), ("text", "best"), ("link", "best"), ("soft", "best"), ("link", "warn-paper"),
              ("warn", "best"), ("visited", "best")]  # fmt: skip
    assert {pair: contrast(*(colours[name] for name in pair)) for pair in pairs if contrast(*(colours[name] for name in pair)) < 4.5} == {}  # fmt: skip
    assert contrast(colours["line-strong"], colours["paper"]) >= 3
    assert contrast(colours["focus"], colours["paper"]) >= 3
