"""JSON-LD 1.1 with the context embedded, so that no program has to fetch it."""

__all__ = ["export"]

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO

from kg.generated.vocabulary import EDGES, NODE_CLASSES, ONTOLOGY
from kg.model import Edge, Node
from kg.rdf import PREFIXES, prefixed, quads

_EDGES = {spec.iri: spec.local_name for spec in EDGES.values() if spec.iri.startswith(ONTOLOGY)} | {
    f"{ONTOLOGY}hasOfficialRepository": "hasOfficialRepository"
}
_CLASSES = {ONTOLOGY + name: name for name in (*NODE_CLASSES, "Evidence")}
_TYPE = f"{PREFIXES['rdf']}type"


def export(nodes: Iterable[Node], edges: Iterable[Edge], stream: BinaryIO, base: str) -> None:
    """Write one JSON-LD document, sorted by graph IRI and subject IRI, with local names for our terms."""
    context = json.loads(files("kg.generated").joinpath("context.jsonld").read_text(encoding="utf-8"))[
        "@context"
    ]
    graphs: dict[str, dict[str, dict[str, Any]]] = {}
    for quad in quads(nodes, edges, base):
        subject: Any = quad.subject
        value: Any = quad.object
        graph = getattr(quad.graph_name, "value", "")  # the default graph has none
        properties = graphs.setdefault(graph, {}).setdefault(subject.value, {"@id": subject.value})
        predicate = quad.predicate.value
        if predicate == _TYPE:
            properties.setdefault("@type", []).append(_compact(value.value))
        elif predicate in _EDGES:
            properties.setdefault(_EDGES[predicate], []).append(value.value)
        else:
            properties.setdefault(_compact(predicate), []).append(_value(value))
    sorted_graphs = {
        name: [_sorted(subject) for _, subject in sorted(subjects.items())]
        for name, subjects in sorted(graphs.items())
    }
    document = [
        *sorted_graphs.pop("", []),
        *({"@id": name, "@graph": subjects} for name, subjects in sorted_graphs.items()),
    ]
    stream.write(
        json.dumps({"@context": context, "@graph": document}, ensure_ascii=False, indent=1).encode(
            "utf-8", "surrogatepass"
        )
        + b"\n"
    )


def _sorted(subject: dict[str, Any]) -> dict[str, Any]:
    def order(item: Any) -> str:
        return json.dumps(item, sort_keys=True)

    return {
        name: value if isinstance(value, str) else sorted(value, key=order)
        for name, value in sorted(subject.items())
    }


@cache
def _compact(iri: str) -> str:
    """Return an IRI of a vocabulary as a local name or with its prefix."""
    if iri in _CLASSES:
        return _CLASSES[iri]
    return prefixed(iri)


def _value(term: Any) -> str | dict[str, str]:
    if not hasattr(term, "datatype"):
        return {"@id": term.value}
    datatype = term.datatype.value
    return (
        term.value
        if datatype == f"{PREFIXES['xsd']}string"
        else {"@value": term.value, "@type": _compact(datatype)}
    )
