"""The graph over HTTP, on the loopback address: SPARQL 1.1 Protocol, Cypher, and a page for both."""

__all__ = ["serve"]

from kg.serve.server import serve
