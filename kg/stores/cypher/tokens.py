"""The words of a query in Cypher: what stands in strings, comments and quoted names is no keyword."""

__all__ = ["Token", "close", "tokens"]

import re
from collections.abc import Sequence
from typing import NamedTuple

# What is opened and never closed goes to the end: the database refuses it, and no text takes more than one reading.
_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n\r]*|/\*(?:.*?\*/|.*))
    |(?P<string>'(?:\\.|[^'\\])*+(?:'|.?\Z)|"(?:\\.|[^"\\])*+(?:"|.?\Z))
    |(?P<quoted>`(?:``|[^`])*+(?:`|\Z))
    |(?P<parameter>\$(?:\w+|`[^`]*+`))
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<word>[^\W\d]\w*)
    |(?P<sign>.)""",
    re.S | re.X,
)
_CLOSING = {"(": ")", "[": "]", "{": "}"}


class Token(NamedTuple):
    """A word, a quoted name (without its backticks), a string, a number, a parameter, or one character that is none of these.

    `span` is, for an opening bracket, how many tokens after it the closing one stands.
    """

    kind: str
    text: str
    span: int = 0

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of these keywords, given in capitals."""
        return self.kind == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Return whether this is one of these characters."""
        return self.kind == "sign" and self.text in signs

    @property
    def name(self) -> str | None:
        """The name that this token may be, quoted or not; None for anything else."""
        return self.text if self.kind in ("word", "quoted") else None


def tokens(cypher: str) -> list[Token]:
    """Return the tokens of a query, without spaces and comments."""
    found: list[Token] = []
    opened: list[int] = []
    for match in _TOKEN.finditer(cypher):
        kind, text = match.lastgroup or "sign", match[0]
        if kind == "skip":
            continue
        found.append(Token(kind, text[1:].removesuffix("`").replace("``", "`") if kind == "quoted" else text))
        if kind == "sign" and text in _CLOSING:
            opened.append(len(found) - 1)
        elif kind == "sign" and opened and text == _CLOSING[found[opened[-1]].text]:
            start = opened.pop()
            found[start] = found[start]._replace(span=len(found) - 1 - start)
    for start in opened:
        found[start] = found[start]._replace(span=len(found) - start)
    return found


def close(found: Sequence[Token], start: int) -> int:
    """Return the place of the bracket that closes the one at `start`, or the end of the tokens where none does."""
    return min(start + found[start].span, len(found))
