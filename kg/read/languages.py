"""Which of several elements of XML is read: the one in English, the first that says something, the main abstract."""

__all__ = ["Said", "abstract", "english", "first_said", "language", "speakers", "told"]

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kg.read.entry import is_english, not_available

if TYPE_CHECKING:
    from lxml.etree import _Element

_SAID = (
    "boolean(.//text()[normalize-space() and not(ancestor::*[local-name()='title' or local-name()='head'])])"
)
_LONGEST_HEADINGS = 200  # characters of an abstract that may have nothing else
_MAIN = ("main", "abstract")


class Said(NamedTuple):
    """The text of an element, and the language that it says it is in, or an empty string."""

    text: str
    language: str = ""


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


def speakers(found: Iterable["_Element"]) -> list["_Element"]:
    """Return those of the elements that are in English or name no language, else those in the language of the first."""
    every = english(found)
    names = [language(one) for one in every]
    return [
        one
        for one, name in zip(every, names, strict=True)
        if name == names[0] or (is_english(name) and is_english(names[0]))
    ]


def first_said(found: Iterable[Said]) -> Said:
    """Return the first text that says something, else the first one, with its language."""
    first = Said("")
    for said in found:
        if not not_available(said.text):
            return said
        first = first if first.text else said
    return first


def told(texts: Iterable[str]) -> str:
    """Return the first text that says something, else the first one, or an empty string."""
    return first_said(map(Said, texts)).text


def abstract(found: Iterable["_Element"]) -> Said:
    """Return the first abstract with more than headings: the main one, whatever its language, then in English."""
    from kg.read.clean import flat

    # graphical and plain-language abstracts have a type
    main = sorted(english(found), key=lambda one: one.get("abstract-type", "main") not in _MAIN)
    texts = ((one, flat(one)) for one in main)
    return first_said(
        Said(shown, language(one))
        for one, shown in texts
        if len(shown) > _LONGEST_HEADINGS or one.xpath(_SAID)
    )
