"""What the page calls the relations of the graph, in plain words and in both directions."""

__all__ = ["PLURALS", "UNTITLED", "Relation", "kind", "place", "relation", "way_to"]

from typing import NamedTuple

UNTITLED = "papergraph"
"""The heading of the pages of a graph without a title."""
PLURALS = {
    "Paper": "papers", "Author": "authors", "Venue": "venues", "Task": "tasks", "Method": "methods", "Dataset": "datasets",
    "Metric": "metrics", "Repository": "repositories", "Result": "results",
}  # fmt: skip


class Relation(NamedTuple):
    """A heading for what a relation leads to, and the words between two ends in this direction."""

    title: str
    words: str


# Edge type -> on the page of its subject, on that of its object; in the order in which the sections of a page come.
_WORDS = {
    "PROPOSES": (
        Relation("Proposes", "proposes"),
        Relation("Papers that propose it, or a form of it", "proposed by"),
    ),
    "INTRODUCES": (
        Relation("Introduces", "introduces"),
        Relation("Papers that introduce it", "introduced by"),
    ),
    "ADDRESSES": (Relation("Addresses", "addresses"), Relation("Papers that address it", "addressed by")),
    "HAS_REPOSITORY": (Relation("Code", "has code at"), Relation("Papers that name it", "named by")),
    "IMPLEMENTS": (Relation("Implements", "implements"), Relation("Code", "implemented by")),
    "USED_FOR": (Relation("Used for", "is used for"), Relation("Methods for it", "solved with")),
    "BENCHMARK_FOR": (
        Relation("Benchmark for", "is a benchmark for"),
        Relation("Benchmarks for it", "tested by"),
    ),
    "EVALUATED_WITH": (
        Relation("Evaluated on", "evaluated on"),
        Relation("Methods evaluated on it", "evaluates"),
    ),
    "TRAINED_WITH": (Relation("Trained on", "trained on"), Relation("Methods trained on it", "trains")),
    "COMPARED_WITH": (Relation("Compared with", "compared with"), Relation("Compared with", "compared with")),
    "SUBCLASS_OF": (Relation("Kind of", "is a kind of"), Relation("Kinds of it", "has the kind")),
    "SUBTASK_OF": (Relation("Subtask of", "is a subtask of"), Relation("Subtasks", "has the subtask")),
    "PART_OF": (Relation("Part of", "is part of"), Relation("Parts of it", "has the part")),
    "VARIANT_OF": (Relation("Variant of", "is a variant of"), Relation("Variants", "has the variant")),
    "USES": (Relation("Uses", "uses"), Relation("Papers that use it", "used by")),
    "MEASURES": (Relation("Measures", "measures"), Relation("Papers that report it", "reported by")),
    "COMPARES": (
        Relation("Compares with", "compares with"),
        Relation("Papers that compare with it", "compared in"),
    ),
    "MENTIONS": (Relation("Mentions", "mentions"), Relation("Papers that mention it", "mentioned by")),
}
_PLACES = {predicate: place for place, predicate in enumerate(_WORDS)}


def relation(predicate: str, forward: bool) -> Relation:
    """Return the words of an edge type, as seen from its subject, or else from its object."""
    if predicate in _WORDS:
        return _WORDS[predicate][0 if forward else 1]
    plain = predicate.replace("_", " ").lower()  # of a schema that somebody has extended
    return (
        Relation(plain.capitalize(), plain)
        if forward
        else Relation(f"{plain.capitalize()} (by)", f"{plain}, by")
    )


def place(predicate: str) -> int:
    """Return the place of an edge type among the sections of a page."""
    return _PLACES.get(predicate, len(_PLACES))


def kind(label: str) -> str:
    """Return the class by which the style sheet knows a label."""
    return label.lower()


def way_to(title: str) -> str:
    """Return the fragment of the section with a heading."""
    return title.lower().replace(" ", "-")
