"""The graph as tables: one of nodes per label, one of edges per type, with the columns that the schema declares."""

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
    """Return every table of the schema, empty ones too: nodes by label, then edges by type, each in the order given."""
    of_label = {label: Table(label, types) for label, types in NODE_PROPERTIES.items()}
    of_type = {name: Table(name, {"source": "string", "target": "string", **spec.properties}) for name, spec in EDGES.items()}
    for node in nodes:
        table = of_label[node.label]
        table.rows.append([node.properties.get(column) for column in table.types])
    for edge in edges:
        table = of_type[edge.type]
        properties = {"source": edge.source.iri, "target": edge.target.iri, **edge.properties}
        table.rows.append([properties.get(column) for column in table.types])
    return [*of_label.values(), *of_type.values()]
