"""JSON that can stand within HTML and within a script."""

__all__ = ["embedded"]

import json
from typing import Any

from markupsafe import Markup

from kg.answers.marked_html import INVISIBLE

_ENDS_A_SCRIPT = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


def embedded(value: Any) -> Markup:
    """Return a value as JSON for the inside of a script element, without characters that change what is seen."""
    written = json.dumps(_visible(value), ensure_ascii=False, separators=(",", ":"))
    return Markup(written.translate(_ENDS_A_SCRIPT))  # noqa: S704 - nothing in it ends the element


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return INVISIBLE.sub("", value)
    if isinstance(value, dict):
        return {key: _visible(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_visible(one) for one in value]
    return value
