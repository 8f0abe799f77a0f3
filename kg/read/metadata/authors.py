"""The authors of a paper in a field of JSON, and their ids where these are told apart from the names."""

__all__ = ["authors", "with_ids"]

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from kg.model import Author
from kg.read.metadata.people import named, orcid, people, person
from kg.read.metadata.values import text, texts

_WHOLE = "name display_name fullName full_name fullname literal raw_author_name author".split()
_FAMILY = "family lastName last_name lastname last surname familyName family_name".split()
_GIVEN = "given firstName first_name firstname first forename givenName given_name given_names".split()
_ORCID = "orcid ORCID orcid_id orcidId".split()
_ROLES = "creatorType role contributor_type".split()
_ID = re.compile(r"[a-z\d]+:[^\s/]\S*")  # but no address
_OPENALEX = re.compile(r"(?:https?://(?:api\.)?openalex\.org/(?:authors/)?|openalex:)?(A\d+)", re.IGNORECASE)
_RESEARCHER = re.compile(r"[A-Z]{1,3}-\d{4}-\d{4}")


def authors(
    value: Any, struct: type = dict, read: Callable[[Any], Author | None] | None = None
) -> tuple[Author, ...]:
    """Return authors from one text, or from a list of names and of objects, each of which `read` reads.

    By default, objects are read by whatever keys have the parts of a name; editors, translators and others are
    left out, where a role is told.
    """
    if isinstance(value, str):
        return people(value)
    items = value if isinstance(value, list) else (value,)
    one: Any = read or _of_object
    found: list[Author] = []
    for item in items:
        if isinstance(item, struct):
            if author := one(item):
                found.append(author)
        elif isinstance(item, str):
            found += named(item, alone=len(items) == 1)
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


def _first(value: Mapping[str, Any], names: Iterable[str]) -> str | None:
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


def with_ids(authors: Sequence[Author], *told: str) -> tuple[Author, ...]:
    """Return authors with the ORCIDs and ResearcherIDs that texts give by name: "Doe, Jane/A-1234-2010; Roe, R/0000-…"."""
    if not told:
        return tuple(authors)
    found = list(authors)
    places: dict[str, list[int]] = {}
    for i, author in enumerate(authors):
        for key in {_key(author), _short_key(author)}:
            places.setdefault(key, []).append(i)
    for name, id in (entry.rpartition("/")[::2] for one in told for entry in one.split(";")):
        known = person(name)
        at = (places.get(_key(known)) or places.get(_short_key(known), [])) if known else []
        if len(at) == 1:  # of two authors with one name, it is not told whose id it is
            if number := orcid(id):
                found[at[0]] = found[at[0]]._replace(orcid=number)
            elif _RESEARCHER.fullmatch(id.strip()):
                found[at[0]] = found[at[0]]._replace(id=f"researcherid:{id.strip()}")
    return tuple(found)


def _key(author: Author) -> str:
    return author.name.casefold()


def _short_key(author: Author) -> str:
    return f"{author.family}, {(author.given or '')[:1]}".casefold()
