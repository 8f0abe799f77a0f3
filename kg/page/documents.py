"""What is said of a node, as RDF: as a query for the server, and out of the RDF store for the files of a site.

What no store holds, the description of the graph and the shapes, is made here.
"""

__all__ = ["ABOUT", "CLASSES", "PROPERTIES", "counted", "described_in", "own_document", "query_for", "turtle"]

from typing import TYPE_CHECKING, Any

from kg import describe
from kg.generated.vocabulary import ONTOLOGY
from kg.ids import is_iri
from kg.page import ontology
from kg.page.known import Known
from kg.rdf import PREFIXES

if TYPE_CHECKING:
    from pyoxigraph import Store

ABOUT = ("", "about")
"""The addresses of the graph itself: the base, and its description."""
PROPERTIES = "SELECT ?iri (COUNT(*) AS ?n) { ?s ?iri ?o } GROUP BY ?iri"
CLASSES = "SELECT ?iri (COUNT(*) AS ?n) { ?s a ?iri } GROUP BY ?iri"
"""What the description of the graph counts in a store."""

# Evidence and lists speak of a statement, not of its ends.
_NOT_OF_NODES = ("rdf:subject", "rdf:object", "rdf:first")
_PAPER = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}"
_NODE = """
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  SELECT DISTINCT ?s ?p ?o {{
    {{ {node} ?p ?o . BIND({node} AS ?s) }} UNION
    {{ ?s ?p {node} . BIND({node} AS ?o) FILTER(?p NOT IN ({but})) }} UNION
    {{ ?s rdf:subject {node} ; a pg:Match ; ?p ?o }} UNION
    {{ {{ {node} oa:hasTarget ?s }} UNION {{ {node} oa:hasTarget/oa:hasSelector ?s }} UNION {{ ?s mls:hasOutput {node} }} ?s ?p ?o }}
  }} ORDER BY ?s ?p ?o
}}"""


def query_for(iri: str) -> str | None:
    """Return the query for what the graph says of a node: of a paper all that it says; None for what is no IRI.

    To evidence belong its selectors, to a result its run.
    """
    if not is_iri(iri) or ">" in iri:
        return None
    if "/paper/" in iri:
        return _PAPER.format(graph=f"<{iri}#graph>")
    return _NODE.format(node=f"<{iri}>", but=", ".join(_NOT_OF_NODES))


def described_in(known: Known, address: str) -> bool:
    """Return whether something that is no node of the graph has RDF at an address."""
    folder, _, name = address.partition("/")
    if folder == "evidence":
        return name in known.stated
    if folder == "match":
        return name in known.matched
    return address in ("concepts", *ABOUT) or _is_shapes(known, address)


def counted(store: "Store") -> describe.Tally:
    """Count what is in a store; what several graphs say counts in each, as in its dump."""
    from pyoxigraph import QuerySolutions

    tally = describe.Tally()
    for query, counts in ((PROPERTIES, tally.properties), (CLASSES, tally.classes)):
        rows = store.query(query, use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)
        for row in rows:
            counts[row["iri"].value] = int(row["n"].value)
    return tally


def own_document(
    known: Known, address: str, description: describe.Description, tally: describe.Tally, endpoint: str = ""
) -> list[Any] | None:
    """Return the triples at an address of which the RDF store has none; None for any other.

    The description of the graph has the counts of `tally`, and the address of a SPARQL endpoint where there is one.
    """
    from pyoxigraph import NamedNode, RdfFormat, Triple, parse

    if address in ABOUT:
        dump = describe.Dump("", conforms=(f"{ONTOLOGY.removesuffix('ontology#')}shapes#full",))
        triples = [quad.triple for quad in describe.quads(description, tally, dump)]
        if endpoint:
            graph, term = f"{known.base}about#graph", f"{PREFIXES['void']}sparqlEndpoint"
            triples.append(Triple(NamedNode(graph), NamedNode(term), NamedNode(endpoint)))
        return triples
    if _is_shapes(known, address):
        return [quad.triple for quad in parse(ontology.file("shapes-full.ttl"), format=RdfFormat.TURTLE)]
    return None


def _is_shapes(known: Known, address: str) -> bool:
    """Return whether an address is that of the shapes, which they have below the base that is the default."""
    return address == "shapes" and ONTOLOGY.startswith(known.base)


def turtle(store: "Store", iri: str) -> bytes:
    """Return the same in Turtle, sorted."""
    from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, serialize

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
        of_matches = store.quads_for_pattern(
            None, NamedNode(f"{PREFIXES['rdf']}subject"), node, DefaultGraph()
        )
        for match in {quad.subject for quad in of_matches}:
            triples |= {quad.triple for quad in store.quads_for_pattern(match, None, None, None)}

    def order(triple: Any) -> tuple[bool, str, str, str]:
        return triple.subject != node, str(triple.subject), str(triple.predicate), str(triple.object)

    written = serialize(sorted(triples, key=order), format=RdfFormat.TURTLE, prefixes=PREFIXES)
    assert isinstance(written, bytes)
    return written
