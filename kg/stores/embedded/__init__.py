"""The embedded Cypher store: LadybugDB, one file beside the log."""

__all__ = ["Reader", "load", "query", "signature"]

from kg.stores.embedded.load import load, signature
from kg.stores.embedded.query import Reader, query
