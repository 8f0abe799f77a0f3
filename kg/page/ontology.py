"""The ontology as a page, with the files that the page links to; none of them depends on the graph."""

__all__ = ["ADDRESS", "FILES", "PAGE", "document", "file", "policy"]

import re
from functools import cache
from html import unescape
from importlib.resources import files

ADDRESS = "ontology"
PAGE = "ontology.html"
FILES = {
    PAGE: "text/html",
    "context.jsonld": "application/ld+json",
    **dict.fromkeys(("ontology.ttl", "shapes.ttl", "shapes-none.ttl", "shapes-full.ttl"), "text/turtle"),
    **{f"alignment-{name}.ttl": "text/turtle" for name in ("dcat", "lpwc", "cskg", "mls")},
}
"""The files by name, with their media types."""


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
