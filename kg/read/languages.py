"""Which of several elements of XML is read: the one in English, the first that says something, the main abstract."""

__all__ = ["abstract", "english", "language", "language_of", "told"]

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kg.read.entry import is_english, not_available

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAID = (
    "boolean(.//text()[normalize-space() and not(ancestor::*[local-name()='title' or local-name()='head'])])"
)
_LONGEST_HEADINGS = 200  # characters of an abstract that may have nothing else
_MAIN = ("main", "abstract")


def language(element: "_Element") -> str:
    """Return the language that an element, or else the nearest one around it, says it is in, or an empty string."""
    for one in (element, *element.iterancestors()):
        if (
            found := one.get("{http://www.w3.org/XML/1998/namespace}lang")
            or one.get("Language")
            or one.get("language")
        ):
            return found
    return ""


def english(found: Iterable["_Element"]) -> list["_Element"]:
    """Return the elements: those in English first, then those that name no language."""
    every = list(found)
    return (
        every
        if len(every) < 2
        else sorted(every, key=lambda one: (not is_english(name := language(one)), not name))
    )


def language_of(found: Iterable["_Element"]) -> str:
    """Return the language of the element that `english` puts first, or an empty string."""
    return next((language(one) for one in english(found)), "")


def told(texts: Iterable[str]) -> str:
    """Return the first text that says something, else the first one, or an empty string."""
    first = ""
    for text in texts:
        if not not_available(text):
            return text
        first = first or text
    return first


def abstract(found: Iterable["_Element"]) -> str:
    """Return the text of the first abstract with more than headings: the main one, whatever its language, then in English."""
    from kg.read.clean import flat

    # graphical and plain-language abstracts have a type
    main = sorted(english(found), key=lambda one: one.get("abstract-type", "main") not in _MAIN)
    texts = ((one, flat(one)) for one in main)
    return told(shown for one, shown in texts if len(shown) > _LONGEST_HEADINGS or one.xpath(_SAID))
