"""dblp, as XML or as an answer of its search: it has no abstracts, so there is nothing to extract from."""

__all__ = ["read", "sniff"]

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Paper, Rejected
from kg.read.elements import tags
from kg.read.entry import rejected
from kg.read.objects import keys


def sniff(head: str) -> bool:
    """Return whether this is dblp's XML, or an answer of its search as XML or JSON."""
    return tags(head)[:1] == ["dblp"] or ("dblp.org/" in head and ({"result", "hits"} <= keys(head) or tags(head)[:1] == ["result"]))


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:  # noqa: ARG001 - as all readers
    """Yield one rejection for the whole file."""
    yield rejected(
        source,
        "no-abstract",
        "dblp has no abstracts: take the papers' DOIs to OpenAlex, Crossref or Semantic Scholar and read what they give",
    )
