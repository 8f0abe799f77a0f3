"""What everyone knows, as data.

`aliases*.tsv` (label, canonical name, alias; an alias that is the canonical name itself only gives the name its label), `words.tsv`
(label or `*`, words of a normal form, what stands for them, perhaps nothing) and `generic.tsv` (names that say nothing in particular).
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
    """Return {alias: canonical name}, in order."""
    found = {Form(label, normal_form(alias)): Form(label, normal_form(name)) for file in _ALIASES for label, name, alias in _rows(file)}
    return dict(sorted(found.items()))


@cache
def canonical() -> frozenset[Form]:
    """Return the canonical names of the aliases."""
    return frozenset(aliases().values())


@cache
def words() -> Mapping[tuple[str, str], str]:
    """Return {(label or `*`, words of a normal form): the words that mean the same in names}."""
    return {(label, found): meant for label, found, meant in _rows("words.tsv")}


@cache
def generic() -> frozenset[str]:
    """Return the normal forms of names that say nothing in particular."""
    return frozenset(normal_form(row[0]) for row in _rows("generic.tsv"))
