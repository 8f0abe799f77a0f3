"""What the SPARQL endpoint says of itself (SPARQL 1.1 Service Description), where it is asked without a query."""

__all__ = ["FORMS", "description"]

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kg.query.process import Limits
from kg.rdf import GRAPH_FORMS

if TYPE_CHECKING:
    from pyoxigraph import Triple

_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = (
    "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
    "N-Triples", "Turtle", "RDF_XML", "JSON-LD",
)  # fmt: skip
FORMS = tuple(GRAPH_FORMS.values())
"""The media types of the description and of the documents of nodes, the default first."""


def description(endpoint: str, limits: Limits, media_type: str) -> bytes:
    """Return the description of an endpoint, given by its address."""
    from pyoxigraph import RdfFormat, serialize

    form = RdfFormat.from_media_type(media_type)
    prefixes = {"sd": _SD, "formats": _FORMATS}
    written = serialize(_triples(endpoint, limits), format=form, prefixes=prefixes)
    assert isinstance(written, bytes)
    return written


def _triples(endpoint: str, limits: Limits) -> "Iterator[Triple]":
    from pyoxigraph import Literal, NamedNode, Triple

    def sd(name: str) -> Any:
        return NamedNode(_SD + name)

    type_ = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    service, dataset, graph = (NamedNode(f"{endpoint}#{part}") for part in ("service", "dataset", "default"))
    yield Triple(service, type_, sd("Service"))
    yield Triple(service, sd("endpoint"), NamedNode(endpoint))
    yield Triple(service, sd("supportedLanguage"), sd("SPARQL11Query"))
    yield Triple(service, sd("feature"), sd("UnionDefaultGraph"))
    for name in _RESULTS:
        yield Triple(service, sd("resultFormat"), NamedNode(_FORMATS + name))
    yield Triple(service, sd("defaultDataset"), dataset)
    yield Triple(dataset, type_, sd("Dataset"))
    yield Triple(dataset, sd("defaultGraph"), graph)
    yield Triple(graph, type_, sd("Graph"))
    seconds = "no limit of time" if limits.seconds is None else f"{limits.seconds:g} seconds"
    said = f"Read-only, without SERVICE. A query has {seconds} and {limits.memory >> 20} MB."
    yield Triple(
        service, NamedNode("http://www.w3.org/2000/01/rdf-schema#comment"), Literal(said, language="en")
    )
