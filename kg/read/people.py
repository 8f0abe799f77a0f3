"""Names of people as bibliographies write them."""

__all__ = ["bibtex_people", "creators", "orcid", "people", "person"]

import re
from collections.abc import Iterator

from kg.model import Author
from kg.read.clean import latex

_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\d)")
_OTHERS = re.compile(r"\W*+(?:et\.? ?al(?:ii|\b)|(?:and )?others|and \d+ more)?\W*+", re.IGNORECASE)
_TAIL = re.compile(
    r"(?<![\s,;&])[\s,;&]++(?:and\s+)?(?:et\.? ?al(?:ii|\b)|others|colleagues|\.\.\.|…)[\s.]*$", re.IGNORECASE
)
_BLANKS = re.compile(r"[^\S\n]++")
_LINES = re.compile(r"\n\s++")  # else the search for a divider takes squared time
_AND = re.compile(r"(?:\s*[,;])?\s(?:and|und|&)\s|[;|\n](?:\s*(?:and|&)\s)?", re.IGNORECASE)
_CORPORATE = re.compile(r"\b(?:of|for|the)\b|\band \S+$", re.IGNORECASE)  # Ministry of Moss and Fine Sand
_MOST_INITIALS = 4
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv|phd|md)\.?", re.IGNORECASE)


def orcid(text: str | None) -> str | None:
    """Return the ORCID in a text or address, bare, if its check digit is right (ISO 7064, MOD 11-2)."""
    match = _ORCID.search(text) if text else None
    if not match:
        return None
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return (
        "-".join(map(str.upper, match.groups()))
        if digits[-1] == ("X" if check == 10 else str(check))
        else None
    )


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
        last = f"{family.strip()}, {suffix.strip()}" if suffix and suffix.strip() else family.strip()
        first = given.strip() if given else ""
        shown = f"{first} {family.strip()}{', ' if suffix else ''}{suffix or ''}" if first else last
        return Author(shown, last, first or None, orcid, id)
    text = " ".join((name or given or "").split()).strip(" ,;")
    if not text or _OTHERS.fullmatch(text):
        return None
    last, comma, first = text.partition(",")
    first, comma_too, more = first.partition(",")
    if comma_too and _SUFFIX.fullmatch(first.strip()):  # King, Jr., Martin Luther
        return person(None, family=last, given=more, suffix=first.strip(), orcid=orcid, id=id)
    if comma and first.strip() and not comma_too and not _SUFFIX.fullmatch(first.strip()):
        return person(None, family=last, given=first, orcid=orcid, id=id)
    return Author(text, None, None, orcid, id)


def people(text: str | None) -> tuple[Author, ...]:
    """Return the authors in one text: "Doe, J.; Roe, R.", "J. Doe and R. Roe", "J. Doe, R. Roe", "Doe, J., Roe, R."."""
    found: list[Author | None] = []
    for part in _AND.split(_TAIL.sub("", _LINES.sub("\n", _BLANKS.sub(" ", text or "")))):
        found += map(person, _of_commas(part) if "," in part else (part,))
    return tuple(author for author in found if author is not None)


def creators(text: str | None) -> tuple[Author, ...]:
    """Return the authors in a field for one, which is perhaps an institution ("Ministry of Moss and Sand"), or has several."""
    name = " ".join((text or "").split())
    if ";" in name or (" and " in name and not _CORPORATE.search(name) and _all_are_full(name)):
        return people(name)
    return tuple(filter(None, (person(name),)))


def _all_are_full(text: str) -> bool:
    """Return whether all names in a text that are joined by "and" have two words or more."""
    return all(" " in name.strip() for name in text.split(" and "))


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


def bibtex_people(text: str) -> tuple[Author, ...]:
    """Return the authors in a field of BibTeX, whose braces keep a name together."""
    from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

    found: list[Author] = []
    for name in split_multiple_persons_names(text):
        if _OTHERS.fullmatch(name):
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        von, last, jr, first = (
            latex(" ".join(words)) for words in (parts.von, parts.last, parts.jr, parts.first)
        )
        author = person(latex(name), family=" ".join(filter(None, (von, last))), given=first, suffix=jr)
        found += [author] if author else []
    return tuple(found)
