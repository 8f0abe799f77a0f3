"""What elements of XML have in common that say one thing each: their texts and dates."""

__all__ = ["day", "first_text", "parts", "shown", "texts"]

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.read.entry import year
from kg.read.languages import speakers
from kg.read.metadata.dates import iso_of_parts

if TYPE_CHECKING:
    from lxml.etree import _Element

_PARTS = ("year", "month", "day")


def shown(element: "_Element | None") -> str:
    """Return the text of an element, clean only if it has elements within, or an empty string."""
    if element is None:
        return ""
    if not len(element):
        return (element.text or "").strip()
    from kg.read.clean import flat

    return flat(element)


def parts(element: "_Element", *names: str) -> dict[str, str]:
    """Return the texts of the children with these names, in any namespace, of several with one name the first."""
    found: dict[str, str] = {}
    for one in element:
        name = one.tag.rpartition("}")[2]
        if name in names and name not in found and (text := shown(one)):
            found[name] = text
    return found


def first_text(element: "_Element", *paths: str) -> str:
    """Return the first text on one of the paths, those of the first path first, or an empty string."""
    return next(filter(None, (shown(one) for path in paths for one in element.iterfind(path))), "")


def texts(elements: Iterable["_Element"]) -> tuple[str, ...]:
    """Return the texts of those elements that are in English, else in the language of the first."""
    return tuple(filter(None, map(shown, speakers(elements))))


def day(element: "_Element | None") -> str | None:
    """Return the date in the elements year, month and day of an element, in ISO 8601, as far as it is told."""
    if element is None:
        return None
    told: dict[str, str] = {}
    for one in element:
        told.setdefault(one.tag.rpartition("}")[2].lower(), one.text or "")
    when, month, number = map(told.get, _PARTS)
    return iso_of_parts((year(when), month, number))
