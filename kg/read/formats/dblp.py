"""dblp, as XML or a response of its search; rejected, as it has no abstracts to extract from."""

__all__ = ["FIELDS", "read", "sniff"]

from collections.abc import Iterator
from typing import BinaryIO

from kg.model import Paper, Rejected
from kg.read.elements import tags
from kg.read.entry import rejected
from kg.read.objects import keys

FIELDS: frozenset[str] = frozenset()


def sniff(head: str) -> bool:
    """Return whether this is dblp's XML, or a response of its search as XML or JSON."""
    return tags(head)[:1] in (["dblp"], ["dblpperson"]) or (
        "dblp.org/" in head and ({"result", "hits"} <= keys(head) or tags(head)[:1] == ["result"])
    )


def read(stream: BinaryIO, source: str) -> Iterator[Paper | Rejected]:  # noqa: ARG001 - the interface of readers
    """Yield one reject for the whole file."""
    yield rejected(
        source,
        "no-abstract",
        (
            "dblp has no abstracts: "
            "look up the DOIs in OpenAlex, Crossref or Semantic Scholar, and read those records"
        ),
    )
