"""Node types, edge types, their properties, domains and ranges. Generated from schema/papergraph.yaml by `make schema`; do not edit."""

from dataclasses import dataclass
from enum import StrEnum


class NodeType(StrEnum):
    """The labels of nodes."""

    PAPER = "Paper"
    TASK = "Task"
    METHOD = "Method"
    DATASET = "Dataset"
    METRIC = "Metric"
    REPOSITORY = "Repository"
    RESULT = "Result"


@dataclass(frozen=True, slots=True)
class EdgeSpec:
    """An edge type: its RDF local name, the (source label, target label) pairs it may join, and its properties with their types."""

    local_name: str
    pairs: tuple[tuple[str, str], ...]
    properties: dict[str, str]


# Types of properties: string, integer, decimal, boolean, strings (a list of strings).
NODE_PROPERTIES: dict[str, dict[str, str]] = {
    "Paper": {"iri": "string", "id": "string", "title": "string", "abstract": "string", "year": "integer", "url": "string", "sources": "strings"},
    "Task": {"iri": "string", "name": "string", "key": "string", "keys": "strings", "aliases": "strings"},
    "Method": {"iri": "string", "name": "string", "key": "string", "keys": "strings", "aliases": "strings"},
    "Dataset": {"iri": "string", "name": "string", "key": "string", "keys": "strings", "aliases": "strings"},
    "Metric": {"iri": "string", "name": "string", "key": "string", "keys": "strings", "aliases": "strings", "direction": "string"},
    "Repository": {"iri": "string", "url": "string", "host": "string", "name": "string"},
    "Result": {
        "iri": "string", "value": "decimal", "raw": "string", "unit": "string", "kind": "string",
        "paper": "string", "sentence": "string", "start": "integer", "end": "integer", "confidence": "decimal", "rule": "string",
    },
}  # fmt: skip

_EVIDENCE = {
    "key": "string", "paper": "string", "confidence": "decimal", "sentence": "string", "start": "integer", "end": "integer", "rule": "string",
}  # fmt: skip

EDGES: dict[str, EdgeSpec] = {
    "PROPOSES": EdgeSpec("proposes", (("Paper", "Method"),), _EVIDENCE),
    "COMPARES": EdgeSpec("compares", (("Paper", "Method"),), _EVIDENCE),
    "INTRODUCES": EdgeSpec("introduces", (("Paper", "Dataset"),), _EVIDENCE),
    "USES": EdgeSpec("uses", (("Paper", "Method"), ("Paper", "Dataset")), _EVIDENCE),
    "MENTIONS": EdgeSpec("mentions", (("Paper", "Method"), ("Paper", "Dataset"), ("Paper", "Task")), _EVIDENCE),
    "ADDRESSES": EdgeSpec("addresses", (("Paper", "Task"),), _EVIDENCE),
    "MEASURES": EdgeSpec("measures", (("Paper", "Metric"),), _EVIDENCE),
    "REPORTS": EdgeSpec("reports", (("Paper", "Result"),), _EVIDENCE),
    "OF_METHOD": EdgeSpec("ofMethod", (("Result", "Method"),), _EVIDENCE),
    "ON_DATASET": EdgeSpec("onDataset", (("Result", "Dataset"),), _EVIDENCE),
    "FOR_TASK": EdgeSpec("forTask", (("Result", "Task"),), _EVIDENCE),
    "MEASURED_BY": EdgeSpec("measuredBy", (("Result", "Metric"),), _EVIDENCE),
    "HAS_REPOSITORY": EdgeSpec("hasRepository", (("Paper", "Repository"),), {**_EVIDENCE, "official": "boolean"}),
    "IMPLEMENTS": EdgeSpec("implements", (("Repository", "Method"), ("Repository", "Dataset")), _EVIDENCE),
    "USED_FOR": EdgeSpec("usedFor", (("Method", "Task"),), _EVIDENCE),
    "EVALUATED_WITH": EdgeSpec("evaluatedWith", (("Method", "Dataset"),), _EVIDENCE),
    "TRAINED_WITH": EdgeSpec("trainedWith", (("Method", "Dataset"),), _EVIDENCE),
    "BENCHMARK_FOR": EdgeSpec("benchmarkFor", (("Dataset", "Task"),), _EVIDENCE),
    "PART_OF": EdgeSpec("partOf", (("Method", "Method"),), _EVIDENCE),
    "SUBCLASS_OF": EdgeSpec("subclassOf", (("Method", "Method"),), _EVIDENCE),
    "SUBTASK_OF": EdgeSpec("subtaskOf", (("Task", "Task"),), _EVIDENCE),
    "COMPARED_WITH": EdgeSpec("comparedWith", (("Method", "Method"),), _EVIDENCE),
}

# (label of the concept, role in the paper) -> edge type from the paper.
ROLE_EDGES: dict[tuple[str, str], str] = {
    ("Method", "proposed"): "PROPOSES",
    ("Method", "used"): "USES",
    ("Method", "compared"): "COMPARES",
    ("Method", "mentioned"): "MENTIONS",
    ("Dataset", "introduced"): "INTRODUCES",
    ("Dataset", "used"): "USES",
    ("Dataset", "mentioned"): "MENTIONS",
    ("Task", "addressed"): "ADDRESSES",
    ("Task", "mentioned"): "MENTIONS",
    ("Metric", "reported"): "MEASURES",
}
