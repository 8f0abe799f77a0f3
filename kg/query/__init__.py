"""Queries on the graph: named ones in Cypher and SPARQL, and the sandboxed process that runs them."""
