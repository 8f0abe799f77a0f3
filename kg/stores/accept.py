"""Which form of an answer an HTTP client prefers: the Accept header of RFC 9110, section 12.5.1."""

__all__ = ["preferred"]

import re
from collections.abc import Iterable

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"?', re.S)  # values of parameters, in which commas and semicolons mean nothing
_WEIGHT = re.compile(r"q\s*=\s*([01]?(?:\.[0-9]*)?)", re.I)


def preferred(header: str, types: Iterable[str]) -> str | None:
    """Return the media type that an Accept header prefers, None where it takes none of them; an empty header takes any.

    What counts for a type is the weight of the most specific range that names it, and 0 refuses it. Among equals the one that the header
    names more specifically wins, then the one that it names first, then the first of `types`. Parameters other than `q` are ignored.
    """
    ranges = _ranges(header if header.strip() else "*/*")
    best, found = (0.0, 0, 0), None
    for kind in types:
        specific, earlier, weight = max(
            ((_specificity(wanted, kind), -place, weight) for place, (wanted, weight) in enumerate(ranges)), default=(0, 0, 0.0)
        )
        if specific and weight and (weight, specific, earlier) > best:
            best, found = (weight, specific, earlier), kind
    return found


def _ranges(header: str) -> list[tuple[str, float]]:
    """Return the media ranges with their weights; those that are malformed are left out."""
    found = []
    for element in _QUOTED.sub("", header).split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        weights = [part for part in parameters if part[:1] in ("q", "Q") and part[1:].lstrip().startswith("=")]
        weight = _weight(weights[0]) if weights else 1.0
        if weight is not None and re.fullmatch(r"[^\s/]+/[^\s/]+", name):
            found.append((name.lower(), weight))
    return found


def _weight(parameter: str) -> float | None:
    match = _WEIGHT.fullmatch(parameter)
    return min(float(match[1]), 1.0) if match and any(map(str.isdigit, match[1])) else None


def _specificity(wanted: str, kind: str) -> int:
    """Return how exactly a range names a type: 0 for not at all, 3 for its full name."""
    if wanted == kind:
        return 3
    if wanted == f"{kind.partition('/')[0]}/*":
        return 2
    return 1 if wanted == "*/*" else 0
