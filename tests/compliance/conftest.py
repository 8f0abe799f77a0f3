"""What every store and reader must keep is tested on the graph of the sample pages."""

from tests.cli.conftest import graph, kg
from tests.neo4j_server import neo4j_uri

__all__ = ["graph", "kg", "neo4j_uri"]
