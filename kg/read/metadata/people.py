"""Names of people as bibliographies write them."""

__all__ = ["bibtex_people", "named", "orcid", "people", "people_in", "person"]

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from operator import mul

from kg.model import Author
from kg.read.clean import latex

_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\d)")
_WEIGHTS = [2**n for n in range(15, 0, -1)]  # of the digits of an ORCID
_ZEROS = ord("0") * sum(_WEIGHTS)
_OTHERS = re.compile(r"\W*+(?:et\.? ?al(?:ii|\b)|(?:and )?others|and \d+ more)?\W*+", re.IGNORECASE)
_OTHERS_START = frozenset("aeoAEO")
_TAIL = re.compile(
    r"(?<![\s,;&])[\s,;&]++(?:and\s+)?(?:et\.? ?al(?:ii|\b)|others|colleagues|\.\.\.|…)[\s.]*$", re.IGNORECASE
)
_AND = re.compile(r"(?:\s*[,;])?\s(?:and|und|&)\s|[;|\n；、](?:\s*(?:and|&)\s)?", re.IGNORECASE)
_MOST_INITIALS = 4
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md)\.?", re.IGNORECASE)
_FIRM = re.compile(r"(?:inc|ltd|llc|corp|gmbh|limited)\.?", re.IGNORECASE)
_INSTITUTION = re.compile(r"\b(?:of|for|the|für)\b")  # in small letters, of which no name of a person has one
_SPECIAL = re.compile(r"[{}\\$~&;\"]")
_LETTER = re.compile(r"\\(aa|AA|ae|AE|oe|OE|ss|[oOlLij])\s+(?=[^\W\d_])")
_BRACE_OR_AND = re.compile(r"[{}]|(?<=\s)and\s", re.IGNORECASE)
_COMBINING = dict(
    zip(
        "`'^~=.\"cvuHkrdb",
        "\u0300\u0301\u0302\u0303\u0304\u0307\u0308\u0327\u030c\u0306\u030b\u0328\u030a\u0323\u0331",
        strict=True,
    )
)
_LETTERS = r"[^\W\d_]"
_ACCENT = re.compile(
    rf"\\([`'^~=.\"])\s?\{{?\s?({_LETTERS})(?:(?<=\{{.)\}}|(?<=\{{\s.)\}})?|\\([cvuHkrdb])(?:\s+|\s?\{{\s?)({_LETTERS})(?:(?<=\{{.)\}}|(?<=\{{\s.)\}})?"
)
_MOST_ACCENTS = 3


def orcid(text: str | None) -> str | None:
    """Return the ORCID in a text or address, bare, if its check digit is right (ISO 7064, MOD 11-2)."""
    match = _ORCID.search(text) if text else None
    if not match:
        return None
    digits = "".join(match.groups()).upper()
    total = sum(map(mul, digits.encode(), _WEIGHTS)) - _ZEROS
    check = (12 - total % 11) % 11
    if digits[-1] != "0123456789X"[check]:
        return None
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}-{digits[12:]}"


def person(
    name: str | None,
    *,
    family: str | None = None,
    given: str | None = None,
    suffix: str | None = None,
    orcid: str | None = None,
    id: str | None = None,
) -> Author | None:
    """Return an author from a whole name, or from its parts; None where there is none, and for "et al.".

    "Roe, Richard" is divided at its comma; a name without one is not, as no rule tells its parts in all
    languages.
    """
    if family and family.strip():
        last = family.strip()
        if suffix and suffix.strip():
            last = f"{last}, {suffix.strip()}"
        first = given.strip() if given else ""
        shown = f"{first} {last}" if first else last
        return None if _is_others(shown) else Author(shown, last, first or None, orcid, id)
    text = " ".join((name or given or "").split()).strip(" ,;")
    if not text or _is_others(text):
        return None
    if "," not in text:
        return Author(text, None, None, orcid, id)
    last, comma, first = text.partition(",")
    first, comma_too, more = (part.strip() for part in first.partition(","))
    if comma_too and _SUFFIX.fullmatch(first):  # King, Jr., Martin Luther
        return person(None, family=last, given=more, suffix=first, orcid=orcid, id=id)
    if comma_too and _SUFFIX.fullmatch(more):  # King, Martin Luther, Jr.
        return person(None, family=last, given=first, suffix=more, orcid=orcid, id=id)
    if comma and first and not comma_too and not _SUFFIX.fullmatch(first) and not _FIRM.fullmatch(first):
        return person(None, family=last, given=first, orcid=orcid, id=id)
    return Author(text, None, None, orcid, id)


def _is_others(name: str) -> bool:
    """Return whether a name is none, as "et al." and "and others" are."""
    return (name[:1] in _OTHERS_START or not name[:1].isalpha()) and _OTHERS.fullmatch(name) is not None


def people(text: str | None) -> tuple[Author, ...]:
    """Return the authors in one text: "Doe, J.; Roe, R.", "J. Doe and R. Roe", "J. Doe, R. Roe", "Doe, J., Roe, R."."""
    found: list[Author | None] = []
    for part in _AND.split(_TAIL.sub("", _narrow(text or ""))):
        found += map(person, _of_commas(part) if "," in part else (part,))
    return tuple(author for author in found if author is not None)


def _narrow(text: str) -> str:
    """Return a text with single blanks and no empty lines, on which the patterns above take no long time."""
    return "\n".join(narrow for line in text.splitlines() if (narrow := " ".join(line.split())))


def _of_commas(text: str) -> Iterator[str]:
    """Yield the names in a text that has commas: within names, between them, or both."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) != 3 or " " in parts[0]:
        parts = _with_suffixes(parts)
    initials = [*map(_are_initials, parts)]
    if len(parts) >= 2 and len(parts) % 2 == 0 and not any(initials[::2]) and all(initials[1::2]):
        yield from (f"{last}, {first}" for last, first in zip(parts[::2], parts[1::2], strict=True))
    elif len(parts) == 3 and _SUFFIX.fullmatch(parts[1]) and " " not in parts[0]:
        yield ", ".join(parts)
    elif len(parts) > 2 or (len(parts) == 2 and all(" " in part for part in parts)):
        yield from parts
    else:
        yield ", ".join(parts)


def _with_suffixes(parts: list[str]) -> list[str]:
    joined: list[str] = []
    for part in parts:
        if joined and _SUFFIX.fullmatch(part):
            joined[-1] += f", {part}"
        else:
            joined.append(part)
    return joined


def _are_initials(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return 0 < len(letters) <= _MOST_INITIALS and all(map(str.isupper, letters))


def people_in(names: Sequence[str]) -> tuple[Author, ...]:
    """Return the authors in texts of one name each, some of which may have several: "Doe, J.; Roe, R."."""
    return tuple(author for name in names for author in named(name, alone=len(names) == 1))


def named(name: str, *, alone: bool) -> tuple[Author, ...]:
    """Return the author that a text names, or several: where it stands alone, they may be divided in any way."""
    text = html.unescape(name) if "&" in name else name
    if _has_several(text) if alone else ";" in text:
        return people(text)
    author = person(text)
    return () if author is None else (author,)


def _has_several(text: str) -> bool:
    """Return whether a text has several names, and is not that of an institution ("Moss and Sons", "Office of Sand")."""
    if ";" in text or _INSTITUTION.search(text):
        return ";" in text
    parts = _AND.split(_narrow(text))
    return text.count(",") > 2 or (len(parts) > 1 and all(" " in part.strip() for part in parts))


def bibtex_people(text: str) -> tuple[Author, ...]:
    """Return the authors in a field of BibTeX, whose braces keep a name together."""
    if not _SPECIAL.search(text):
        names = " ".join(text.split()).split(" and ")
        if all(name.count(",") == 1 or name == "others" for name in names):  # for which no parser is needed
            return tuple(filter(None, map(person, names)))
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    text = html.unescape(text) if "&" in text else text
    if "\\" in text:  # the blank in "\O rsted" and "\v Smid" divides no name
        text = _accented(_LETTER.sub(r"{\\\1}", text))
    found: list[Author | None] = []
    for name in _divided(_unwrapped(text.strip())):
        if _is_others(name):
            continue
        if _is_list(name):
            found += people(latex(name))
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        von, last, jr, first = (
            latex(" ".join(words)) for words in (parts.von, parts.last, parts.jr, parts.first)
        )
        found.append(person(latex(name), family=" ".join(filter(None, (von, last))), given=first, suffix=jr))
    return tuple(author for author in found if author is not None)


def _divided(text: str) -> Iterator[str]:
    """Yield the names in a list that "and" divides outside of braces."""
    start = depth = 0
    for match in _BRACE_OR_AND.finditer(text):
        if match[0] in "{}":
            depth += 1 if match[0] == "{" else -1
        elif depth <= 0:
            yield text[start : match.start()].strip()
            start = match.end()
    yield text[start:].strip()


def _accented(text: str) -> str:
    """Return a text with letters for accents of LaTeX, also for two on one letter."""
    for _ in range(_MOST_ACCENTS):
        before, text = text, _ACCENT.sub(_letter, text)
        if text == before:
            break
    return text


def _letter(match: re.Match[str]) -> str:
    letter = match[2] or match[4]
    return unicodedata.normalize("NFC", letter + _COMBINING[match[1] or match[3]])


def _unwrapped(text: str) -> str:
    """Return a list of names without the braces around all of it: "{Doe, J. and Roe, R.}"."""
    if text[:1] != "{" or text[-1:] != "}" or " and " not in text or "}" in text[1:-1]:
        return text
    return text[1:-1] if all(part.count(",") == 1 for part in text.split(" and ")) else text


def _is_list(name: str) -> bool:
    """Return whether a name of BibTeX is several ones, which are divided by what BibTeX does not know."""
    if ";" not in name and "&" not in name and name.count(",") < 2:
        return False
    name = _outside_braces(name)
    sections = name.split(",")
    if ";" in name or len(sections) > 3:
        return True
    return (len(sections) == 3 and " " in sections[1].strip()) or ("&" in name and _has_several(latex(name)))


def _outside_braces(text: str) -> str:
    depth = 0
    outside: list[str] = []
    for character in text:
        depth = max(0, depth + (character == "{") - (character == "}"))
        if not depth:
            outside.append(character)
    return "".join(outside)
