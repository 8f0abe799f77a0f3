"""Side fields of JSON, YAML and Parquet, whose shapes differ from file to file: texts, lists, objects.

No value raises: what cannot be understood is nothing.
"""

__all__ = ["authors", "count", "key_in", "text", "texts", "words"]

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kg.model import Author
from kg.read.people import people, person

_WHOLE = "name display_name fullName full_name fullname literal raw_author_name author".split()
_FAMILY = "family lastName last_name lastname last surname familyName family_name".split()
_GIVEN = "given firstName first_name firstname first forename givenName given_name given_names".split()
_ORCID = "orcid ORCID orcid_id orcidId".split()
_ROLES = "creatorType role contributor_type".split()
_LABEL = "name display_name title tag keyword value term literal label".split()
_ID = re.compile(r"[a-z\d]+:[^\s/]\S*")  # but no address
_OPENALEX = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:authors/)?|openalex:)?(A\d+)", re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.0+)?")
_MOST = 2**53  # of an integer that is written as a text
_BIBTEX = re.compile(r"\s*@\s*\w+\s*[{(]\s*([^\s,{}()]+)\s*,")


def text(value: Any) -> str | None:
    """Return a value as one text: that itself, a number, the name of an object, or the first of a list; else None."""
    return next(texts(value), None)


def texts(value: Any) -> Iterator[str]:
    """Yield the texts of a value, which may be one or a list of them, or of objects with names."""
    for item in value if isinstance(value, list | tuple) else (value,):
        one = (
            next((item[name] for name in _LABEL if item.get(name)), None) if isinstance(item, dict) else item
        )
        if isinstance(one, float) and one.is_integer():  # as data frames write a number beside a gap
            one = int(one)
        if isinstance(one, int) and not isinstance(one, bool) and abs(one) < _MOST:
            one = str(one)
        if isinstance(one, str) and (stripped := one.strip()):
            yield stripped


def words(value: Any) -> tuple[str, ...]:
    """Return keywords from a list, or from one text, divided by semicolons, lines or bars, else by commas."""
    if not isinstance(value, str):
        return tuple(texts(value))
    divider = next((mark for mark in ";\n|" if mark in value), ",")
    return tuple(word for part in value.split(divider) if (word := part.strip()))


def count(value: Any) -> int | None:
    """Return a whole number, which may be a text with commas ("1,234"), a fraction or the one item of a list."""
    match = _COUNT.fullmatch(text(value) or "")
    return int(match[1].replace(",", "")) if match else None


def key_in(bibtex: Any) -> str | None:
    """Return the citation key of the BibTeX in a text, or None where there is none."""
    match = _BIBTEX.match(bibtex) if isinstance(bibtex, str) else None
    return match[1] if match else None


def authors(value: Any) -> tuple[Author, ...]:
    """Return authors from one text, or from a list of names or of objects, by whatever keys have their parts.

    Editors, translators and others are left out, where a role is told.
    """
    if isinstance(value, str):
        return people(value)
    found: list[Author] = []
    for item in value if isinstance(value, list | tuple) else (value,):
        if isinstance(item, dict):
            found += filter(None, (_of_object(item),))
        elif isinstance(item, str):
            found += people(item) if ";" in item else filter(None, (person(item),))
    return tuple(found)


def _of_object(value: Mapping[str, Any]) -> Author | None:
    role = _first(value, _ROLES)
    if role and role.strip().lower() != "author":
        return None
    inner = value.get("author")  # of OpenAlex
    if isinstance(inner, dict):
        value = {**value, "author": None, **inner}
    given = [_first(value, _GIVEN), *texts(value.get("middle"))]
    author = person(
        _first(value, _WHOLE),
        family=_first(value, _FAMILY),
        given=" ".join(filter(None, given)),
        suffix=_first(value, ("suffix",)),
        orcid=_orcid(value),
        id=_id(value),
    )
    name = _first(value, ("name",))
    return (
        author._replace(name=name.strip())
        if author and author.family and name and "," not in name
        else author
    )


def _first(value: Mapping[str, Any], names: Iterator[str] | list[str] | tuple[str, ...]) -> str | None:
    found = (value.get(name) for name in names)
    return next((one for one in found if isinstance(one, str) and one.strip()), None)


def _orcid(value: Mapping[str, Any]) -> str | None:
    others = value.get("externalIds")
    return _first(value, _ORCID) or (_first(others, _ORCID) if isinstance(others, dict) else None)


def _id(value: Mapping[str, Any]) -> str | None:
    """Return the source's own id of an author with its scheme."""
    if number := text(value.get("authorId")):
        return f"s2:{number}"
    written = _first(value, ("id", "author_id"))
    if not written:
        return None
    match = _OPENALEX.fullmatch(written.strip())
    if match:
        return f"openalex:{match[1].upper()}"
    return written.strip() if _ID.fullmatch(written.strip()) else None
