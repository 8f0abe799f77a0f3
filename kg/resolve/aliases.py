"""Aliases that everyone in the field knows, as data: `aliases.tsv` with label, canonical name and alias."""

__all__ = ["curated"]

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from kg.names import normal_form


@cache
def curated() -> Mapping[tuple[str, str], str]:
    """Return {(label, normal form of the alias): normal form of the canonical name}."""
    lines = files("kg.resolve").joinpath("aliases.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(label, normal_form(alias)): normal_form(canonical) for label, canonical, alias in rows}
