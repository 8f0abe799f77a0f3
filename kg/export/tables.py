"""The graph as tables: one per label, one per edge type, with the columns from the schema."""

__all__ = ["Table", "tables"]

from collections.abc import Iterable

from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.model import Edge, Node, PropertyValue


class Table:
    """A table: its name, its columns with their types, and its rows in order."""

    def __init__(self, name: str, types: dict[str, str]) -> None:
        self.name = name
        self.types = types
        self.rows: list[list[PropertyValue]] = []


def tables(nodes: Iterable[Node], edges: Iterable[Edge]) -> list[Table]:
    """Return all tables of the schema, also empty ones: by label, then by edge type; rows in input order."""
    node_tables = {label: Table(label, types) for label, types in NODE_PROPERTIES.items()}
    edge_tables = {
        name: Table(name, {"source": "string", "target": "string", **spec.properties})
        for name, spec in EDGES.items()
    }
    for node in nodes:
        table = node_tables[node.label]
        table.rows.append([node.properties.get(column) for column in table.types])
    for edge in edges:
        table = edge_tables[edge.type]
        properties = {"source": edge.source.iri, "target": edge.target.iri, **edge.properties}
        table.rows.append([properties.get(column) for column in table.types])
    return [*node_tables.values(), *edge_tables.values()]
