"""What makes values comparable: the range of a metric, and the conditions that a sentence names."""

__all__ = ["Conditions", "Range", "conditions", "percent", "range_of"]

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from kg.names import normal_form

_NUMBERS = {
    word: str(number)
    for number, word in enumerate("zero one two three four five six seven eight nine ten".split())
} | {"sixteen": "16"}
_GROUP = re.compile(r"\{(\d)\}")
_PART = re.compile(r",|\band\b|\bwhile\b|\bwhereas\b")
_NUMBER = re.compile(r"\d\.\d|\d ?\\?%")
_ENDS_IN_NUMBER = re.compile(r"\d(?:\.\d+)? ?\\?%? *\Z")
Conditions = tuple[str, ...]


class Range(NamedTuple):
    """The values that a metric can have; one in `percent` may be written as a share of 1 or of 100."""

    says: str
    percent: bool
    least: float | None
    most: float | None


class _Condition(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    label: str | None


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("kg.answers").joinpath(name).read_text(encoding="utf-8"))


@cache
def range_of(keys: tuple[str, ...]) -> Range | None:
    """Return the range of a metric by the normal forms of its names; None if the table does not have it."""
    for names, endings, besides, known in _ranges():
        for key in keys:
            if key not in besides and (key in names or key.endswith(endings)) and not key.endswith(besides):
                return known
    return None


@cache
def _ranges() -> tuple[tuple[frozenset[str], tuple[str, ...], tuple[str, ...], Range], ...]:
    """Return the names of each range, the ends of other names, the names besides, all in normal form, and the range."""

    def ends(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(f" {normal_form(name)}" for name in names)

    return tuple(
        (
            frozenset(map(normal_form, one["names"])),
            ends(one["endings"]),
            (*map(normal_form, one.get("besides", ())), *ends(one.get("besides", ()))),
            Range(one["says"], one.get("percent", False), one.get("least"), one.get("most")),
        )
        for one in _table("metrics.toml")["range"]
    )


def percent(value: float, unit: str, known: Range | None) -> float:
    """Return a value of a metric that is a share in percent, whether it is written so or as a fraction; others as they are."""
    if known is None or not known.percent or unit not in ("", "points") or not -1 <= value <= 1:
        return value
    return round(value * 100, 10)


def fault(value: float, unit: str, known: Range | None) -> str:
    """Return what is odd about a value, after `percent`, in words, or an empty string."""
    if known is None:
        return ""
    if known.percent and unit in _table("metrics.toml")["units"]["percent"]:
        return f"{unit} is no unit of it"
    if not known.percent and unit == "%":
        return "% is no unit of it"
    low, high = known.least is not None and value < known.least, known.most is not None and value > known.most
    return f"it is {known.says}" if low or high else ""


def conditions(sentence: str, start: int, end: int) -> Conditions:
    """Return the labels of the conditions of a number at these offsets into its sentence, sorted.

    Of several conditions of one name the nearest counts, rather one in the same part of the sentence; none beyond a
    semicolon, nor one in another part that has a number of its own, be it between the two or right before the condition.
    """
    found: dict[str, list[tuple[bool, int, str]]] = {}
    for one in _conditions():
        for match in one.pattern.finditer(sentence):
            if match.start() < end and match.end() > start:
                continue  # the number itself
            between = sentence[min(match.end(), end) : max(match.start(), start)]
            apart = _PART.search(between) is not None
            if ";" in between or (apart and _NUMBER.search(between)):
                continue
            if apart and match.end() <= start and _ENDS_IN_NUMBER.search(sentence, 0, match.start()):
                continue  # "88.3% zero-shot and 91.1% fine-tuning": that of the number before it
            distance = max(match.start() - end, start - match.end())
            found.setdefault(one.name, []).append((apart, distance, _label(one, match)))
    return tuple(sorted(min(labels)[2] for labels in found.values()))


@cache
def _conditions() -> tuple[_Condition, ...]:
    return tuple(
        _Condition(one["name"], re.compile(one["pattern"], re.IGNORECASE), one.get("label"))
        for one in _table("conditions.toml")["condition"]
    )


def _label(one: _Condition, match: re.Match[str]) -> str:
    def group(found: re.Match[str]) -> str:
        written = match[int(found[1])] or ""
        return written.upper() if len(written) == 1 else _NUMBERS.get(written.lower(), written.lower())

    return _GROUP.sub(group, one.label).strip("/ ") if one.label else match[0].lower()
