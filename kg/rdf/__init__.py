"""The graph as RDF: one mapping for every store and export (docs/adr/0006-rdf-mapping.md, docs/adr/0023-profiles-of-the-rdf.md)."""

from kg.rdf.documents import write_triples
from kg.rdf.factories import Factory, Made
from kg.rdf.mapping import How, make, quads
from kg.rdf.terms import EVIDENCE, GRAPH_FORMS, PREFIXES, Evidence, Tally, is_base, prefixed

__all__ = [
    "EVIDENCE", "GRAPH_FORMS", "PREFIXES", "Evidence", "Factory", "How", "Made", "Tally", "is_base", "make", "prefixed",
    "quads", "write_triples",
]  # fmt: skip
