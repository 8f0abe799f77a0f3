"""What everyone knows, as data: `aliases.tsv` (label, canonical name, alias) and `words.tsv` (a word and what stands for it)."""

__all__ = ["curated", "words"]

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from kg.names import normal_form


def _rows(name: str) -> Iterator[list[str]]:
    lines = files("kg.resolve").joinpath(name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


@cache
def curated() -> Mapping[tuple[str, str], str]:
    """Return {(label, normal form of the alias): normal form of the canonical name}."""
    return {(label, normal_form(alias)): normal_form(canonical) for label, canonical, alias in _rows("aliases.tsv")}


@cache
def words() -> Mapping[str, str]:
    """Return {word of a normal form: the word or words that mean the same in names}."""
    return {row[0]: row[1] for row in _rows("words.tsv")}
