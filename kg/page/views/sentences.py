"""Sentences of papers with what they say marked, as HTML whose every part is escaped."""

__all__ = ["Said", "Sentence", "marked", "sentence"]

from collections.abc import Callable, Mapping
from typing import NamedTuple

from markupsafe import Markup

from kg.answers.marked_html import clean
from kg.answers.marking import Mark, Segment, steps
from kg.model import Span
from kg.page.known import Known, Titled
from kg.page.words import kind

_Spans = list[tuple[int, int, str]]


class Said(NamedTuple):
    """A sentence of a paper, by id, with the offsets into its text of what it says."""

    paper: str
    sentence: str
    start: int
    end: int
    confidence: float


class Sentence(NamedTuple):
    """A sentence of a paper as a page shows it; empty where only a source states the fact."""

    html: Markup
    paper: Titled
    confidence: float


def sentence(known: Known, said: Said, ends: list[tuple[str, str]]) -> Sentence:
    """Return a sentence with what it says marked.

    `ends` are the label and IRI of what is spoken of there: of two ends that the span joins, each is marked where it is named.
    """
    paper = known.papers.get(said.paper)
    if paper is None:
        paper = Titled(said.paper, said.paper, None, None, known.paper_address(said.paper))
    text, start, end = said.sentence, said.start, said.end
    offset = _place(known.text(said.paper), text, start, end) if text else -1
    spans = _spans(known, text, start - offset, end - offset, ends) if offset >= 0 else []
    return Sentence(_with_spans(text, spans), paper, said.confidence)


def _place(text: str, sentence: str, start: int, end: int) -> int:
    """Return where in a text the sentence begins that covers these offsets, or -1."""
    return text.find(sentence, max(0, end - len(sentence)), start + len(sentence))


def _spans(known: Known, text: str, start: int, end: int, ends: list[tuple[str, str]]) -> _Spans:
    if not 0 <= start < end <= len(text):
        return []
    if len(ends) == 1:
        return [(start, end, ends[0][0])]
    within = text[start:end].casefold()
    if len(within) != end - start:  # case folding has moved the offsets
        return [(start, end, "")]
    for first, last in (ends, ends[::-1]):
        head = next((len(name) for name in known.names_of(first[1]) if within.startswith(name)), 0)
        tail = next((len(name) for name in known.names_of(last[1]) if within.endswith(name)), 0)
        if head and tail and head + tail <= len(within):
            return [(start, start + head, first[0]), (end - tail, end, last[0])]
        if head == len(within):
            return [(start, end, first[0])]
    return [(start, end, "")]


def _with_spans(text: str, spans: _Spans) -> Markup:
    parts, done = [], 0
    for start, end, label in spans:
        title = f' title="{clean(label)}"' if label else ""
        parts.append(
            f'{clean(text[done:start])}<mark class="{clean(kind(label or "other"))}"{title}>{clean(text[start:end])}</mark>'
        )
        done = end
    return Markup("".join(parts) + clean(text[done:]))  # noqa: S704 - every part is escaped


def marked(line: list[Segment], node_at: Mapping[Span, str], link: Callable[[str], str | None]) -> Markup:
    """Return a line of a text with its mentions marked, each a link to what it means; `link` gives it from an IRI."""
    parts, inside = [], 0
    links: list[bool] = []
    for closed, opened, segment in steps(line):
        for _ in closed:
            linked = links.pop()
            inside -= linked
            parts.append("</a></mark>" if linked else "</mark>")
        for mark in opened:
            iri = node_at.get((mark.start, mark.end))
            href = link(iri) if iri is not None and not inside else None  # a link within a link is none
            links.append(href is not None)
            inside += href is not None
            parts.append(_tag(mark, segment) + (f'<a href="{clean(href)}">' if href is not None else ""))
        parts.append(clean(segment.text))
    return Markup("".join(parts))  # noqa: S704 - every part is escaped


def _tag(mark: Mark, segment: Segment) -> str:
    shown = mark.role and mark.first and mark.start == segment.start
    role = f' data-role="{clean(mark.role)}"' if shown else ""
    said = f"{mark.kind}{', ' if mark.role else ''}{mark.role}{'; ' if mark.about else ''}{mark.about}"
    return f'<mark class="{clean(kind(mark.kind))}" title="{clean(said)}"{role}>'
