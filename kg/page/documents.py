"""What the graph says of a node, as RDF: as a query for the server, and out of the RDF store for the files of a site."""

__all__ = ["query_for", "turtle"]

from typing import TYPE_CHECKING, Any

from kg.ids import is_iri
from kg.rdf import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store

# Evidence and lists speak of a statement, not of its ends.
_NOT_OF_NODES = ("rdf:subject", "rdf:object", "rdf:first")
_PAPER = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
_NODE = """
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  SELECT DISTINCT ?s ?p ?o {{
    {{ {node} ?p ?o . BIND({node} AS ?s) }} UNION
    {{ ?s ?p {node} . BIND({node} AS ?o) FILTER(?p NOT IN ({but})) }}
  }} ORDER BY ?s ?p ?o
}}"""


def query_for(iri: str) -> str | None:
    """Return the query for what the graph says of a node: of a paper all that it says; None for what is no IRI."""
    if not is_iri(iri) or ">" in iri:
        return None
    if "/paper/" in iri:
        return _PAPER.format(graph=f"<{iri}#graph>")
    return _NODE.format(node=f"<{iri}>", but=", ".join(_NOT_OF_NODES))


def turtle(store: "Store", iri: str) -> bytes:
    """Return the same in Turtle, sorted."""
    from pyoxigraph import NamedNode, RdfFormat, serialize

    node = NamedNode(iri)
    if "/paper/" in iri:
        found = store.quads_for_pattern(None, None, None, NamedNode(f"{iri}#graph"))
        triples = {quad.triple for quad in found}
    else:
        but = {
            PREFIXES[prefix] + local for prefix, _, local in (name.partition(":") for name in _NOT_OF_NODES)
        }
        triples = {quad.triple for quad in store.quads_for_pattern(node, None, None, None)}
        into = store.quads_for_pattern(None, None, node, None)
        triples |= {quad.triple for quad in into if quad.predicate.value not in but}

    def order(triple: Any) -> tuple[bool, str, str, str]:
        return triple.subject != node, str(triple.subject), str(triple.predicate), str(triple.object)

    written = serialize(sorted(triples, key=order), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert isinstance(written, bytes)
    return written
