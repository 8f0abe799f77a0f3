"""Choose the media type of an answer by the Accept header (RFC 9110, section 12.5.1)."""

__all__ = ["preferred"]

import re
from collections.abc import Iterable

_QUOTED = re.compile(r'"(?:\\.|[^"\\])*"?', re.S)  # quoted parameter values
_WEIGHT = re.compile(r"q\s*=\s*([01]?(?:\.[0-9]*)?)", re.I)


def preferred(header: str, types: Iterable[str]) -> str | None:
    """Return the media type that an Accept header prefers, None for none; an empty header accepts any.

    The most specific range that matches a type gives its weight; weight 0 excludes it. Ties are broken by the
    more specific range, then by the order of the header, then by the order of `types`. Parameters other than
    `q` are ignored.
    """
    ranges = _ranges(header if header.strip() else "*/*")
    best, choice = (0.0, 0, 0), None
    for media_type in types:
        specificity, earlier, weight = max(
            (
                (_specificity(range_, media_type), -position, weight)
                for position, (range_, weight) in enumerate(ranges)
            ),
            default=(0, 0, 0.0),
        )
        if specificity and weight and (weight, specificity, earlier) > best:
            best, choice = (weight, specificity, earlier), media_type
    return choice


def _ranges(header: str) -> list[tuple[str, float]]:
    """Return the media ranges with their weights, without malformed ones."""
    ranges = []
    for element in _QUOTED.sub("", header).split(","):
        name, *parameters = (part.strip() for part in element.split(";"))
        weights = [
            part for part in parameters if part[:1] in ("q", "Q") and part[1:].lstrip().startswith("=")
        ]
        weight = _weight(weights[0]) if weights else 1.0
        if weight is not None and re.fullmatch(r"[^\s/]+/[^\s/]+", name):
            ranges.append((name.lower(), weight))
    return ranges


def _weight(parameter: str) -> float | None:
    match = _WEIGHT.fullmatch(parameter)
    return min(float(match[1]), 1.0) if match and any(map(str.isdigit, match[1])) else None


def _specificity(range_: str, media_type: str) -> int:
    """Return how specifically a range matches a type: 0 for no match, 3 for its full name."""
    if range_ == media_type:
        return 3
    if range_ == f"{media_type.partition('/')[0]}/*":
        return 2
    return 1 if range_ == "*/*" else 0
