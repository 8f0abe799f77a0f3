"""Abbreviations and their long forms, by the algorithm of Schwartz and Hearst (2003, Pacific Symposium on Biocomputing 8:451-462).

To their "long form (SF)" we add what abstracts on machine learning need: "SF (long form)", plurals, digits
(M2M), "[SF]", "(henceforth SF)", ", or SF for short", titles "SF: Long Form". Words that begin with the pieces of the short form
come first: the nearest letters may lie inside a word.
"""

__all__ = ["Abbreviation", "find"]

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.model import Span

_BRACKET = re.compile(r"[(（]([^()（）\n]{2,120})[)）]")
_SQUARE = re.compile(r"\[([^\[\]\n]{2,15})\]")
_SAID = re.compile(
    r"(?:henceforth|hereafter|hereinafter|i\.e\.|a\.?k\.?a\.?|(?:also )?known as|(?:also )?called|dubbed|named|termed|denoted(?: as| by)?"
    r"|abbreviated(?: as| to)?|or|in short|for short|short)[,:]?\s+",
    re.IGNORECASE,
)
_SHORT = re.compile(r"[A-Za-z0-9][\w+./-]{0,14}[\w+]|[A-Z]")
_FOR_SHORT = re.compile(r",?\s+(?:for|in) short$")
_APART = re.compile(r",\s+or(?:\s+(?:simply|just))?\s+([^\s,]{2,15})\s+(?:for|in)\s+short\b")
_WORD = re.compile(r"[^\W_]+(?:['’][a-z]+)?|[^\w\s]")
_EDGE = frozenset(
    "a an the our this these that such new novel proposed called named termed dubbed of for and or with in on by to using via as is are we "
    "its existing recent recently introduced so based".split()
)
_SMALL = frozenset("a an the of for and or with in on by to from via as at".split())
_NO_SHORT = re.compile(
    r"(?:e\.g|i\.e|cf|vs|Fig|Figs|Eq|Sec|Tab|ours|resp|top|see|code|left|right|best|both|a|b|c|i|ii|iii|iv|v|\d+[\d.]*%?x?)\.?",
    re.IGNORECASE,
)
_TITLE = re.compile(r"^([^\s:]{2,15}):\s+(.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and its long form, as spans."""

    short: Span
    long: Span


def find(text: str) -> list[Abbreviation]:
    """Return the pairs in order of their brackets; neither side crosses a line end or the end of a sentence."""
    pairs = [pair for bracket in _BRACKET.finditer(text) for pair in _in_bracket(text, bracket)]
    pairs += [pair for bracket in _SQUARE.finditer(text) for pair in _in_square(text, bracket)]
    for apart in _APART.finditer(text):
        long = _long_form(text, apart[1], apart.start()) if is_short(apart[1]) else None
        if long is not None:
            pairs.append(Abbreviation(apart.span(1), long))
    title = _TITLE.match(text)
    if title:
        pair = _title(title)
        if pair is not None:
            pairs.insert(0, pair)
    return list(dict.fromkeys(pairs))


def _in_bracket(text: str, bracket: re.Match[str]) -> Iterator[Abbreviation]:
    """Yield the pair of "long form (SF…)" or of "SF (long form)"."""
    inside_start, inside_end = bracket.span(1)
    said = _SAID.match(text, inside_start, inside_end)
    inside = text[said.end() if said else inside_start : inside_end]
    first = _FOR_SHORT.sub("", re.split(r"[;,]| or | aka ", inside, maxsplit=1)[0].strip()).strip("\"'“”‘’")
    start = text.index(first, inside_end - len(inside)) if first else inside_start
    if is_short(first):
        long = _long_form(text, first, bracket.start())
        if long is not None:
            yield Abbreviation((start, start + len(first)), long)
            return
    before = re.search(r"(\S{2,15})\s*$", text[max(0, bracket.start() - 20) : bracket.start()])
    if before and is_short(before[1].strip("\"'“”‘’,")) and " " in bracket[1].strip():
        short = before[1].strip("\"'“”‘’,")
        at = text.rindex(short, 0, bracket.start())
        inside = text[inside_start:inside_end].split(";", maxsplit=1)[0].split(", ", maxsplit=1)[0]
        long = _matched(text, short, inside_start, inside_start + len(inside.rstrip()))
        if long is not None and long[0] - inside_start <= 4:
            yield Abbreviation((at, at + len(short)), long)


def _in_square(text: str, bracket: re.Match[str]) -> Iterator[Abbreviation]:
    """Yield the pair of "long form [SF]", only where words begin with its pieces: most square brackets hold tokens and citations."""
    if is_short(bracket[1]):
        start, end = _before(text, bracket[1], bracket.start())
        long = _begun(text, bracket[1], start, end)
        if long is not None:
            yield Abbreviation(bracket.span(1), long)


def is_short(form: str) -> bool:
    """Return whether a form may abbreviate: 2 to 15 characters (one capital at least, or a digit among letters), no plain word."""
    if not _SHORT.fullmatch(form) or _NO_SHORT.fullmatch(form) or len(form) < 2:
        return False
    capitals = sum(c.isupper() for c in form)
    return (
        capitals > 1
        or (capitals == 1 and not (form[0].isupper() and form[1:].islower() and len(form) > 3))
        or (any(c.isdigit() for c in form) and any(c.isalpha() for c in form))
    )


def _long_form(text: str, short: str, end: int) -> Span | None:
    """Return the long form before a bracket."""
    return _matched(text, short, *_before(text, short, end))


def _before(text: str, short: str, end: int) -> Span:
    """Return where a long form may stand before a bracket: at most min(|SF| + 5, 2 |SF|) words of the same sentence back."""
    letters = _letters(short)
    most = min(len(letters) + 5, 2 * len(letters))
    window = max(0, end - 200)
    stop = (
        max((m.end() for m in re.finditer(r"[.!?;:](?=\s)|\n|[()（）]", text[window:end])), default=0)
        + window
    )
    words = [m.start() for m in re.finditer(r"[^\s-]+", text[stop:end])][-most:]
    return stop + words[0] if words else end, stop + len(text[stop:end].rstrip())


def _letters(short: str) -> str:
    """Return the letters and digits of a short form, without the s of several."""
    letters = re.sub(r"[^A-Za-z0-9]", "", short)
    return letters[:-1] if len(letters) > 2 and letters.endswith("s") and letters[-2].isupper() else letters


def _matched(text: str, short: str, start: int, end: int) -> Span | None:
    """Return the stretch that ends at `end` and that the short form stands for.

    Its words begin with the pieces of the short form; else it is the shortest that holds the characters in
    order, the first at the start of a word.
    """
    begun = _begun(text, short, start, end)
    if begun is not None:
        return begun
    letters = _letters(short)
    at = end
    for i in range(len(letters) - 1, -1, -1):
        wanted = letters[i].lower()
        at -= 1
        while at >= start and (text[at].lower() != wanted or (i == 0 and at > 0 and text[at - 1].isalnum())):
            at -= 1
        if at < start:
            return None
    return _checked(text, short, at, end)


def _begun(text: str, short: str, start: int, end: int) -> Span | None:
    """Return the nearest words up to `end` that all begin with the pieces of the short form in order; small ones may be left out."""
    letters = _letters(short).lower()
    words = list(re.finditer(r"[^\W_]+", text[start:end]))
    forms = [word.group().lower() for word in words]
    if letters in forms:
        return None
    for reading in _readings(letters):
        for i in range(len(words) - 2, -1, -1):
            joined = text[start + words[i].end()] == "-"
            if (forms[i] not in _SMALL or joined) and _begin(forms[i:], reading):
                return start + words[i].start(), start + words[-1].end()
    return None


def _readings(letters: str) -> Iterator[str]:
    """Yield what a short form may mean letter by letter: itself, 2 and 4 as "to" and "for" (M2M), a digit as so many letters (A3C)."""
    yield letters
    if any(map(str.isdigit, letters)):
        yield letters.replace("2", "t").replace("4", "f")
        yield re.sub(r"([a-z])([2-4])", lambda match: match[1] * int(match[2]), letters)


def _begin(words: Sequence[str], letters: str) -> bool:
    """Return whether the letters are beginnings of all words in order; a small word after the first may be left out."""
    reached = {0}
    for i, word in enumerate(words):
        least = 0 if i and word in _SMALL else 1
        reached = {
            at + n for at in reached for n in range(least, len(word) + 1) if letters.startswith(word[:n], at)
        }
    return len(letters) in reached


def _checked(text: str, short: str, start: int, end: int) -> Span | None:
    """Return the span unless it is no long form: too short, ends outside a word, or begins with a word that names nothing."""
    letters = _letters(short)
    form = text[start:end].rstrip(" ,\"'”’")
    words = [word for word in _WORD.findall(form) if word[0].isalnum()]
    if len(form) <= len(letters) + 1 or letters.lower() in (word.lower() for word in words):
        return None
    if len(words) == 1 and len(letters) > 3:
        return None
    if (
        words[0] in _EDGE and form[len(words[0])].isspace()
    ):  # "and Sentiment Pair Extraction": some letters lie elsewhere
        return None
    if len(words) > 2 * len(letters) or not _initials(short, words):
        return None
    return start, start + len(form)


def _initials(short: str, words: Sequence[str]) -> bool:
    """Return whether half of the letters, or all capitals of a name like GloTok, begin words, or the words' capitals spell it."""
    letters, first = _letters(short).lower(), {word[0].lower() for word in words}
    if 2 * len(first.intersection(letters)) >= len(set(letters)):
        return True
    capitals = [letter.lower() for letter in short if letter.isupper()]
    if any(map(str.islower, _letters(short))) and len(capitals) > 1:
        return words[0].lower() not in _EDGE and first.issuperset(capitals)
    return "".join(letter for word in words for letter in word if letter.isupper()).startswith(
        letters.upper()
    )


def _title(title: re.Match[str]) -> Abbreviation | None:
    """Return the pair of a title "SF: Long Form of things" when the words after the colon begin with the letters of the short form."""
    short = title[1]
    letters = re.sub(r"[^A-Za-z0-9]", "", short)
    if not is_short(short) or len(letters) < 3:
        return None
    words = list(re.finditer(r"[^\W_]+", title[2]))
    wanted = letters.upper()
    initials = "".join(
        word.group()[0].upper()
        for word in words
        if word.group().lower() not in ("of", "for", "the", "and", "in", "with", "a", "to")
    )
    kept = [
        word
        for word in words
        if word.group().lower() not in ("of", "for", "the", "and", "in", "with", "a", "to")
    ]
    if not initials.startswith(wanted):
        return None
    offset = title.start(2)
    return Abbreviation(
        (title.start(1), title.end(1)), (offset + kept[0].start(), offset + kept[len(wanted) - 1].end())
    )
