"""Quads in the formats for people, Turtle and TriG: sorted, each once, with prefixes."""

__all__ = ["write_sorted"]

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from kg.export.order import in_order
from kg.rdf import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Quad, RdfFormat

_TOGETHER = 1 << 10  # quads, some 250 KB


def write_sorted(pairs: Iterable[tuple[str, str]], stream: BinaryIO, form: "RdfFormat") -> None:
    """Write pairs of a graph and a triple, sorted by both, in a format of pyoxigraph."""
    from pyoxigraph import serialize

    serialize(_parsed(in_order(pairs, 2)), stream, format=form, prefixes=PREFIXES)


def _parsed(pairs: Iterator[tuple[str, str]]) -> "Iterator[Quad]":
    from pyoxigraph import RdfFormat, parse

    while text := "".join(f"{triple} {graph} .\n" for graph, triple in islice(pairs, _TOGETHER)):
        yield from parse(text.encode(), format=RdfFormat.N_QUADS)
