"""What every store and reader must keep is tested on the graph of the sample pages."""

from tests.cli.conftest import graph
from tests.neo4j_server import neo4j_uri

__all__ = ["graph", "neo4j_uri"]
