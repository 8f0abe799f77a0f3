"""Turtle as it is written here: a block for each subject, in the order of the schema."""

__all__ = ["block", "quoted", "turtle", "union"]

import json
import re

from definition import HEADER, Schema


def union(terms: list[str]) -> str:
    return terms[0] if len(terms) == 1 else f"[ a owl:Class ; owl:unionOf ( {' '.join(terms)} ) ]"


def quoted(text: object) -> str:
    return json.dumps(str(text), ensure_ascii=False)


def block(subject: str, *facts: str) -> str:
    return f"{subject} " + " ;\n    ".join(facts) + " .\n"


def turtle(schema: Schema, blocks: list[str]) -> str:
    body = "\n".join(blocks)
    used = [
        f"@prefix {name}: <{iri}> ."
        for name, iri in schema.prefixes.items()
        if re.search(rf"\b{name}:", body)
    ]
    return "\n".join([f"# {HEADER}", *used, "", body])
