"""What a source says about a paper besides its text: people, places, dates, keys."""

__all__ = ["Author", "Metadata"]

from dataclasses import dataclass
from typing import NamedTuple


class Author(NamedTuple):
    """An author as one source gives them.

    `family` and `given` are apart only if the source has them apart; a name that cannot be divided, as of an
    institution, is all family. `orcid` is bare (0000-0002-1825-0097), `id` that of the source's own record of
    the author, with a scheme (`openalex:A5023888391`, `s2:1741101`).
    """

    name: str
    family: str | None = None
    given: str | None = None
    orcid: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a source says about a paper besides its text; empty where it says nothing.

    `date` is a year, month or day in ISO 8601, `keys` are citation keys, `language` is a BCP 47 tag in lower
    case, `type` is in the source's own words, `pdf` an address, `citations` how often the paper is cited,
    `references` are ids of the papers that it cites (see kg.ids).
    """

    authors: tuple[Author, ...] = ()
    venue: str | None = None
    date: str | None = None
    keys: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    type: str | None = None
    pdf: str | None = None
    citations: int | None = None
    references: tuple[str, ...] = ()
