"""Write kg/generated/ from schema/papergraph.yaml, the same bytes every time. `--check` only compares.

LinkML reads and checks the schema. The files are written here and not by its generators, which know no edges with properties: SHACL
for several ranges, the Neo4j constraints and the tables of the program all come from one list of edges.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from linkml_runtime.utils.schemaview import SchemaView

ROOT = Path(__file__).parent
TARGET = ROOT.parent / "kg" / "generated"
XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = {"string": "string", "integer": "integer", "decimal": "decimal", "boolean": "boolean"}
HEADER = "Generated from schema/papergraph.yaml by `make schema`; do not edit."


@dataclass(frozen=True)
class Property:
    """A property of a node or an edge."""

    name: str
    type: str
    iri: str | None
    datatype: str
    required: bool
    values: tuple[str, ...]
    description: str


@dataclass(frozen=True)
class EdgeType:
    """An edge type."""

    local_name: str
    pairs: tuple[tuple[str, str], ...]
    properties: tuple[Property, ...]
    role: str | None
    relation: str | None
    parent: str | None

    @property
    def cypher(self) -> str:
        """The name in Cypher: usedFor is USED_FOR."""
        return re.sub(r"(?=[A-Z])", "_", self.local_name).upper()


class Schema:
    """What the files are written from."""

    def __init__(self, path: Path) -> None:
        self.view = SchemaView(str(path))
        self.prefixes = {name: str(prefix.prefix_reference) for name, prefix in self.view.schema.prefixes.items()}
        self.ontology = self.prefixes["pg"]
        classes = self.view.all_classes()
        self.nodes = [name for name, c in classes.items() if not c.abstract and self._note(c, "node") != "False"]
        self.properties = {name: self._properties(name) for name in [*self.nodes, "Evidence"]}
        self.edges = [self._edge(slot) for slot in self.view.all_slots().values() if slot.is_a == "edge"]

    def _note(self, element: Any, name: str) -> str | None:
        notes = element.annotations  # a dict, or the library's own object once slots have been joined
        note = notes.get(name) if isinstance(notes, dict) else getattr(notes, name, None)
        return None if note is None else str(note.value)

    def expand(self, curie: str) -> str:
        """Return the IRI of a CURIE."""
        prefix, _, local = curie.partition(":")
        return self.prefixes[prefix] + local

    def _properties(self, node: str) -> tuple[Property, ...]:
        slots = []
        for ancestor in reversed(self.view.class_ancestors(node)):
            slots += [slot for slot in self.view.get_class(ancestor).slots if slot not in slots]
        return tuple(self._property(self.view.induced_slot(slot, node), slot) for slot in slots)

    def _property(self, slot: Any, name: str) -> Property:
        enum = self.view.all_enums().get(slot.range)
        kind = "string" if enum is not None or slot.range == "uriorcurie" else slot.range
        datatype = self._note(slot, "datatype")
        iri = None if self._note(slot, "rdf") == "False" else self.expand(slot.slot_uri or f"pg:{name}")
        return Property(
            name=slot.alias if slot.alias and name.startswith("repository_") else name,
            type="strings" if slot.multivalued else kind,
            iri=iri,
            datatype=self.expand(datatype) if datatype else XSD + DATATYPES[kind],
            required=bool(slot.required),
            values=tuple(sorted(enum.permissible_values)) if enum is not None else (),
            description=slot.description or "",
        )

    def _edge(self, slot: Any) -> EdgeType:
        ranges = [r.range for r in slot.any_of] or [slot.range]
        more = self._note(slot, "properties")
        extra = (self._property(self.view.get_slot(more), more),) if more else ()
        return EdgeType(
            local_name=slot.name,
            pairs=tuple((slot.domain, r) for r in ranges),
            properties=(*self.properties["Evidence"], *extra),
            role=self._note(slot, "role"),
            relation=self._note(slot, "relation"),
            parent=self.expand(slot.subproperty_of) if slot.subproperty_of else None,
        )

    def standard_classes(self, name: str) -> list[str]:
        """Return our class and the standard ones that stand beside it."""
        found = self.view.get_class(name)
        return [self.expand(found.class_uri), *(self.expand(str(m)) for m in found.exact_mappings)]


def vocabulary(schema: Schema) -> str:
    """Return the tables of the program."""
    out = [f'"""Node types, edge types, their properties, domains and ranges, and their IRIs. {HEADER}"""\n']
    out.append("from dataclasses import dataclass\nfrom enum import StrEnum\n\n")
    out.append('class NodeType(StrEnum):\n    """The labels of nodes."""\n')
    out += [f'    {name.upper()} = "{name}"' for name in schema.nodes]
    out.append("\n\n@dataclass(frozen=True, slots=True)\nclass EdgeSpec:")
    out.append(
        '    """An edge type: its RDF local name, the (source label, target label) pairs it may join, its properties with their types."""\n'
    )
    out.append("    local_name: str\n    pairs: tuple[tuple[str, str], ...]\n    properties: dict[str, str]\n\n")
    out.append(f'ONTOLOGY = "{schema.ontology}"\n')
    out.append("# Types of properties: string, integer, decimal, boolean, strings (a list of strings).")
    out.append(
        _assignment("NODE_PROPERTIES: dict[str, dict[str, str]]", {n: {p.name: p.type for p in schema.properties[n]} for n in schema.nodes})
    )
    out.append("# label -> the IRIs of the classes that a node of it is given")
    out.append(_assignment("NODE_CLASSES: dict[str, tuple[str, ...]]", {n: tuple(schema.standard_classes(n)) for n in schema.nodes}))
    out.append("# label -> property -> (IRI of the predicate, IRI of the datatype); properties that are not here stay out of RDF")
    mapped = {n: {p.name: (p.iri, p.datatype) for p in schema.properties[n] if p.iri} for n in schema.nodes}
    out.append(_assignment("PROPERTY_IRIS: dict[str, dict[str, tuple[str, str]]]", mapped))
    evidence = {p.name: p.type for p in schema.properties["Evidence"]}
    out.append(_assignment("_EVIDENCE", evidence))
    out.append("EDGES: dict[str, EdgeSpec] = {")
    for edge in schema.edges:
        extra = {p.name: p.type for p in edge.properties if p.name not in evidence}
        properties = f"{{**_EVIDENCE, {', '.join(f'{k!r}: {v!r}' for k, v in extra.items())}}}" if extra else "_EVIDENCE"
        out.append(f'    "{edge.cypher}": EdgeSpec("{edge.local_name}", {edge.pairs!r}, {properties}),')
    out.append("}\n")
    roles = {(label, edge.role): edge.cypher for edge in schema.edges if edge.role for _, label in edge.pairs}
    out.append("# (label of the concept, role in the paper) -> edge type from the paper")
    out.append(_assignment("ROLE_EDGES: dict[tuple[str, str], str]", roles))
    out.append("# relation of an extraction -> edge type")
    out.append(_assignment("RELATION_EDGES: dict[str, str]", {e.relation: e.cypher for e in schema.edges if e.relation}))
    return "\n".join(out).rstrip() + "\n"


def _assignment(name: str, value: dict[Any, Any]) -> str:
    lines = [f"{name} = {{"]
    for key, item in value.items():
        if isinstance(item, dict):
            lines += [f"    {key!r}: {{", *(f"        {k!r}: {v!r}," for k, v in item.items()), "    },"]
        else:
            lines.append(f"    {key!r}: {item!r},")
    return "\n".join([*lines, "}\n"])


def _turtle(schema: Schema, body: Iterator[str]) -> str:
    extra = {"owl": "http://www.w3.org/2002/07/owl#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "sh": "http://www.w3.org/ns/shacl#"}
    prefixes = {name: iri for name, iri in {**schema.prefixes, **extra}.items() if name != "linkml"}
    head = [f"# {HEADER}", *(f"@prefix {name}: <{iri}> ." for name, iri in sorted(prefixes.items())), ""]
    return "\n".join([*head, *body])


def ontology(schema: Schema) -> str:
    """Return the ontology in OWL: classes, properties, domains, ranges, and the alignment to standard vocabularies."""

    def body() -> Iterator[str]:
        yield f'<{schema.ontology.rstrip("#")}> a owl:Ontology ; rdfs:label "papergraph" ; owl:versionInfo "{schema.view.schema.version}" .\n'
        for name, found in schema.view.all_classes().items():
            yield f"pg:{name} a owl:Class ; rdfs:label {json.dumps(name)} ; rdfs:comment {json.dumps(found.description)} ."
            parents = [*([f"pg:{found.is_a}"] if found.is_a else []), *(str(m) for m in found.exact_mappings)]
            yield f"pg:{name} rdfs:subClassOf {', '.join(parents)} .\n"
        for edge in schema.edges:
            yield f"pg:{edge.local_name} a owl:ObjectProperty ; rdfs:label {json.dumps(edge.local_name)} ;"
            yield f"    rdfs:domain {_union([s for s, _ in edge.pairs])} ; rdfs:range {_union([t for _, t in edge.pairs])} ."
            if edge.parent:
                yield f"pg:{edge.local_name} rdfs:subPropertyOf <{edge.parent}> ."
        yield "pg:hasOfficialRepository a owl:ObjectProperty ; rdfs:subPropertyOf pg:hasRepository .\n"
        own = {p.iri: p for properties in schema.properties.values() for p in properties if p.iri and p.iri.startswith(schema.ontology)}
        for iri, p in sorted(own.items()):
            comment = f" ; rdfs:comment {json.dumps(p.description)}" if p.description else ""
            yield f"<{iri}> a owl:DatatypeProperty ; rdfs:label {json.dumps(p.name)} ; rdfs:range <{p.datatype}>{comment} ."
        yield ""

    return _turtle(schema, body())


def _union(labels: list[str]) -> str:
    names = [f"pg:{label}" for label in dict.fromkeys(labels)]
    return names[0] if len(names) == 1 else f"[ a owl:Class ; owl:unionOf ( {' '.join(names)} ) ]"


def shapes(schema: Schema) -> str:
    """Return the SHACL shapes: properties of every node type, domain and range of every edge."""

    def body() -> Iterator[str]:
        for name, properties in schema.properties.items():
            if name == "Evidence":
                continue
            yield f"pg:{name}Shape a sh:NodeShape ; sh:targetClass pg:{name} ;\n    sh:nodeKind sh:IRI"
            for p in properties:
                if p.iri:
                    limits = [f"sh:datatype <{p.datatype}>"]
                    limits += ["sh:minCount 1"] if p.required else []
                    limits += [] if p.type == "strings" else ["sh:maxCount 1"]
                    limits += [f"sh:in ( {' '.join(map(json.dumps, p.values))} )"] if p.values else []
                    yield f"    ; sh:property [ sh:path <{p.iri}> ; {' ; '.join(limits)} ]"
            yield "    .\n"
        for edge in schema.edges:
            sources, targets = ([f"[ sh:class pg:{x} ]" for x in dict.fromkeys(side)] for side in zip(*edge.pairs, strict=True))
            yield f"pg:{edge.local_name}Domain a sh:NodeShape ; sh:targetSubjectsOf pg:{edge.local_name} ; sh:or ( {' '.join(sources)} ) ."
            yield f"pg:{edge.local_name}Range a sh:NodeShape ; sh:targetObjectsOf pg:{edge.local_name} ; sh:or ( {' '.join(targets)} ) .\n"
        yield "pg:EvidenceShape a sh:NodeShape ; sh:targetClass pg:Evidence ;"
        for path in ("rdf:subject", "rdf:predicate", "rdf:object", "oa:hasTarget"):
            yield f"    sh:property [ sh:path {path} ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ;"
        yield "    sh:property [ sh:path pg:rule ; sh:minCount 1 ] ; sh:property [ sh:path itsrdf:taConfidence ; sh:minCount 1 ; sh:maxCount 1 ;"
        yield "        sh:minInclusive 0 ; sh:maxInclusive 1 ] .\n"

    return _turtle(schema, body())


def context(schema: Schema) -> str:
    """Return the JSON-LD 1.1 context: our classes and edges by their names, every other IRI by its prefix."""
    terms: dict[str, Any] = {name: iri for name, iri in sorted(schema.prefixes.items()) if name != "linkml"}
    for name in [*schema.nodes, "Evidence"]:
        terms[name] = f"pg:{name}"
    for local in [*(edge.local_name for edge in schema.edges), "hasOfficialRepository"]:
        terms[local] = {"@id": f"pg:{local}", "@type": "@id"}
    return json.dumps({"@context": {"@version": 1.1, **terms}}, indent=1) + "\n"


def constraints(schema: Schema) -> str:
    """Return the constraints and indexes of Neo4j."""
    out = [f"// {HEADER}"]
    for name in schema.nodes:
        out.append(f"CREATE CONSTRAINT {name.lower()}_iri IF NOT EXISTS FOR (n:{name}) REQUIRE n.iri IS UNIQUE;")
    for edge in schema.edges:
        kind = edge.cypher
        out.append(f"CREATE CONSTRAINT {kind.lower()}_key IF NOT EXISTS FOR ()-[r:{kind}]-() REQUIRE r.key IS UNIQUE;")
    concepts = [n for n in schema.nodes if schema.view.get_class(n).is_a == "Concept"]
    out.append(f"CREATE FULLTEXT INDEX names IF NOT EXISTS FOR (n:{'|'.join(concepts)}) ON EACH [n.name];")
    out.append("CREATE FULLTEXT INDEX titles IF NOT EXISTS FOR (n:Paper) ON EACH [n.title];")
    return "\n".join(out) + "\n"


FILES: dict[str, Callable[[Schema], str]] = {
    "vocabulary.py": vocabulary, "ontology.ttl": ontology, "shapes.ttl": shapes, "context.jsonld": context, "constraints.cypher": constraints,
}  # fmt: skip


def generate() -> dict[str, str]:
    """Return {file name: content}."""
    schema = Schema(ROOT / "papergraph.yaml")
    return {name: write(schema) for name, write in FILES.items()}


def main() -> int:
    """Write or check the files, and return the exit code."""
    made = generate()
    if "--check" in sys.argv[1:]:
        differ = [
            name for name, text in made.items() if not (TARGET / name).is_file() or (TARGET / name).read_text(encoding="utf-8") != text
        ]
        if differ:
            print(f"kg/generated/ differs from the schema: {', '.join(differ)}; run make schema", file=sys.stderr)
        return bool(differ)
    for name, text in made.items():
        (TARGET / name).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
