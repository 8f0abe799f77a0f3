"""Curated tables: `aliases*.tsv`, `words.tsv` and `generic.tsv`.

`aliases*.tsv` has label, canonical name and alias (an alias equal to the canonical name only sets its label);
`words.tsv` has label or `*`, words of a normal form and their replacement, which may be empty; `generic.tsv`
has names too general to be concepts.
"""

__all__ = ["aliases", "canonical", "generic", "words"]

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from kg.names import normal_form
from kg.resolve.forms import Form

_ALIASES = ("aliases.tsv", "aliases-by-sa.tsv")


def _rows(name: str) -> Iterator[list[str]]:
    lines = files("kg.resolve").joinpath(name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


@cache
def aliases() -> Mapping[Form, Form]:
    """Return {alias: canonical name}, sorted."""
    rows = (row for file in _ALIASES for row in _rows(file))
    table = {Form(label, normal_form(alias)): Form(label, normal_form(name)) for label, name, alias in rows}
    return dict(sorted(table.items()))


@cache
def canonical() -> frozenset[Form]:
    """Return the canonical names of the aliases."""
    return frozenset(aliases().values())


@cache
def words() -> Mapping[tuple[str, str], str]:
    """Return {(label or `*`, words of a normal form): their replacement}."""
    return {(label, phrase): replacement for label, phrase, replacement in _rows("words.tsv")}


@cache
def generic() -> frozenset[str]:
    """Return the normal forms of names too general to be concepts."""
    return frozenset(normal_form(row[0]) for row in _rows("generic.tsv"))
