"""What the graph says of a node, as RDF: the query for it, and the form of a document that a client prefers."""

__all__ = ["FORMS", "HTML", "query_for"]

from kg.ids import is_iri
from kg.serve.description import FORMS

HTML = "text/html"
_PAPER = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
# Evidence speaks of a statement, not of its ends.
_NODE = """
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  SELECT DISTINCT ?s ?p ?o {{
    {{ {node} ?p ?o . BIND({node} AS ?s) }} UNION
    {{ ?s ?p {node} . BIND({node} AS ?o) FILTER(?p NOT IN (rdf:subject, rdf:object, rdf:first)) }}
  }} ORDER BY ?s ?p ?o
}}"""


def query_for(iri: str) -> str | None:
    """Return the query for what the graph says of a node: of a paper all that it says; None for what is no IRI."""
    if not is_iri(iri) or ">" in iri:
        return None
    return _PAPER.format(graph=f"<{iri}#graph>") if "/paper/" in iri else _NODE.format(node=f"<{iri}>")
