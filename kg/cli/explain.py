"""`kg explain`: the evidence behind the graph."""

__all__ = ["explain"]

from collections.abc import Iterator, Sequence
from functools import partial
from operator import itemgetter
from typing import Annotated, Any

import typer

from kg.cli import completion
from kg.cli.layout import Row, Screen, cut, printable
from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError

_MOST_LINES = 3  # of a sentence without --wide

_KINDS, _NEAR = ("Method", "Dataset", "Task", "Metric", "Author", "Paper"), 5


def explain(
    thing: Annotated[
        str,
        typer.Argument(
            metavar="THING",
            autocompletion=completion.concepts("Task", "Method", "Dataset", "Metric"),
            help="A name, alias or IRI; of a paper its id, citation key, title or part of it; a statement key.",
        ),
    ],
    wide: Annotated[
        bool,
        typer.Option(
            "--wide", help="In a table, show whole sentences, and the rule, model and place of each."
        ),
    ] = False,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Show every statement about a concept, paper, author or venue: its sentences, rules and merge history.

    Example:  kg explain BERT
    """
    from kg.answers.names import nearest
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
            near = [name for label in _KINDS for name in nearest(evidence, label, thing)][:_NEAR]
            known = f"; near: {', '.join(near)}" if near else ""
            raise UsageError(f"{store} has nothing called {thing!r:.200}{known}")
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
    about = {printable(name) for _, _, name in nodes}
    write_rows(COLUMNS, rows, form, path, layout=partial(_by_predicate, about, wide))


def _by_predicate(
    about: set[str], wide: bool, columns: Sequence[str], rows: Sequence[Row], screen: Screen
) -> Iterator[str]:
    """Yield each predicate of the things that the rows are `about`, and below it the statements, the surest first."""
    groups: dict[tuple[str, str, str], list[tuple[str, dict[str, Any]]]] = {}
    for row in rows:
        found = dict(zip(columns, row, strict=True))
        confidence = found["confidence"]
        shown = {name: printable(value) for name, value in found.items()} | {"confidence": confidence}
        subject, predicate, target = itemgetter("subject", "predicate", "object")(shown)
        if subject in about:
            heading, other = (subject, predicate, "…"), target
        elif target in about:
            heading, other = ("…", predicate, target), subject
        else:  # the thing is the statement itself
            heading, other = (subject, predicate, target), ""
        groups.setdefault(heading, []).append((other, shown))
    for number, (heading, statements) in enumerate(groups.items()):
        if number:
            yield ""
        for line in screen.lines(" ".join(cut(part, screen.width // 2) for part in heading), 0, 2):
            yield screen.strong(line)
        for other, shown in sorted(statements, key=lambda pair: -(pair[1]["confidence"] or 0)):
            yield from _statement(other, shown, about, screen, wide=wide)


def _statement(
    other: str, shown: dict[str, Any], about: set[str], screen: Screen, *, wide: bool
) -> Iterator[str]:
    """Yield the confidence, the other end and the paper of a statement, its sentence below."""
    title = shown["title"]
    paper = [] if title in about else [shown["paper"], *([title] if title != other else [])]
    confidence = shown["confidence"]
    sure = "    " if confidence is None else f"{confidence:.2f}"
    first, *rest = screen.lines(" · ".join(filter(None, [other, *paper])), 8)
    yield f"  {sure}  {first[8:]}"
    yield from rest
    if sentence := shown["sentence"]:
        yield from screen.lines(sentence, 10, most=None if wide else _MOST_LINES)
    if wide and shown["rule"]:
        place = f"characters {shown['start']} to {shown['end']}"
        yield from screen.lines(f"{shown['rule']} · {shown['model']} · {place}", 10)
