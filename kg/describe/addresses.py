"""Web addresses of people and licences."""

__all__ = ["is_web_address"]

import re

from kg.ids import is_iri

_WEB = re.compile(r"https?://[^/?#\s]+\S*")


def is_web_address(text: str) -> bool:
    """Return whether a text is an IRI on the web, with a host."""
    return _WEB.fullmatch(text) is not None and is_iri(text)
