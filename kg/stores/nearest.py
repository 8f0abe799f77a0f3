"""Suggest the nearest name of the schema for an unknown one."""

__all__ = ["nearest", "no_such"]

from collections.abc import Iterable
from difflib import get_close_matches  # at the top: a sealed query process cannot import later

_LISTED = 10


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most similar to this one, ignoring case; None where none is similar."""
    folded = {other.casefold(): other for other in known}
    near = get_close_matches(name.casefold(), folded, n=1)
    return folded[near[0]] if near else None


def no_such(noun: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that does not exist, such as "no label Metod; did you mean Method?"."""
    names = list(known)
    if near := nearest(name, names):
        return f"no {noun} {name}; did you mean {near}?"
    hint = f"there are {', '.join(names)}" if len(names) <= _LISTED else "`kg schema` lists those there are"
    return f"no {noun} {name}; {hint}"
