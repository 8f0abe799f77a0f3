"""Objects some fields of which have another type than expected: what can be understood is, the rest is left out."""

__all__ = ["fitted"]

import re
from typing import Any, TypeVar

_T = TypeVar("_T")
_PATH = re.compile(r"at `\$((?:\.[^.\[`]+|\[[^\]]*\])*)`")
_NAME = re.compile(r"\.([^.\[]+)")
_TEXTS = frozenset("title display_name abstract summary text subtitle description".split())
_MOST = 20  # fields of one object that are mended


def fitted(data: bytes, struct: type[_T]) -> tuple[_T, list[str]]:
    """Return an object of JSON as a msgspec Struct, and the names of the fields that were left out.

    Numbers in quotes are numbers, lists of texts and numbers are texts where the paper's text should stand.
    Raises ValidationError where the paper's text, or the object itself, cannot be understood.
    """
    from msgspec import ValidationError
    from msgspec.json import decode, encode

    value: Any = decode(data)
    left_out: list[str] = []
    while True:
        try:
            return decode(encode(value), type=struct, strict=False), left_out
        except ValidationError as error:
            within, name = _field(value, str(error))
            if not name or len(left_out) >= _MOST:
                raise
            text = _text(within[name]) if name in _TEXTS else None
            if text is not None:
                within[name] = text
            elif name in _TEXTS:
                raise
            else:
                del within[name]
                left_out.append(name)


def _field(value: Any, message: str) -> tuple[dict[str, Any], str]:
    """Return the innermost object that the path in a message names, and the name of its field; {} and "" if there is none."""
    path = _PATH.search(message)
    found: tuple[dict[str, Any], str] = {}, ""
    for name in _NAME.findall(path[1]) if path else ():
        if not isinstance(value, dict) or name not in value:
            break
        found = value, name
        value = value[name]
    return found


def _text(value: Any) -> str | None:
    """Return a list of texts or a number as text, else None."""
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return " ".join(value)
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
