"""Split a Cypher query into tokens, which separates keywords from strings, comments and quoted names."""

__all__ = ["Token", "closing", "tokenize"]

import re
from collections.abc import Sequence
from typing import NamedTuple

# An unclosed string or comment extends to the end (the database refuses it); no input backtracks.
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
    """A word, quoted name (without its backticks), string, number, parameter, or other single character.

    `span` of an opening bracket is the distance to its closing bracket, in tokens.
    """

    type: str
    text: str
    span: int = 0

    def is_word(self, *words: str) -> bool:
        """Return whether this is one of these keywords, passed in upper case."""
        return self.type == "word" and self.text.upper() in words

    def is_sign(self, *signs: str) -> bool:
        """Return whether this is one of these characters."""
        return self.type == "sign" and self.text in signs

    @property
    def name(self) -> str | None:
        """The name that this token can be, quoted or not; None for other tokens."""
        return self.text if self.type in ("word", "quoted") else None


def tokenize(cypher: str) -> list[Token]:
    """Return the tokens of a query, without white space and comments."""
    tokens: list[Token] = []
    opened: list[int] = []
    for match in _TOKEN.finditer(cypher):
        type_, text = match.lastgroup or "sign", match[0]
        if type_ == "skip":
            continue
        tokens.append(
            Token(type_, text[1:].removesuffix("`").replace("``", "`") if type_ == "quoted" else text)
        )
        if type_ == "sign" and text in _CLOSING:
            opened.append(len(tokens) - 1)
        elif type_ == "sign" and opened and text == _CLOSING[tokens[opened[-1]].text]:
            start = opened.pop()
            tokens[start] = tokens[start]._replace(span=len(tokens) - 1 - start)
    for start in opened:
        tokens[start] = tokens[start]._replace(span=len(tokens) - start)
    return tokens


def closing(tokens: Sequence[Token], start: int) -> int:
    """Return the index of the bracket that closes the one at `start`, or the number of tokens."""
    return min(start + tokens[start].span, len(tokens))
