"""What a person says about a graph: title, creators, licence, version and date, checked."""

__all__ = ["NOTHING_SAID", "About", "Creator", "checked"]

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from kg.describe.addresses import is_web_address
from kg.describe.licences import licence, name_of
from kg.errors import UsageError

_ORCID = re.compile(r"(?:https?://orcid\.org/)?([0-9]{4})-?([0-9]{4})-?([0-9]{4})-?([0-9]{3}[0-9Xx])")
_CREATOR = re.compile(r"([^<>]+?)\s*(?:<([^<>]*)>)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 1_000  # characters of a title or a name
_LAST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True, slots=True)
class Creator:
    """Who made a graph; `iri` is an ORCID or another web address, or empty."""

    name: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What a person says about a graph; empty where they say nothing. `license` is an IRI, `date` a day in ISO 8601."""

    title: str = ""
    creators: tuple[Creator, ...] = ()
    license: str = ""
    version: str = ""
    date: str = ""

    @property
    def signature(self) -> list[tuple[str, str]]:
        """What a page shows below its text: creators, licence, version and day, each with its address or an empty text."""
        shown = [(creator.name, creator.iri) for creator in self.creators]
        shown += [(name_of(self.license), self.license)] if self.license else []
        return [
            *shown,
            *((text, "") for text in (self.version and f"version {self.version}", self.date) if text),
        ]


NOTHING_SAID = About()


def checked(
    *,
    title: str = "",
    creators: Iterable[str] = (),
    license: str = "",
    version: str = "",
    date: str | None = None,
    epoch: str = "",
) -> About:
    """Return what a person says, given as in a pipeline or on the command line.

    A creator is a name, which an ORCID or a web address in angle brackets may follow. `epoch` is the value of
    SOURCE_DATE_EPOCH, which counts where no date is given. Raises UsageError for what is not in its form.
    """
    return About(
        title and _text("title", title),
        tuple(dict.fromkeys(map(_creator, creators))),
        license and licence(license),
        version and _text("version", version),
        _day(date) if date is not None else _day_of(epoch) if epoch else "",
    )


def _text(what: str, text: str) -> str:
    """Return a text of one line; UsageError for one that some format cannot hold."""
    if any(unicodedata.category(char) in ("Cc", "Cs") or char in "\ufffe\uffff\u2028\u2029" for char in text):
        raise UsageError(f"the {what} {ascii(text)[:200]} must be one line without control characters")
    if not text.strip() or len(text) > _LONGEST:
        raise UsageError(f"the {what} must have between 1 and {_LONGEST:,} characters")
    return " ".join(text.split())


def _creator(text: str) -> Creator:
    text = _text("creator", text)
    parts = _CREATOR.fullmatch(text)
    if parts is None or not any(map(str.isalpha, parts[1])):
        raise UsageError(
            f"the creator {text!r:.200} must be a name, or a name and an ORCID or web address in angle brackets, "
            "such as 'Jane Doe <https://orcid.org/0000-0002-1825-0097>'"
        )
    if parts[2] is None:
        return Creator(parts[1])
    return Creator(parts[1], _address(parts[2].strip(), text))


def _address(text: str, creator: str) -> str:
    if digits := _ORCID.fullmatch(text):
        number = "-".join(digits.groups()).upper()
        if not _is_orcid(number):
            raise UsageError(
                f"the creator {creator!r:.200} has an ORCID with a wrong digit: its check digit does not fit"
            )
        return f"https://orcid.org/{number}"
    if is_web_address(text) and "orcid.org/" not in text:
        return text
    raise UsageError(
        f"the creator {creator!r:.200} must have an ORCID or a web address in angle brackets, not {text!r:.100}"
    )


def _is_orcid(number: str) -> bool:
    """Return whether the last digit checks the others (ISO 7064, MOD 11-2)."""
    digits, total = number.replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[-1]


def _day(text: str) -> str:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise UsageError(f"the date {text!r:.100} must be a day such as 2024-05-31")


def _day_of(epoch: str) -> str:
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) <= len(str(_LAST)) and int(epoch) <= _LAST):
        raise UsageError(
            f"SOURCE_DATE_EPOCH must be a number of seconds since 1970, not {epoch!r:.100}; --date goes before it"
        )
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
