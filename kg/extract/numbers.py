"""Numbers of a sentence by rule: their units, what they seem to be, and which mentions they seem to belong to."""

__all__ = ["Number", "NumberSentence", "kind", "numbers", "partner"]

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import NamedTuple

from kg.extract.candidates import Candidate
from kg.extract.rules import load
from kg.extract.words import Words

_NUMBER = re.compile(
    r"(?P<value>(?:(?<![\w.,^/-])|(?<=[\s(\[$=~≈])(?<![\d%]\s)[-−](?=\d+\.\d|\d+\s?\\?%|\d+\$?\sto\s))"  # a minus, no dash
    r"(?:\d+(?:,\d{3})+(?:\.\d+)?|(?P<comma>\d+,\d{1,2})(?=\s?\\?%)|\d+(?:\.\d+)?|\.\d+))"
    r"(?P<range>\s?[-–]{1,2}\s?\d+(?:\.\d+)?(?=\s?\\?%))?"
    r"\$?(?:\s?±\s?[\d.]+)?(?P<unit>\s?\\?%p?|\s?(?:percentage\s)?points?\b|\s?pp\b|\s?per\s?cent(?:age\spoints?)?\b"
    r"|\s?(?:[x×]|\\times\$?|-?fold|times)(?![a-z])|\s?(?:ms|milliseconds?|seconds?|minutes?|hours?|dB|FPS|fps|degrees|GFLOPs|mm|cm)\b"
    r"|(?:st|nd|rd|th)\b)?(?:(?<=%)(?=[A-Za-z])|(?![\w^]|\.\d|-[a-z]))"
)
_UNITS = {
    "percentagepoints": "points", "percentagepoint": "points", "point": "points", "pp": "points", "%p": "points", "\\%p": "points",
    "percent": "%", "\\%": "%", "hour": "hours", "minute": "minutes", "st": "rank", "nd": "rank", "rd": "rank", "th": "rank",
}  # fmt: skip
_BEFORE_GAIN = (
    r"up to|at least|over|about|around|roughly|approximately|nearly|an?|average|of|more|than|absolute"
    r"|\$?-?\d[\d.]*\$?\s?\\?%?|and|,|to"
)
_FACTOR = re.compile(r"(?:x|×|\\times\$?|-?fold|times)$")
# Between a number and its metric: "94.5 and 96.1 [BLEU]", "3% higher [accuracy]", "2.1 points in [recall]".
_TO_METRIC = re.compile(
    r"\s*(?:\([^)]*\)\s*)?(?:(?:in|of|on|absolute|relative|higher|lower|better|fewer|less|average|overall|test|improvement|increase|reduction|gain"
    r"|decrease|and|or|to|\d[\d.]*\s?\\?%?,?)\s+|,\s*)*"
)
_ACHIEVES = re.compile(
    r"(?:\s*\([^)]*\))?(?:\s+(?:also|even|further|then))?\s+(?:achiev|reach|obtain|attain|yield|scor|get|gain|improv|outperform|surpass|run|keep|rais|reduc|lower)\w*\b"
    r"(?:(?!\b(?:while|whereas|but|which|than)\b)[^;:])*$"
)
_LISTED = re.compile(r"\s*(?:,|and|or|to|,\s*and|vs\.?)\s*\$?")
_SHARED = ("%", "points", "dB", "hours", "minutes")  # the units that a list has once
_DURATIONS = ("hours", "minutes")
_LASTS = re.compile(
    r"\b(?:(?:reduc|decreas|shorten|cut|sav)\w*\b[^.;]*|(?:in|within|under|takes?|took|requires?)\s"
    r"(?:(?:just|only|about|under|over|less|more|than|as|little|around|nearly|roughly|approximately)\s)*[~≈<$]*)$"
)
_RANK_AFTER = re.compile(
    r"(?:(?:\s*,|\s*,?\s+and)?\s+\d+(?:st|nd|rd|th))*\s+(?:(?:best\s+)?(?:places?|ranks?|rankings?|positions?)|out\sof)\b"
)
_RANK_BEFORE = re.compile(
    r"\b(?:ranks?|ranked|rankings?|placed)(?:\s+(?:of|at|in|as|only|our|the|team))*\s+(?:\d+(?:st|nd|rd|th)(?:\s+\([^)]*\))?,?\s+(?:and\s+)?)*$"
)
_FROM = re.compile(r"\bfrom\s+\$?(?:-?[\d.]+\$?\s?\\?%?\s+to\s+\$?)?$")
# "β = 0.9", "p < 0.05": what is set, not what came out; κ and r are measures, α and d may be.
_SET = re.compile(
    r"(?<![\w^_-])\$?\\?(?:beta|lambda|gamma|epsilon|tau|sigma|eta|mu|theta|[βλγεϵτσημθ]|[pnNKT])(?:_\{?\w+\}?)?\s*"
    r"(?:[=<>≤≥≈~∼]|\\(?:leq?|geq?|approx|sim)\b)+\s*\$?$"
)
_SLASH = re.compile(r"(?<=[\dx×%])/(?=\d)")


class Number(NamedTuple):
    """A number: `start` to `end` is its value, `stop` the end of its unit."""

    start: int
    end: int
    stop: int
    value: str
    unit: str


@dataclass(frozen=True)
class NumberSentence:
    """A sentence of a text, the mentions in it, and the words of the text."""

    text: str
    start: int
    end: int
    mentions: Sequence[Candidate]
    words: Words
    _leading: dict[int, list[str]] = field(default_factory=dict, compare=False)
    _partners: "dict[tuple[Number, str, str], Candidate | None]" = field(default_factory=dict, compare=False)

    @cached_property
    def vocabulary(self) -> list[str]:
        """The different words of the sentence in lower case, by alphabet."""
        return sorted({word.text.lower() for word in self.words.between(self.start, self.end)})

    def leading(self, place: int) -> list[str]:
        """Return the words of the sentence before a place, in lower case."""
        if place not in self._leading:
            self._leading[place] = [word.text.lower() for word in self.words.between(self.start, place)]
        return self._leading[place]

    def before(self, place: int, size: int = 70) -> str:
        """Return what stands before a place."""
        return self.text[max(self.start, place - size) : place]

    def after(self, place: int, size: int = 50) -> str:
        """Return what stands after a place."""
        return self.text[place : min(self.end, place + size)]

    def of(self, label: str) -> list[Candidate]:
        """Return the mentions of a type."""
        return [m for m in self.mentions if m.label == label]


class CandidateNumber(NamedTuple):
    """A number in its sentence: the number of the sentence, its position among the numbers there, and those numbers."""

    sentence: int
    position: int
    numbers: Sequence[Number]
    around: NumberSentence

    @property
    def number(self) -> Number:
        """The number."""
        return self.numbers[self.position]


@cache
def _pattern(name: str, form: str) -> re.Pattern[str]:
    return re.compile(form.format(load("results")[name]), re.IGNORECASE)


def numbers(sentence: NumberSentence) -> list[Number]:
    """Return the numbers of a sentence in order but for what symbols are set to, a range as one; a list shares the unit of its last."""
    numbers = []
    before = max(0, sentence.start - 2)  # the patterns look back that far
    text = _SLASH.sub(
        " ", sentence.text[before : sentence.end]
    )  # "11x/18x": two numbers; a blank keeps every offset
    for match in _NUMBER.finditer(text, sentence.start - before):
        if _SET.search(text, max(0, match.start() - 20), match.start()):
            continue
        unit = re.sub(r"\s", "", match["unit"] or "")
        if _FACTOR.search(unit):
            unit = "x"
        unit = _UNITS.get(unit, unit)
        if unit == "rank" and not (
            _RANK_AFTER.match(text, match.end()) or _RANK_BEFORE.search(text, 0, match.start())
        ):
            continue
        end = match.end("range") if match["range"] else match.end("value")
        start, stop = match.start("value"), match.end()
        if unit in _DURATIONS and not (_LASTS.search(text, 0, start) and not text.startswith(" of ", stop)):
            unit, stop = "", match.end("value")  # "40 hours of speech": they count how much there is
        value = text[start:end].replace("−", "-")
        numbers.append(
            Number(
                before + start,
                before + end,
                before + stop,
                value.replace(",", ".") if match["comma"] else value,
                unit,
            )
        )
    if numbers:  # "94.5 and 96.1%": a list shares the unit of its last member
        for i in range(len(numbers) - 2, -1, -1):
            gap = text[numbers[i].stop - before : numbers[i + 1].start - before]
            if not numbers[i].unit and _LISTED.fullmatch(gap) and numbers[i + 1].unit in _SHARED:
                numbers[i] = numbers[i]._replace(unit=numbers[i + 1].unit)
    return numbers


def kind(sentence: NumberSentence, number: Number, numbers: Sequence[Number]) -> str | None:
    """Return what the number is, or None for a setting."""
    before, after = sentence.before(number.start), sentence.after(number.stop)
    if _pattern("setting_after", r"^(?:{})").match(after) and number.unit in ("", "x"):
        return None
    if number.unit == "%" and re.match(
        r"\s+of\s+(?:the\s+)?(?:\w+\s+)?(?:data|training|labels?|samples|parameters|labeled|tokens|examples)\b",
        after,
    ):
        return None
    if number.unit == "x":
        near = _pattern("factor_after", r"^\s*(?:\w+\s+)?(?:in\s+)?(?:{})\b").match(after) or _pattern(
            "factor_before", r"\b(?:{})\b[^.;]*$"
        ).search(before)
        return "factor" if near or any(m.label == "Metric" for m in sentence.mentions) else None
    if number.unit in ("%", "points", "") and _FROM.search(before) and len(numbers) > 1:
        return "absolute" if number.unit == "%" or sentence.of("Metric") else None
    if number.unit in ("%", "points"):
        gain = _pattern("gain_after", r"^\s*(?:\([^)]*\)\s*)?(?:{})\b").match(after) or _pattern(
            "gain_before", rf"(?:{{}})(?:\s+(?:{_BEFORE_GAIN}))*\s*[\$~+(]*$"
        ).search(before)
        if gain:
            return "gain"
        return None if number.unit == "points" else "absolute"
    return "absolute"


def _metric(sentence: NumberSentence, number: Number, kind: str) -> Candidate | None:
    """Return the metric of a number: right after it, right before it, then the nearest before, then the nearest after."""
    metrics = sentence.of("Metric")
    tight = _pattern("between", "^{}$")
    for m in metrics:
        if 0 <= m.start - number.stop <= 30 and _TO_METRIC.fullmatch(sentence.text, number.stop, m.start):
            return m
    for m in reversed(metrics):
        if m.end <= number.start and tight.match(sentence.text[m.end : number.start]):
            return m
    if number.unit == "" and kind == "absolute":
        return _loose_list(sentence, number, metrics)
    earlier = [m for m in metrics if m.end <= number.start and number.start - m.end <= 110]
    if earlier:
        return earlier[-1]
    later = [m for m in metrics if m.start >= number.stop and m.start - number.stop <= 40]
    return later[0] if later and kind != "absolute" else None


def _loose_list(sentence: NumberSentence, number: Number, metrics: Sequence[Candidate]) -> Candidate | None:
    """Return the metric of a number without a unit inside a list that follows a metric ("BLEU of 28.4 on A and 41.8 on B")."""
    earlier = [m for m in metrics if m.end <= number.start]
    if not earlier:
        return None
    gap = sentence.text[earlier[-1].end : number.start]
    return (
        earlier[-1]
        if re.search(r"\d", gap) and len(gap) < 90 and re.search(r"(?:,|\band|\bto|\bon)\s*$", gap)
        else None
    )


def _dataset(
    sentence: NumberSentence, number: Number, numbers: Sequence[Number], place: int
) -> Candidate | None:
    """Return the dataset of a number: its partner in "… respectively", else the next after it, else the last before it."""
    datasets = sentence.of("Dataset")
    if not datasets:
        return None
    later = [d for d in datasets if d.start >= numbers[-1].stop]
    if "respectively" in sentence.text[sentence.start : sentence.end] and len(later) == len(numbers):
        return later[place]
    following = numbers[place + 1].start if place + 1 < len(numbers) else sentence.end
    for dataset in datasets:
        gap = sentence.text[number.stop : dataset.start]
        clause = re.match(r"\s*(?:[,;]|and\b)", gap)  # "96% on A, and on B 80%": B belongs to what follows
        if (
            number.stop <= dataset.start < following
            and not clause
            and re.search(r"\b(?:on|over|for|in)\s+(?:\S+\s+){0,3}$", gap)
        ):
            return dataset
    earlier = [d for d in datasets if d.end <= number.start]
    return earlier[-1] if earlier else (datasets[0] if len(datasets) == 1 else None)


def _method(sentence: NumberSentence, number: Number) -> Candidate | None:
    """Return the method whose verb leads to the number, the nearest first; else the one that opens the sentence."""
    for method in reversed(sentence.of("Method")):
        if method.end <= number.start and _ACHIEVES.match(sentence.text[method.end : number.start]):
            return method
    for method in sentence.of("Method"):
        if method.end <= number.start and re.fullmatch(
            r"\W*(?:[\w-]+\W+){0,6}?", sentence.text[sentence.start : method.start]
        ):
            return method
    return None


def partner(
    sentence: NumberSentence, number: Number, kind: str, numbers: Sequence[Number], label: str
) -> Candidate | None:
    """Return the metric, dataset or method that the rules give a number, or None; `numbers` are the numbers of the sentence."""
    partners = sentence._partners  # every concept of a type is weighed against the same one
    if (number, kind, label) not in partners:
        partners[number, kind, label] = _partner(sentence, number, kind, numbers, label)
    return partners[number, kind, label]


def _partner(
    sentence: NumberSentence, number: Number, kind: str, numbers: Sequence[Number], label: str
) -> Candidate | None:
    if label == "Metric":
        return _metric(sentence, number, kind)
    if label == "Dataset":
        return _dataset(sentence, number, numbers, numbers.index(number))
    return _method(sentence, number) if label == "Method" else None
