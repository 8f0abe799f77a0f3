"""`kg explain`: the evidence behind the graph."""

__all__ = ["explain"]

from typing import Annotated

import typer

from kg.cli import completion
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError


def explain(
    thing: Annotated[
        str,
        typer.Argument(
            metavar="THING",
            autocompletion=completion.concepts("Task", "Method", "Dataset", "Metric"),
            help="A name, alias or IRI; of a paper its id, citation key, title or part of it; a statement key.",
        ),
    ],
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Show every statement about a concept, paper, author, venue or result: its sentences, rules and merge history.

    Example:  kg explain BERT
    """
    from kg.graph.explain import (
        COLUMNS,
        bibliography,
        matches,
        merges,
        senses,
        statements_about,
        things,
    )  # fmt: skip
    from kg.read.identity import written
    from kg.workspace import open_graph

    with open_graph(store, current().progress) as evidence:
        nodes = things(evidence, thing, filter(None, [written(thing)]))
        if not nodes:
            raise UsageError(f"{store} has nothing called {thing!r}")
        for iri, label, name in nodes:
            current().note(f"{label}: {name} <{iri}>")
            for line in bibliography(evidence, iri) if label == "Paper" else ():
                current().note(f"  {line}")
            for form_, why in merges(evidence, iri):
                current().note(f"  {form_!r} merged: {why}")
            for link in matches(evidence, iri):
                current().note(
                    f"  {link.predicate} {link.target} {link.name!r} "
                    f"({link.score:.2f}, {link.source}): {link.reason}"
                )
        for short, long, papers in senses(evidence, thing):
            current().note(f"{short} may also mean {long!r}, as {papers} papers define it")
        rows = [row for iri, _, _ in nodes for row in statements_about(evidence, iri)]
    write_rows(COLUMNS, rows, form, path)
