"""Triples as a document, in each media type that RDF has for them."""

__all__ = ["write_triples"]

from collections.abc import Iterable
from typing import Any, BinaryIO

from kg.rdf import rdfxml
from kg.rdf.factories import row_of
from kg.rdf.terms import GRAPH_FORMS, PREFIXES


def write_triples(triples: Iterable[Any], stream: BinaryIO, media_type: str) -> None:
    """Write triples in a media type of GRAPH_FORMS; raise KgError for what that type cannot hold."""
    from pyoxigraph import RdfFormat, serialize

    if media_type == GRAPH_FORMS["rdfxml"]:
        rdfxml.write(map(row_of, triples), stream)
    else:
        serialize(triples, stream, format=RdfFormat.from_media_type(media_type), prefixes=PREFIXES)
