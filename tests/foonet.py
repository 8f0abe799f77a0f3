"""One paper that says a little of everything, and its extraction."""

__all__ = ["TEXT", "compute", "extraction", "paper"]

from kg.graph.build import build
from kg.model import (
    Cluster,
    Extraction,
    Mention,
    MentionRelation,
    Paper,
    Relation,
    RepositoryMention,
    ResultMention,
)
from kg.resolve import resolve

TEXT = "FooNet for parsing\nFooNet reaches 94.5% accuracy. Code: https://github.com/a/b"


def extraction(paper_id="p1"):
    span = {
        name: (TEXT.index(name), TEXT.index(name) + len(name))
        for name in ("FooNet", "parsing", "accuracy", "94.5", "https://github.com/a/b")
    }
    return Extraction(
        id=paper_id,
        text=TEXT,
        sentences=((0, 18), (19, 48), (49, len(TEXT))),
        entities=(
            Mention(*span["FooNet"], "Method", "m1", 0.9, "test"),
            Mention(*span["parsing"], "Task", "t1", 0.9, "test"),
        ),
        clusters=(
            Cluster("m1", "Method", ("FooNet",), "proposed", *span["FooNet"], 0.9, "test"),
            Cluster("t1", "Task", ("parsing",), "addressed", *span["parsing"], 0.9, "test"),
            Cluster("k1", "Metric", ("accuracy",), "reported", *span["accuracy"], 0.9, "test"),
        ),
        relations=(Relation("m1", "usedFor", "t1"),),
        mention_relations=(MentionRelation(span["FooNet"], "usedFor", span["parsing"], 0.8, "test"),),
        results=(ResultMention("94.5", "%", "absolute", "m1", None, "t1", "k1", *span["94.5"], 0.8, "test"),),
        repositories=(
            RepositoryMention(
                "https://github.com/a/b",
                "https://github.com/a/b",
                "official",
                ("m1",),
                *span["https://github.com/a/b"],
                0.9,
                "test",
            ),
        ),
    )


def paper(paper_id="p1", text=TEXT, source="page#1", **facts):
    title, _, abstract = text.partition("\n")
    return Paper(paper_id, title, abstract, sources=(source,), **facts)


def compute(evidence):
    resolution = resolve((e.id, c) for e, _ in evidence.extractions.all() for c in e.clusters)
    build(evidence, resolution)
