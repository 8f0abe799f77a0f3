"""Neo4j as a projection of the graph, over Bolt or by files for `neo4j-admin`.

Ours are the nodes of our labels that have `iri` and `hash`, the relationships of our types that have `key` and `hash`, and one node
`_Papergraph`, the marker; nothing else in the database is read or changed, except that a relationship which somebody
else has tied to one of our nodes goes with the node. Values travel as parameters only; labels and types come from the schema.
"""

__all__ = ["bulk_files", "load", "query", "signature"]

from kg.stores.neo4j.bulk import bulk_files
from kg.stores.neo4j.load import load, signature
from kg.stores.neo4j.query import query
