"""Rejoin words that are hyphenated at line ends."""

__all__ = ["HYPHENS", "unbroken"]

import re
import unicodedata
from collections import Counter

HYPHENS = ("-", "\u2010", "\u00ad")
_BROKEN = re.compile(r"([-\u2010\u00ad])[ \t]*+(?:\r\n?|\n)[ \t]*+(?=([^\W\d_]+))")
_BEFORE = frozenset(
    "self well non multi cross state end real high low higher lower large long short fine pre semi sub inter "
    "intra anti auto bi tri meta pseudo quasi post ultra all one two three four few zero first second single "
    "double top bottom open closed close context data domain task user human machine hard soft full half "
    "near time word sentence document text speech video language model graph knowledge question neural free "
    "fully weakly train test token part entity event relation aspect "
    "sense hand trade plug black white".split()
)
_AFTER = frozenset(
    "based driven aware level scale wise free of to the art trained specific shot source order end time "
    "world quality tuned tuning train training supervised dependent independent sensitive agnostic invariant "
    "like related oriented centric guided augmented enhanced grained term range dimensional lingual modal "
    "domain task head layer step turn class and in on up down off out by only rank efficient effective "
    "friendly known answering decoder aligned annotated labeled generated conditioned intensive".split()
)


def unbroken(text: str, *, soft: bool) -> str:
    """Rejoin the words hyphenated at the line ends of a text.

    Other occurrences in the text decide whether the hyphen stays; then lists of parts of compounds; then
    `soft`: whether the source breaks lines within words, as PDFs do, or only at hyphens.
    """
    if (
        ("-" in text or "\u00ad" in text or "\u2010" in text)
        and ("\n" in text or "\r" in text)
        and _BROKEN.search(text)
    ):
        words = Counter(re.findall(r"[^\W_]++(?:-[^\W_]++)*+", text.casefold()))
        text = _BROKEN.sub(lambda match: _joint(match, words, soft=soft), text)
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip()


def _joint(match: re.Match[str], words: Counter[str], *, soft: bool) -> str:
    """Return the replacement of a hyphen at a line end: the hyphen, or nothing."""
    hyphen, second = match[1], match[2].casefold()
    if second in ("and", "or", "to") and match.string[match.end(2) : match.end(2) + 1] != "-":
        return match[0]  # "short- and long-term"
    before = re.search(r"[^\W_]+(?:-[^\W_]+)*$", match.string[max(0, match.start() - 60) : match.start()])
    if not before or not before[0][-1].isalpha() or not match[2][0].islower():
        return match[0]
    if hyphen == "\u00ad":
        return ""
    first = before[0].casefold()
    joined, hyphenated = words[first + second], words[f"{first}-{second}"]
    if joined != hyphenated:
        return "" if joined > hyphenated else hyphen
    compound = "-" in first or first in _BEFORE or second in _AFTER
    return hyphen if joined or compound or not soft else ""
