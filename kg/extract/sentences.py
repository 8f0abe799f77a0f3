"""Sentence boundaries of an abstract, by rule: abstracts are well-formed prose, and a rule does not drift."""

__all__ = ["split"]

import re
from collections.abc import Iterator

from kg.extract.limits import MAX_SENTENCE
from kg.model import Span

_BREAK = re.compile(r"\n+|(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\W_])")
_ABBREVIATION = re.compile(
    r"\b(?:e\.g|i\.e|vs|cf|Fig|Figs|Eq|Eqs|Sec|Ref|Tab|No|resp|approx|w\.r\.t|a\.k\.a|Dr|Prof|St)\.$"
)
_INITIAL = re.compile(
    r"(?:(?<![^\s.(\[\"'“‘])|(?<=\.-))[A-Z]\.$|\bet al\.$"
)  # a letter by itself: "XLM-R." and "I/O." are names
_LETTERED = re.compile(  # what letters tell apart: no initial follows these
    r"\b(?:(?:sub-?)?tasks?|tracks?|levels?|modes?|parts?|phases?|stages?|steps?|types?|versions?|variants?|class(?:es)?|groups?|appendix"
    r"|tables?|vitamin|hepatitis|variables?|budget|size)(?:\s[A-Z](?:,|,?\sand|\s&))*\s[A-Z]\.$",
    re.IGNORECASE,
)
_OPENER = re.compile(  # words that open a sentence after an initial or "et al.": no names
    r"[\"'“‘(\[]*(?:(?:We|Our|The|This|These|Those|That|To|In|It|Its|A|An|And|But|As|At|By|On|For|From|With|Without|When|While|Where|If|Here"
    r"|There|Then|They|Their|Also|Although|Because|Since|Under|Using|Unlike|Despite|Through|Given|Thus|Hence|First|Second|Next|Later"
    r"|Among|Across|Both|All|Each|Most|Many|Some|One|Two|Three|Such|Even|Not|Based|Compared|Experiments|Results|Extensive|Recent)\s"
    r"|(?:[A-Z][a-z]+ly|However|Moreover|Furthermore|Therefore|Overall|Instead|Then|Thus|Hence|First|Second|Next|Later|Here|Together),)"
)
_TO_LAST_BLANK = re.compile(r".*\s", re.DOTALL)
_LOWER_START = re.compile(r"[\"'“‘(\[]*[^\W\d_]")


def split(text: str) -> tuple[Span, ...]:
    """Return the spans of the sentences in order, without white space at their edges; a line end always ends a sentence.

    None is longer than MAX_SENTENCE: a longer one is several.
    """
    spans: list[Span] = []
    start = 0
    for gap in _BREAK.finditer(text):
        if "\n" not in gap.group() and not _ends(text, start, gap):
            continue
        spans.append((start, gap.start() + len(gap.group().rstrip())))
        start = gap.end()
    spans.append((start, len(text)))
    whole = (_stripped(text, span) for span in spans)
    return tuple((a, b) for span in whole for a, b in _cut(text, span) if a < b)


def _ends(text: str, start: int, gap: re.Match[str]) -> bool:
    """Return whether the mark before the gap ends a sentence: no abbreviation, no initial, and no lower-case word after it."""
    at = gap.start()
    if text[at - 1] == "." and _ABBREVIATION.search(text, max(start, at - 12), at):
        return False
    follows = _LOWER_START.match(text, gap.end())
    if follows and follows.group()[-1].islower():
        return False
    return (
        text[at - 1] != "."
        or not _INITIAL.search(text, max(start, at - 12), at)
        or _ends_with_letter(text, start, gap)
    )


def _ends_with_letter(text: str, start: int, gap: re.Match[str]) -> bool:
    """Return whether a sentence ends with a letter or "et al.": the next one opens as only sentences do, or the letter names something."""
    return bool(
        _OPENER.match(text, gap.end()) or _LETTERED.search(text, max(start, gap.start() - 40), gap.start())
    )


def _cut(text: str, span: Span) -> Iterator[Span]:
    """Yield a span in pieces of MAX_SENTENCE characters at most, cut at the last white space that allows it."""
    start, end = span
    while end - start > MAX_SENTENCE:
        blank = _TO_LAST_BLANK.match(text, start, start + MAX_SENTENCE + 1)
        stop = blank.end() - 1 if blank else start + MAX_SENTENCE
        yield _stripped(text, (start, stop))
        start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    yield start, end


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - (len(piece) - len(piece.rstrip()))
