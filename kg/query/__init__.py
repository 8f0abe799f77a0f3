"""Questions to the graph: named queries in Cypher and SPARQL."""
