"""Cut a bibliography in BibTeX into entries, and mend what bibtexparser does not read."""

__all__ = ["cut", "fields_separated", "opened", "rescued", "starts", "terms"]

import re
from collections.abc import Iterator
from typing import BinaryIO

from kg.read.lines import Line, blocks, lines

_TYPES = (
    "article|book|booklet|collection|comment|conference|dataset|inbook|incollection|inproceedings|manual|mastersthesis|misc|online"
    "|phdthesis|preamble|proceedings|report|software|string|techreport|thesis|unpublished"
)
_START = re.compile(rf"\s*@\s*(?:[\w*-]+\s*[{{(]|(?:{_TYPES})\s*$)", re.IGNORECASE)
_ANYWHERE = re.compile(r"@\s*[\w*-]+\s*[{(]")
_PLAIN = re.compile(r"[ \t]*@\w+[ \t]*[{(]")
_OPENING = re.compile(r"(\s*@)\s*([\w*-]+)\s*(?=[{(])")
_HEAD = re.compile(r"\s*@(\w+)\s*[{(][ \t]*(?:([^\n,]*)\n?,)?")
_FIELD = re.compile(r"^[ \t]*([A-Za-z][\w-]*)[ \t]*=[ \t]*(?=[{\"\w])", re.MULTILINE)
_BARE = re.compile(r"[^\s,{}\"]+")
_AFTER = re.compile(r"[ \t]*(?:[,;%\n})]|\Z)")
_NO_COMMA = re.compile(r"(?<=[}\"])[ \t;]*\n\s*([A-Za-z][\w-]*)\s*=\s*(?=[{\"])")
_MOST_HELD = 20  # lines within an entry that look like the start of one


def starts(text: str) -> bool:
    """Return whether a line starts an entry, a comment or the like."""
    return _START.match(text) is not None


def cut(stream: BinaryIO) -> Iterator[tuple[list[Line], bool]]:
    """Yield the lines of each entry, and whether one in the midst of them looks like the start of another.

    An entry ends at the latest where the next one starts a line, so that an unclosed one only affects itself. A
    line as "@misc{x} y}" is no start if it opens nothing and its braces close an entry before.
    """
    held: list[list[Line]] = []
    depth = 0
    for block, _ in blocks(lines(stream), starts, strays=_ANYWHERE.search):
        if held and (_opens(block[:1]) > 0 or len(held) == _MOST_HELD):
            yield from ((one, False) for one in held)
            held, depth = [], 0
        held.append(block)
        depth += _opens(block)
        if depth <= 0:
            yield [line for one in held for line in one], len(held) > 1
            held, depth = [], 0
    yield from ((one, False) for one in held)


def _opens(block: list[Line]) -> int:
    text = "".join([line.text for line in block])
    return text.count("{") - text.count("}")


def opened(text: str) -> str:
    """Return a block with its type and brace as bibtexparser wants them: @dataset{ for "@data-set⏎{"."""
    if _PLAIN.match(text):
        return text
    return _OPENING.sub(lambda match: match[1] + re.sub(r"[*-]", "", match[2]), text, count=1)


def rescued(text: str) -> tuple[str, str, dict[str, str]] | None:
    """Return the type, key and fields, as written, of an entry that cannot be parsed; None unless title and abstract are whole.

    Fields start lines; one whose value is not whole is left out.
    """
    head = _HEAD.match(text)
    if not head:
        return None
    found = list(_FIELD.finditer(text, head.end()))
    fields: dict[str, str] = {}
    for i, match in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else len(text)
        if value := _whole(text[match.end() : end]):
            fields.setdefault(match[1].lower(), value)
    return (head[1], head[2] or "", fields) if {"title", "abstract"} <= fields.keys() else None


def _whole(text: str) -> str:
    """Return the value with which a text begins, if it is complete and nothing but the end of a field follows it."""
    if text[0] not in '{"':
        match = _BARE.match(text)
        return match[0] if match and _AFTER.match(text, match.end()) else ""
    depth = 0
    for mark in re.finditer(r'[{}"]', text[1:]):
        end = mark.end() + 1
        if mark[0] == ('"' if text[0] == '"' else "}") and not depth:
            if _AFTER.match(text, end):
                return text[:end]
            if text[0] == "{":
                return ""
        elif mark[0] != '"':
            depth += 1 if mark[0] == "{" else -1
    return ""


def fields_separated(name: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield a field, and those behind it whose comma is missing at the end of a line."""
    start = at = depth = 0
    for match in _NO_COMMA.finditer(value):
        depth += value.count("{", at, match.start()) - value.count("}", at, match.start())
        at = match.start()
        if not depth:
            yield name, value[start:at]
            name, start = match[1], match.end()
    yield name, value[start:]


def terms(expression: str) -> Iterator[str]:
    """Yield the terms of a value, between the `#` outside braces and quotes."""
    start = depth = 0
    quoted = False
    for i, character in enumerate(expression):
        if character in "{}":
            depth += 1 if character == "{" else -1
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "#" and not depth and not quoted:
            yield expression[start:i].strip()
            start = i + 1
    yield expression[start:].strip()
