"""The ontology as a page, with the files that the page links to; none of them depends on the graph."""

__all__ = ["ADDRESS", "FILES", "PAGE", "document", "file", "policy"]

import re
from functools import cache
from html import unescape
from importlib.resources import files
from pathlib import PurePath

ADDRESS = "ontology"
PAGE = "ontology.html"
_FORMS = {".html": "text/html", ".jsonld": "application/ld+json", ".ttl": "text/turtle"}
_NAMES = sorted(entry.name for entry in files("kg.generated").iterdir())
FILES = {name: _FORMS[suffix] for name in _NAMES if (suffix := PurePath(name).suffix) in _FORMS}
"""The files by name, with their media types: what the schema gives, but for the program and for Neo4j."""


def file(name: str) -> bytes:
    """Return what a file says."""
    return files("kg.generated").joinpath(name).read_bytes()


@cache
def document(media_type: str) -> bytes:
    """Return the ontology in a form of RDF."""
    from pyoxigraph import RdfFormat, parse, serialize

    if media_type == FILES["ontology.ttl"]:
        return file("ontology.ttl")
    parsed = parse(file("ontology.ttl"), RdfFormat.TURTLE)
    form = RdfFormat.from_media_type(media_type)
    written = serialize((quad.triple for quad in parsed), format=form, prefixes=parsed.prefixes)
    assert isinstance(written, bytes)
    return written


def policy() -> str:
    """Return the Content-Security-Policy of the page, which allows its own style sheet."""
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', file(PAGE).decode())
    assert found is not None
    return unescape(found[1])
