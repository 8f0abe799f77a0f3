"""Side fields of any shape: one text or a list, a number or an object in its place.

No value raises: what cannot be understood is nothing.
"""

__all__ = ["count", "key_in", "keywords", "pdf", "text", "texts"]

import html
import re
from typing import Any

_LABEL = "name display_name title tag keyword value term literal label".split()
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.0+)?")
_MOST = 2**53  # of an integer that is written as a text
_BIBTEX = re.compile(r"\s*@\s*\w+\s*[{(]\s*([^\s,{}()]+)\s*,")
_PDF = re.compile(
    r"https?://(?:(?:(?:www|export)\.)?arxiv\.org/pdf/|openreview\.net/pdf\?|[^?#]+\.pdf(?:[?#]|$)).*",
    re.IGNORECASE,
)


def text(value: Any) -> str | None:
    """Return a value as one text: that itself, a number, the name of an object, or the first of a list; else None."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list | tuple):
        return next(iter(texts(value)), None)
    return _one(value) or None


def texts(value: Any) -> list[str]:
    """Return the texts of a value, which may be one or a list of them, or of objects with names."""
    if value is None:
        return []
    return [one for item in (value if isinstance(value, list | tuple) else (value,)) if (one := _one(item))]


def _one(item: Any) -> str:
    if isinstance(item, dict):
        item = next((item[name] for name in _LABEL if item.get(name)), None)
    if isinstance(item, str):
        return item.strip()
    if isinstance(item, float) and item.is_integer():  # as data frames write a number beside a gap
        item = int(item)
    return str(item) if isinstance(item, int) and not isinstance(item, bool) and abs(item) < _MOST else ""


def keywords(value: Any, *, commas: bool = True) -> tuple[str, ...]:
    """Return the keywords in a text or a list, divided at semicolons; in a lone text without any, at lines, bars or commas.

    Without `commas`, they are part of a keyword, as where a source divides them at semicolons only.
    """
    found = [html.unescape(one) if "&" in one else one for one in texts(value)]
    marks = ";\n|," if commas else ";\n|"
    mark = next((mark for mark in marks if mark in found[0]), ";") if len(found) == 1 else ";"
    return tuple(word for one in found for part in one.split(mark) if (word := part.strip(" \t\r\n,;*")))


def count(value: Any) -> int | None:
    """Return a whole number, which may be a text with commas ("1,234"), a fraction or the one item of a list."""
    if type(value) is int and 0 <= value < _MOST:
        return value
    match = _COUNT.fullmatch(text(value) or "") if value is not None else None
    return int(match[1].replace(",", "")) if match else None


def key_in(bibtex: Any) -> str | None:
    """Return the citation key of the BibTeX in a text, or None where there is none."""
    match = _BIBTEX.match(bibtex) if isinstance(bibtex, str) else None
    return match[1] if match else None


def pdf(*addresses: str | None) -> str | None:
    """Return the first address that is evidently one of a PDF, or None."""
    told = (address.strip() for address in addresses if address)
    return next((address for address in told if _PDF.fullmatch(address)), None)
