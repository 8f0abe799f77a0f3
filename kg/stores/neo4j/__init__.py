"""Neo4j as a projection of the graph, over Bolt or through files for `neo4j-admin`.

kg owns the nodes of its labels that have `iri` and `hash`, the relationships of its types that have `key` and
`hash`, and one marker node `__Entity__`. Nothing else in the database is read or changed, except that
foreign relationships of a removed node are deleted with it. Values are only passed as parameters; labels and
types come from the schema.
"""

__all__ = ["bulk_files", "load", "query", "signature"]

from kg.stores.neo4j.bulk import bulk_files
from kg.stores.neo4j.load import load, signature
from kg.stores.neo4j.query import query
