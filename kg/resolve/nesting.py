"""Limit the nesting of an RDF file before its parser, which has no limit and crashes, reads it.

Each syntax is split into the tokens of its grammar, so brackets in strings, IRIs and comments do not count.
The parser stops at the first syntax error, so what follows does not matter.
"""

__all__ = ["MAX_NESTED", "check_brackets", "check_elements"]

import re
from collections.abc import Mapping
from typing import Any

from kg.xml import xml_parser

MAX_NESTED = 200
"""The maximum depth of brackets or elements; the parsers take quadratic time in it."""

_MAX_ATTRIBUTES = 1_000  # of one element, and again as many declarations of prefixes
_PIECE = 65_536
# Anything without a bracket that counts, then an opening or closing bracket, a stray character, or the end:
# without the end the last match would fail, and be retried from every character.
_TURTLE = re.compile(
    rb"""(?: [^\[\](){}<>"'#\\]++
    | < (?: [^<>"{}|^`\\\x00-\x20]++ | \\u[0-9A-Fa-f]{4} | \\U[0-9A-Fa-f]{8} )*+ >
    | \""" (?: [^"\\]++ | \\. | "(?!"") )*+ \""" | ''' (?: [^'\\]++ | \\. | '(?!'') )*+ '''
    | " (?: [^"\\\n\r]++ | \\. )*+ " | ' (?: [^'\\\n\r]++ | \\. )*+ '
    | \# [^\n\r]*+
    | \\.
    )*+ (?: ( << | [\[({] ) | ( >> | [\])}] ) | . | \Z )""",
    re.DOTALL | re.VERBOSE,
)
_JSON = re.compile(
    rb"""(?: [^\[\]{}"]++ | " (?: [^"\\]++ | \\. )*+ " )*+ (?: ( [\[{] ) | ( [\]}] ) | . | \Z )""",
    re.DOTALL | re.VERBOSE,
)


def check_brackets(data: bytes, syntax: str) -> None:
    """Raise ValueError, with the line, for JSON-LD or Turtle whose brackets are nested too deeply."""
    depth = 0
    for token in (_JSON if syntax == "jsonld" else _TURTLE).finditer(data):
        if token[1]:
            depth += 1
            if depth > MAX_NESTED:
                line = data.count(b"\n", 0, token.end()) + 1
                raise ValueError(f"line {line}: brackets nested more than {MAX_NESTED} deep")
        elif token[2]:
            depth = max(depth - 1, 0)


def check_elements(data: bytes) -> None:
    """Raise SyntaxError for malformed XML, ValueError for too deep nesting or a DOCTYPE."""
    parser = xml_parser("utf-8", _Elements())
    for start in range(0, len(data), _PIECE):
        parser.feed(data[start : start + _PIECE])
    parser.close()


class _Elements:
    """The parser target: counts nesting and refuses DOCTYPE, whose entities could expand without limit."""

    def __init__(self) -> None:
        self._depth = 0

    def start(self, _tag: str, attributes: Mapping[str, str], prefixes: Mapping[Any, str]) -> None:
        """Count a start tag."""
        self._depth += 1
        if self._depth > MAX_NESTED:
            raise ValueError(f"elements nested more than {MAX_NESTED} deep")
        if len(attributes) > _MAX_ATTRIBUTES or len(prefixes) > _MAX_ATTRIBUTES:
            raise ValueError(f"an element with more than {_MAX_ATTRIBUTES} attributes")

    def end(self, _tag: str) -> None:
        """Count an end tag."""
        self._depth -= 1

    def doctype(self, *_: object) -> None:
        """Refuse a document type declaration."""
        raise ValueError(
            "a document type declaration (<!DOCTYPE), which kg does not read: convert the file to Turtle"
        )

    def close(self) -> None:
        """Finish parsing."""
