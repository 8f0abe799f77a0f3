"""Lists in formats whose cells hold one text: the values joined by `|`; a `|` or backslash within one has a backslash before it."""

__all__ = ["joined"]

import re
from collections.abc import Iterable

_MARKS = re.compile(r"[\\|]")


def joined(values: Iterable[str]) -> str:
    """Return the values as one text."""
    return "|".join(_MARKS.sub(r"\\\g<0>", value) for value in values)
