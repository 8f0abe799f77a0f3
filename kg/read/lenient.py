"""Objects some fields of which have another type than expected: what can be understood is, the rest is left out."""

__all__ = ["Several", "fitted", "loaded", "rows_of", "structs"]

import json
import math
import re
from typing import Any, TypeAlias, TypeVar

from msgspec import DecodeError, ValidationError
from msgspec.json import decode, encode

from kg.read.entry import year

_T = TypeVar("_T")
Several: TypeAlias = list[_T | str | float | bool | list[Any] | None] | _T | str | float | bool | None
"""The type of a side field that should have a list of objects, which holds whatever stands in their place."""

_PATH = re.compile(r"at `\$((?:\.[^.\[`]+|\[[^\]]*\])*)`")
_NAME = re.compile(r"\.([^.\[]+)")
_LIST = re.compile(r"Expected `(?:array|[^`]*\| array)")
_NEEDED = frozenset("title display_name abstract summary text description".split())
_LONE = re.compile("[\ud800-\udfff]")
_MOST = 20  # fields of one object that are mended


def fitted(data: bytes, struct: type[_T]) -> tuple[_T, list[str]]:
    """Return an object of JSON as a msgspec Struct, and the names of the fields that were left out.

    NaN is nothing, numbers in quotes are numbers, dates are years, a list of one value is that value and the
    reverse, and lists of texts and numbers are texts where the paper's text should stand. Raises DecodeError
    where the paper's text, or the object itself, cannot be understood.
    """
    value = loaded(data)
    if isinstance(value, dict) and "title" in value and rows_of(value):
        raise ValidationError("lists where the texts of one paper should stand")
    left_out: list[str] = []
    mended: set[str] = set()
    while True:
        try:
            return decode(encode(value), type=struct, strict=False), left_out
        except ValidationError as error:
            within, name = _field(value, str(error))
            if not name or len(left_out) >= _MOST:
                raise
            better = None if name in mended else _mended(within[name], name, str(error))
            mended.add(name)
            if better is not None:
                within[name] = better
            elif name in _NEEDED:
                raise
            else:
                del within[name]
                left_out.append(name)


def structs(value: Any, struct: type[_T]) -> list[_T]:
    """Return the objects of a struct in a field of `Several`, which may be one without a list."""
    return [item for item in (value if isinstance(value, list) else (value,)) if isinstance(item, struct)]


def rows_of(value: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the objects in one that is no paper: a map from keys to objects, or a table by columns; [] for any other.

    A column is a list, or a map from row numbers, as pandas writes it.
    """
    if not {"title", "abstract"} & value.keys():
        return list(value.values()) if all(isinstance(item, dict) for item in value.values()) else []
    columns = [list(column.values()) if isinstance(column, dict) else column for column in value.values()]
    lengths = {len(column) if isinstance(column, list) else 0 for column in columns}
    if not {"title", "abstract"} <= value.keys() or len(lengths) != 1 or max(lengths) < 1:
        return []
    if max(lengths) == 1 and not isinstance(value["title"], dict):
        return []
    return [dict(zip(value, row, strict=True)) for row in zip(*columns, strict=True)]


def loaded(data: bytes) -> Any:
    """Return the value of JSON, which may have NaN, and in fields that no one reads numbers and characters that do not exist."""
    try:
        value = decode(data)
    except DecodeError as error:
        try:
            value = _existing(json.loads(data.decode(), parse_constant=lambda _: None, strict=False))
        except (ValueError, UnicodeError):
            raise error from None
    return loaded(value.encode()) if isinstance(value, str) and value.startswith("{") else value


def _existing(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {key: _existing(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_existing(item, name) for item in value]
    if isinstance(value, str) and _LONE.search(value) and name in _NEEDED:
        raise ValueError("a lone surrogate")
    return None if (isinstance(value, str) and _LONE.search(value)) or _infinite(value) else value


def _infinite(value: Any) -> bool:
    return isinstance(value, float) and not math.isfinite(value)


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


def _mended(value: Any, name: str, message: str) -> Any:
    """Return the value as the one that is expected, or None."""
    texts = [item for item in value if item is not None] if isinstance(value, list) else []
    if name in _NEEDED and all(isinstance(item, str) for item in texts) and texts:
        return texts[0] if name in ("title", "display_name") else " ".join(texts)
    if name in _NEEDED and isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if _LIST.search(message):
        return [value]
    if len(texts) == 1:
        return texts[0]
    return year(value) if isinstance(value, str) and name.casefold().endswith("year") else None
