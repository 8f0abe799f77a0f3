"""The ontology as a page for people, made by the template ontology.html."""

__all__ = ["documentation"]

import base64
import hashlib
from collections.abc import Callable
from typing import Any

from definition import APART, FILE, Schema, Slot
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ontology import ALIGNED, domain, foreign, label_of, own_properties, target
from rdflib import RDF, Graph, URIRef
from turtle_text import block

EXAMPLE = FILE.parent / "examples" / "valid" / "every-edge.ttl"
DOWNLOADS = (
    ("Ontology", (("ontology.ttl", "Turtle", "owl"),)),
    ("Shapes", (("shapes.ttl", "SHACL", "shacl"), ("shapes-none.ttl", "without evidence", "shacl-none"), ("shapes-full.ttl", "with full evidence", "shacl-full"))),
    ("JSON-LD", (("context.jsonld", "context", "context"),)),
    ("Alignments", tuple((f"alignment-{prefix}.ttl", f"with {name}", f"align-{prefix}") for prefix, name in ALIGNED.items())),
)  # fmt: skip


def documentation(schema: Schema) -> str:
    """Return the ontology as a page for people; each term has its local name as its anchor."""
    head = schema.view.schema
    style = (FILE.parent / "ontology.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    own = [schema.classes[name] for name in schema.own]
    related, valued = own_properties(schema)
    sections = [("classes", "Classes", own), ("relations", "Properties between things", related), ("values", "Properties with values", valued)]  # fmt: skip
    examples = _examples(head.id.removesuffix("ontology"), schema.prefixes["pg"])
    others: dict[str, list[tuple[str, str]]] = {}
    for term in sorted(foreign(schema)):
        others.setdefault(term.partition(":")[0], []).append(_link(schema, term))
    environment = Environment(
        loader=FileSystemLoader(FILE.parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    return environment.get_template("ontology.html").render(
        head=head, apart=APART, namespace=schema.prefixes["pg"], style=style, downloads=DOWNLOADS,
        policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
        sections=[{"id": id, "title": title, "terms": [_shown(schema, term, examples) for term in terms]} for id, title, terms in sections],
        others=[(prefix, schema.prefixes[prefix], links) for prefix, links in others.items()],
    )  # fmt: skip


def _shown(schema: Schema, element: Any, examples: dict[str, str]) -> dict[str, Any]:
    """Return a term as the page shows it."""
    curie = schema.curie(element)
    is_class = element.name in schema.classes
    others = schema.classes.values() if is_class else schema.predicates
    facts = {
        "Narrower than": [*([f"pg:{element.is_a}"] if element.is_a else []), *element.broad_mappings],
        "Wider than": [
            *(schema.curie(other) for other in others if other.is_a == element.name),
            *element.narrow_mappings,
        ],
        **({} if is_class else {"From": domain(schema, element), "To": target(schema, element)}),
        "Properties": _uses(schema, element.name, domain) if is_class else [],
        "Referred to by": _uses(schema, element.name, target) if is_class else [],
        "See also": [*element.close_mappings, *element.related_mappings],
    }
    name = curie.removeprefix("pg:")
    return {
        "name": name, "label": label_of(curie), "comment": element.description, "example": examples.get(name, ""),
        "facts": [(title, [_link(schema, str(term)) for term in terms]) for title, terms in facts.items() if terms],
    }  # fmt: skip


def _uses(schema: Schema, name: str, end: Callable[[Schema, Slot], list[str]]) -> list[str]:
    """Return the properties of ours that a class has at one end."""
    slots = [slot for slots in own_properties(schema) for slot in slots]
    return [schema.curie(slot) for slot in slots if f"pg:{name}" in end(schema, slot)]


def _link(schema: Schema, curie: str) -> tuple[str, str]:
    """Return a term by its name, and where it is explained."""
    own = curie.startswith("pg:")
    return (curie.removeprefix("pg:"), f"#{curie.removeprefix('pg:')}") if own else (curie, schema.iri(curie))


def _examples(base: str, ontology: str) -> dict[str, str]:
    """Return triples with each term of ours: of an instance of a class all, of a property one, each time the shortest."""
    graph = Graph().parse(EXAMPLE)
    graph.bind("schema", "https://schema.org/", replace=True)

    def text(node: Any) -> str:
        written = str(node.n3(graph.namespace_manager))
        return (
            f"<{node.removeprefix(base)}>"
            if isinstance(node, URIRef) and written.startswith("<")
            else written
        )

    def whole(subject: Any) -> str:
        types = sorted(
            graph.objects(subject, RDF.type), key=lambda kind: (not kind.startswith(ontology), kind)
        )
        facts = sorted((p, o) for p, o in graph.predicate_objects(subject) if p != RDF.type)
        lines = [f"a {', '.join(map(text, types))}", *(f"{text(p)} {text(o)}" for p, o in facts)]
        return block(text(subject), *lines).rstrip()

    found: dict[str, list[str]] = {}
    for subject, predicate, other in graph:
        if predicate == RDF.type and other.startswith(ontology):
            found.setdefault(other.removeprefix(ontology), []).append(whole(subject))
        elif predicate.startswith(ontology):
            triple = f"{text(subject)} {text(predicate)} {text(other)} ."
            found.setdefault(predicate.removeprefix(ontology), []).append(triple)
    return {name: min(texts, key=lambda text: (len(text), text)) for name, texts in found.items()}
