"""JSON Lines: every node, then every edge, one object per line."""

__all__ = ["export"]

import json
from collections.abc import Iterable
from typing import BinaryIO

from kg.ids import DEFAULT_BASE
from kg.model import Edge, Node


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str = DEFAULT_BASE) -> None:  # noqa: ARG001 - the seam
    """Write `{"node": label, …}` and `{"edge": type, "source": IRI, "target": IRI, …}` lines."""
    for node in nodes:
        stream.write(_line({"node": node.label, **node.properties}))
    for edge in edges:
        stream.write(
            _line(
                {"edge": edge.type, "source": edge.source.iri, "target": edge.target.iri, **edge.properties}
            )
        )


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"
