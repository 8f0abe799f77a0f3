"""What is said of a name that the schema does not have: one line, with the nearest name that it has."""

__all__ = ["nearest", "no_such"]

from collections.abc import Iterable
from difflib import get_close_matches  # now: a process that answers queries can load nothing later

_LISTED = 8  # as many names as still make a line


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like this one, whatever its letters' case; None where none does."""
    folded = {other.casefold(): other for other in known}
    near = get_close_matches(name.casefold(), folded, n=1)
    return folded[near[0]] if near else None


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """Return the line for a name that does not exist, such as "no label Metod; did you mean Method?"."""
    names = list(known)
    if near := nearest(name, names):
        return f"no {kind} {name}; did you mean {near}?"
    listed = f"there are {', '.join(names)}" if len(names) <= _LISTED else "`kg schema` lists what there is"
    return f"no {kind} {name}; {listed}"
