"""Marked papers in HTML: escaped, with a style sheet of their own, without scripts and links."""

__all__ = ["INVISIBLE", "NOTES", "PAPER", "TYPES", "clean", "page", "snippet"]

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import chain

from kg.answers.marking import KINDS, Mark, Segment, lines, results, roles, steps
from kg.model import Extraction

# Text and background of the paper, of its side notes, and of each type in the order of KINDS: in light, in dark.
Pair = tuple[str, str]
PAPER: tuple[Pair, Pair] = (("#1b1f24", "#ffffff"), ("#e8eaed", "#16191d"))
NOTES: tuple[Pair, Pair] = (("#4d555f", "#ffffff"), ("#b0b8c1", "#16191d"))
TYPES: tuple[tuple[Pair, Pair], ...] = (
    (("#3d2c00", "#ffe08a"), ("#ffe9b0", "#5c4400")),
    (("#00304f", "#bfe3ff"), ("#d6eeff", "#0b4a73")),
    (("#0d3a12", "#c4efc4"), ("#d5f5d8", "#1d5426")),
    (("#3f0f5a", "#ecd0fb"), ("#f3e0ff", "#5a2a75")),
    (("#561500", "#ffd0c2"), ("#ffe3da", "#7a2c14")),
    (("#22272e", "#dde1e6"), ("#eceff3", "#454c56")),
)
_LINES = ("2px solid", "2px dotted", "2px dashed", "4px double", "0 none", "1px solid")  # not by colour alone
INVISIBLE = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]"
)
_RULES = """\
.kg-marked { max-width: 48rem; padding: .5rem 1rem; font: 1rem/1.7 system-ui, sans-serif; text-align: left }
.kg-marked h2 { font-size: 1.2rem; line-height: 1.5; margin: .3rem 0 }
.kg-marked p, .kg-marked ul { margin: .3rem 0; padding: 0; overflow-wrap: anywhere }
.kg-marked li { list-style: none }
.kg-marked .notes { font-size: .875rem }
.kg-marked mark { padding: .1em .2em; border-radius: .2em; -webkit-box-decoration-break: clone; box-decoration-break: clone }
.kg-marked mark.result { font-weight: bold }
.kg-marked mark[data-role]::after { content: "\\00a0" attr(data-role); font-size: .75em; font-style: italic }
"""


def snippet(extraction: Extraction) -> str:
    """Return one paper with its style sheet; its list of roles is the legend."""
    return f"<style>\n{_style()}</style>\n{_article(extraction)}"


def page(extractions: Iterable[Extraction]) -> Iterator[str]:
    """Yield the parts of a page of papers, with a legend."""
    first = next(rest := iter(extractions), None)
    title = "Papers" if first is None else first.text.partition("\n")[0]
    yield (
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{clean(title)}</title>\n<style>\nbody {{ margin: 0 auto; max-width: 50rem }}\n"
        f"{_both('body', PAPER)}.kg-marked h1 {{ font-size: 1rem }}\n{_style()}</style>\n"
        f'<header class="kg-marked"><h1>Concepts and results marked in papers</h1>\n<p>{_legend()}</p></header>\n'
    )
    for extraction in chain(() if first is None else (first,), rest):
        yield _article(extraction)
    yield "</html>\n"


def _article(extraction: Extraction) -> str:
    title, *paragraphs = lines(extraction) or [[]]
    said = [f"<h2>{_line(title)}</h2>", f'<p class="notes">{clean(extraction.id)}</p>']
    said += [f"<p>{_line(line)}</p>" for line in paragraphs]
    notes = [
        f"{_label(kind)} {clean(role)}: {clean('; '.join(names))}" for kind, role, names in roles(extraction)
    ]
    notes += [
        f"{_label('Result')} {clean(f'{value}: {owner}' if owner else value)}"
        for value, owner in results(extraction)
    ]
    listed = "".join(f"<li>{note}</li>\n" for note in notes)
    return "\n".join(
        ['<article class="kg-marked">', *said, f'<ul class="notes">\n{listed}</ul>', "</article>\n"]
    )


def _line(line: list[Segment]) -> str:
    return "".join(
        f"{'</mark>' * len(closed)}{''.join(_tag(mark, segment) for mark in opened)}{clean(segment.text)}"
        for closed, opened, segment in steps(line)
    )


def _tag(mark: Mark, segment: Segment) -> str:
    """Return the start of a mark; the first mention of a concept shows its role."""
    role = (
        f' data-role="{clean(mark.role)}"' if mark.role and mark.first and mark.start == segment.start else ""
    )
    said = f"{mark.kind}{', ' if mark.role else ''}{mark.role}{'; ' if mark.about else ''}{mark.about}"
    return f'<mark class="{_class(mark.kind)}" title="{clean(said)}"{role}>'


def _label(kind: str) -> str:
    return f'<mark class="{_class(kind)}">{clean(kind)}</mark>'


def _legend() -> str:
    return " ".join(map(_label, KINDS))


def _class(kind: str) -> str:
    return kind.lower() if kind in KINDS else "other"


def clean(text: str) -> str:
    """Return a text escaped, without characters that HTML forbids or that change what is seen."""
    return escape(INVISIBLE.sub("", text))


def _style() -> str:
    of_kinds = (
        _both(
            f".kg-marked mark.{_class(kind)}",
            TYPES[i % len(TYPES)],
            f"; border-bottom: {_LINES[i % len(_LINES)]}",
        )
        for i, kind in enumerate((*KINDS, "other"))
    )
    return "".join(
        (
            _RULES,
            _both(".kg-marked", PAPER),
            _both(".kg-marked .notes", NOTES),
            *of_kinds,
        )
    )


def _both(selector: str, colours: tuple[Pair, Pair], more: str = "") -> str:
    """Return the rules of a selector in light and dark, each a text colour on a background."""
    (text, ground), (dark_text, dark_ground) = colours
    return (
        f"{selector} {{ color: {text}; background: {ground}{more} }}\n"
        f"@media (prefers-color-scheme: dark) {{ {selector} {{ color: {dark_text}; background: {dark_ground} }} }}\n"
    )
