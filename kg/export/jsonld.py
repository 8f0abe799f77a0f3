"""JSON-LD 1.1 with our context inside, so that no program has to fetch one."""

__all__ = ["export"]

import json
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, BinaryIO

from kg.model import Edge, Node
from kg.rdf import quads


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str) -> None:
    """Write one JSON-LD document: named graphs by IRI, subjects by IRI, terms of the context where they fit."""
    context = json.loads(files("kg.generated").joinpath("context.jsonld").read_text(encoding="utf-8"))["@context"]
    graphs: dict[str, dict[str, dict[str, Any]]] = {}
    for quad in quads(nodes, edges, base):
        graph = "" if type(quad.graph_name).__name__ == "DefaultGraph" else quad.graph_name.value
        subject = graphs.setdefault(graph, {}).setdefault(quad.subject.value, {"@id": quad.subject.value})
        if quad.predicate.value == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type":
            subject.setdefault("@type", []).append(quad.object.value)
        else:
            subject.setdefault(quad.predicate.value, []).append(_value(quad.object))
    document = [_sorted(subjects) for name, subjects in sorted(graphs.items()) if not name]
    named = [{"@id": name, "@graph": _sorted(subjects)} for name, subjects in sorted(graphs.items()) if name]
    whole = {"@context": context, "@graph": [*(document[0] if document else []), *named]}
    stream.write(json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass") + b"\n")


def _sorted(subjects: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {name: value if isinstance(value, str) else sorted(value, key=lambda item: json.dumps(item, sort_keys=True)) for name, value in sorted(s.items())}
        for _, s in sorted(subjects.items())
    ]


def _value(term: Any) -> dict[str, str]:
    if not hasattr(term, "datatype"):
        return {"@id": term.value}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == "http://www.w3.org/2001/XMLSchema#string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": term.datatype.value}
