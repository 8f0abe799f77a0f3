"""Names of what is in the graph: those like one that is not, and those that begin like one being typed."""

__all__ = ["COMPLETED", "beginning_with", "nearest"]

import json
from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from kg.evidence.database import EvidenceDatabase
from kg.graph import bibliography
from kg.ids import fold
from kg.names import normal_form

_NEAR = 5  # names that are suggested
_LIKE = 0.75  # how similar two names are, from 0 to 1, that may be meant for each other
COMPLETED, _LOOKED_AT = 50, 500  # names
# A concept with its names; those of a normal form that begins like another one are next to each other.
_BEGINNING = """
SELECT DISTINCT c.name, c.value FROM concept_key k JOIN concept c ON c.iri = k.iri
WHERE c.label = ? AND k.key >= ? AND k.key < ? ORDER BY k.key LIMIT ?"""
_LAST = "\U0010ffff"


def nearest(evidence: EvidenceDatabase, label: str, name: str) -> list[str]:
    """Return at most five names of a label, such as "Dataset", "Author" or "Paper", that may be meant by an unknown one.

    The most similar come first; where none is similar, these are the shortest that contain it.
    """
    form = fold(name) if label in ("Author", "Paper") else normal_form(name)
    name_of: dict[str, str] = {}
    for key, shown in _forms(evidence, label):
        name_of.setdefault(key, shown)
    close = get_close_matches(form, _of_like_length(form, name_of), n=_NEAR, cutoff=_LIKE)
    found = close or sorted((key for key in name_of if form and form in key), key=lambda key: (len(key), key))
    return list(dict.fromkeys(name_of[key] for key in found))[:_NEAR]


def _forms(evidence: EvidenceDatabase, label: str) -> Iterator[tuple[str, str]]:
    """Yield the forms by which things of a label are looked up, each with the name to show."""
    if label == "Author":
        for author in bibliography.authors(evidence):
            for key in author.properties["keys"] or ():  # type: ignore[union-attr]
                yield str(key), str(author.properties["name"])
    elif label == "Paper":
        for (title,) in evidence.db.execute("SELECT title FROM record ORDER BY title"):
            yield fold(title), title
    else:
        query = "SELECT k.key, c.name FROM concept c JOIN concept_key k ON k.iri = c.iri WHERE c.label = ? ORDER BY k.key"
        yield from evidence.db.execute(query, (label,))


def _of_like_length(form: str, keys: Iterable[str]) -> list[str]:
    """Return the keys that are not too long or short to be similar, as comparing takes its time."""
    least, most = len(form) * _LIKE / (2 - _LIKE), len(form) * (2 - _LIKE) / _LIKE
    return [key for key in keys if least <= len(key) <= most]


def beginning_with(evidence: EvidenceDatabase, label: str, typed: str) -> list[str]:
    """Return at most fifty names and aliases of concepts with a label that begin like `typed`, in any case.

    Of each concept it is the name, if that begins so, else the first such alias.
    """
    start = normal_form(typed)[:-1]  # the last letter may change when the word is complete: stories, story
    found: dict[str, None] = {}
    for name, value in evidence.db.execute(_BEGINNING, (label, start, start + _LAST, _LOOKED_AT)):
        _, _, aliases, _ = json.loads(value)
        names = (each for each in (name, *aliases) if each[: len(typed)].casefold() == typed.casefold())
        found.update(dict.fromkeys([first] if (first := next(names, "")) else []))
    return list(found)[:COMPLETED]
