"""A Neo4j server for every test here, empty of our nodes at the start of each."""

import pytest

from kg.stores.neo4j import load
from tests.neo4j_server import neo4j_uri

__all__ = ["neo4j_uri", "uri"]


@pytest.fixture
def uri(neo4j_uri: str) -> str:
    """Give the URI of a server that holds nothing of ours."""
    load(neo4j_uri, [], [])
    return neo4j_uri
