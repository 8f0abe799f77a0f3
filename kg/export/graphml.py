"""GraphML for Gephi, yEd, Cytoscape, igraph and networkx; streamed, with the keys from the schema."""

__all__ = ["export"]

import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from kg.export.lists import joined
from kg.generated.vocabulary import EDGES, NODE_PROPERTIES
from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node, PropertyValue

_TYPES = {
    "string": "string",
    "strings": "string",
    "integer": "long",
    "decimal": "double",
    "boolean": "boolean",
}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str = DEFAULT_BASE) -> None:  # noqa: ARG001 - the seam
    """Write GraphML; lists are joined as kg.export.lists says, characters not allowed in XML are dropped."""
    node_types = {
        name: type_ for properties in NODE_PROPERTIES.values() for name, type_ in properties.items()
    }
    edge_types = {name: type_ for spec in EDGES.values() for name, type_ in spec.properties.items()}
    stream.write(_HEAD.encode())
    for domain, types in (
        ("node", {"label": "string", **node_types}),
        ("edge", {"type": "string", **edge_types}),
    ):
        for name, type_ in types.items():
            key = (
                f'<key id="{domain[0]}_{name}" for="{domain}" '
                f'attr.name="{name}" attr.type="{_TYPES[type_]}"/>\n'
            )
            stream.write(key.encode())
    stream.write(b'<graph id="papergraph" edgedefault="directed">\n')
    for node in nodes:
        data = _data("n", {"label": node.label, **node.properties})
        stream.write(f"<node id={_attribute(node.iri)}>{data}</node>\n".encode())
    for edge in edges:
        ends = (
            f"id={_attribute(edge.key)} "
            f"source={_attribute(edge.source.iri)} target={_attribute(edge.target.iri)}"
        )
        stream.write(f"<edge {ends}>{_data('e', {'type': edge.type, **edge.properties})}</edge>\n".encode())
    stream.write(b"</graph>\n</graphml>\n")


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("", text))


def _data(prefix: str, properties: Mapping[str, PropertyValue]) -> str:
    return "".join(
        f'<data key="{prefix}_{name}">{_text(value)}</data>'
        for name, value in properties.items()
        if value is not None
    )


def _text(value: PropertyValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = joined(value) if isinstance(value, tuple) else str(value)
    return escape(_NOT_XML.sub("", text), {"\r": "&#13;"})  # else a parser normalizes it to a line feed
