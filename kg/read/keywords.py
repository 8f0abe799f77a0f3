"""Keywords as sources write them: one by one, or many in one text."""

__all__ = ["keywords"]

import html
from collections.abc import Iterable


def keywords(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the keywords in texts, divided at semicolons; in a lone text without any, at line ends or else commas."""
    texts = [html.unescape(text) if "&" in text else text for text in texts]
    lone = texts[0] if len(texts) == 1 else ""
    joint = next((mark for mark in (";", "\n", ",") if mark in lone), ";")
    return tuple(word for text in texts for part in text.split(joint) if (word := part.strip(" \t\r\n,;*")))
