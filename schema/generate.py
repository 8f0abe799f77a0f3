"""Write kg/generated/ from schema/papergraph.yaml, the same bytes every time; `--check` only compares.

LinkML reads the schema; the files are written here, since its own generators know no edges
(docs/adr/0002-schema-in-linkml.md). Everything keeps the order of the schema.
"""

__all__ = ["generate", "main"]

import argparse
import json
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from definition import FILE, HEADER, Schema, cypher, note
from documentation import documentation
from ontology import ALIGNED, alignment, ontology
from shapes import PROFILES, shapes
from tables import vocabulary

TARGET = FILE.parents[1] / "kg" / "generated"


def context(schema: Schema) -> str:
    """Return the JSON-LD context: a term for every class, property and edge."""
    terms: dict[str, Any] = {"@version": 1.1, **schema.prefixes, "iri": "@id", "type": "@type"}
    terms |= {
        name: schema.curie(schema.classes[name]) for name in dict.fromkeys([*schema.own, *schema.instances])
    }
    for slot in [*(slot for name in schema.instances for slot in schema.said(name)), *schema.predicates]:
        kind = "@id" if schema.ends(slot) or slot.range == "reference" else schema.datatype(slot)
        name = (
            slot.name
            if schema.is_own(slot) or slot not in schema.edges
            else schema.curie(slot).partition(":")[2]
        )
        terms[name] = (
            {"@id": schema.curie(slot), "@type": kind} if kind != "xsd:string" else schema.curie(slot)
        )
        if note(slot, "inverse"):
            terms[note(slot, "inverse")] = {"@reverse": schema.curie(slot), "@type": "@id"}
    return json.dumps({"@context": terms}, ensure_ascii=False, indent=2) + "\n"


def constraints(schema: Schema) -> str:
    """Return the constraints and the indexes of Neo4j, one a line."""
    edges = [cypher(slot) for slot in schema.edges]
    known = {name: [slot.alias or slot.name for slot in schema.properties(name)] for name in schema.nodes}
    indexed = [
        (n, p)
        for p in ("name", "id", "year")
        for n, properties in known.items()
        if p in properties and n != "Repository"
    ]
    texts = [n for n, properties in known.items() if {"name", "title"} & {*properties} and n != "Repository"]
    return "\n".join([
        f"// {HEADER}",
        *(f"CREATE CONSTRAINT {n.lower()}_iri IF NOT EXISTS FOR (n:{n}) REQUIRE n.iri IS UNIQUE;" for n in schema.nodes),
        *(f"CREATE CONSTRAINT {e.lower()}_key IF NOT EXISTS FOR ()-[r:{e}]-() REQUIRE r.key IS UNIQUE;" for e in edges),
        *(f"CREATE INDEX {n.lower()}_{p} IF NOT EXISTS FOR (n:{n}) ON (n.{p});" for n, p in indexed),
        f"CREATE FULLTEXT INDEX names_and_texts IF NOT EXISTS FOR (n:{'|'.join(texts)}) "
        "ON EACH [n.name, n.aliases, n.title, n.abstract];\n",
    ])  # fmt: skip


WRITERS: dict[str, Callable[[Schema], str]] = {
    "constraints.cypher": constraints, "context.jsonld": context, "ontology.html": documentation, "ontology.ttl": ontology, "vocabulary.py": vocabulary,
    **{name: partial(shapes, profile=profile) for profile, name in PROFILES.items()},
    **{f"alignment-{prefix}.ttl": partial(alignment, prefix=prefix) for prefix in ALIGNED},
}  # fmt: skip


def generate() -> dict[str, str]:
    """Return what the files say, by name."""
    schema = Schema(FILE)
    return {name: write(schema) for name, write in WRITERS.items()}


def main(arguments: list[str] | None = None, target: Path = TARGET) -> int:
    """Write the files into a folder or compare them with what is there; return the exit code."""
    parser = argparse.ArgumentParser(description="Write kg/generated/ from schema/papergraph.yaml.")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit 1 where a file differs from what the schema gives",
    )
    check = parser.parse_args(arguments).check
    differing = []
    for name, text in generate().items():
        path, made = target / name, text.encode()
        if not check:
            path.write_bytes(made)
        elif not path.is_file() or path.read_bytes() != made:
            differing.append(name)
    if differing:
        print(
            f"kg/generated differs from the schema: {', '.join(differing)}; run make schema", file=sys.stderr
        )
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
