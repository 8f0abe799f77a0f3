"""Dates as sources write them, in ISO 8601, as far as they are told: a year, a month or a day."""

__all__ = ["agreeing", "dated", "earliest", "iso", "iso_of_parts", "with_month"]

import datetime
import re
from collections.abc import Iterable
from contextlib import suppress

from kg.read.entry import year

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_LONGEST_MONTH, _DAY_LENGTH = 40, len("2020-05-12")
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"((?:1[5-9]|20)\d\d)"
_ISO = re.compile(
    rf"{_YEAR}(?:[-/.](\d\d?)(?:[-/.](\d\d?))?)?(?!\d)(?:[T ]\d\d:.*)?", re.IGNORECASE | re.DOTALL
)
_ANY = re.compile(rf"(?<!\d){_YEAR}(?!\d)")
_COMPACT = re.compile(rf"{_YEAR}(\d\d)(\d\d)")
_WORDS = (  # 12 May 2020; May 12, 2020; 2020 May 12; May 2020
    (re.compile(rf"\b{_DAY}(?:\s*-\s*\d+)?[\s.-]+{_MONTH}[\s,.-]+{_YEAR}\b", re.IGNORECASE), (3, 2, 1)),
    (re.compile(rf"\b{_MONTH}\s+{_DAY}(?:\s*-\s*\d+)?,?\s+{_YEAR}\b", re.IGNORECASE), (3, 1, 2)),
    (re.compile(rf"\b{_YEAR}[\s,-]+{_MONTH}[\s-]+{_DAY}\b", re.IGNORECASE), (1, 2, 3)),
    (re.compile(rf"\b{_MONTH}[\s,/-]+{_YEAR}\b", re.IGNORECASE), (2, 1, 0)),
    (re.compile(rf"\b{_YEAR}[\s,/-]+{_MONTH}(?![a-z])", re.IGNORECASE), (1, 2, 0)),
)


def iso(text: str | int | None) -> str | None:
    """Return the date in a text, or None; of a month or day that does not exist, what is around it."""
    if not text:
        return None
    written = str(text).strip()
    if len(written) == _DAY_LENGTH and written[:2] in ("19", "20"):  # most are of this form
        with suppress(ValueError):
            return datetime.date.fromisoformat(written).isoformat()
    if match := _COMPACT.fullmatch(written) or _ISO.fullmatch(written):
        return iso_of_parts(match.groups())
    for pattern, order in _WORDS:
        if match := pattern.search(written):
            return iso_of_parts(match[i] if i else None for i in order)
    return match[0] if (match := _ANY.search(written)) else None


def iso_of_parts(parts: Iterable[int | str | None]) -> str | None:
    """Return the date of a year, and of a month and day if they are given, the month also by its name."""
    year, month, day, *_ = (*map(_number, parts), 0, 0, 0)
    if not 1500 <= year < 2100:
        return None
    if not 1 <= month <= 12:
        return str(year)
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}"


def with_month(year: str | int | None, month: str | None, day: str | int | None = None) -> str | None:
    """Return the date of a year and what is beside it: a month or two ("jan", "SEP-OCT"), or also a day ("12 May")."""
    parts = iso_of_parts((year, month, day))
    whole = iso(f"{month} {year}") if parts and month and len(month) < _LONGEST_MONTH else None
    return whole if parts and whole and whole.startswith(parts) else parts


def dated(text: str | int | None) -> str | None:
    """Return the date in a text, always in the first year that the text names."""
    first, when = year(str(text)) if text else None, iso(text)
    return when if first is None else agreeing(first, when)


def earliest(dates: Iterable[str | None]) -> str | None:
    """Return the date in the first year, the most exact of these."""
    return min(filter(None, dates), key=lambda date: (date[:4], -len(date), date), default=None)


def agreeing(year: int | None, *dates: str | None) -> str | None:
    """Return the most exact of these dates in ISO 8601 that are in a year, else the year."""
    if year is None:
        return None
    return max((date for date in dates if date and date.startswith(f"{year}")), key=len, default=f"{year}")


def _number(part: int | str | None) -> int:
    if isinstance(part, int):
        return part if 0 <= part < datetime.MAXYEAR else 0
    text = (part or "").strip().lower()
    if text[:3] in _MONTHS:
        return _MONTHS.index(text[:3]) + 1
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
