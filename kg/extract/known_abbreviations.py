"""Abbreviations that many papers define: what a short form means where a paper does not say."""

__all__ = ["is_known"]

import gzip
from functools import cache
from importlib.resources import files


def is_known(form: str, other: str) -> bool:
    """Return whether one of two normal forms is a common abbreviation of the other."""
    known = _known()
    return other in known.get(form, ()) or form in known.get(other, ())


@cache
def _known() -> dict[str, frozenset[str]]:
    packed = files("kg.extract").joinpath("model", "abbreviations.tsv.gz").read_bytes()
    lines = (line.split("\t") for line in gzip.decompress(packed).decode().splitlines())
    return {short: frozenset(long) for short, *long in lines}
