"""The graph as RDF: one mapping for every store and export (docs/adr/0006-rdf-mapping.md, docs/adr/0023-profiles-of-the-rdf.md)."""

from kg.rdf.documents import write_triples
from kg.rdf.mapping import quads
from kg.rdf.terms import EVIDENCE, GRAPH_FORMS, PREFIXES, Evidence, is_base, prefixed

__all__ = ["EVIDENCE", "GRAPH_FORMS", "PREFIXES", "Evidence", "is_base", "prefixed", "quads", "write_triples"]
