"""`kg link`: links from concepts to authority files."""

__all__ = ["link"]

from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, note_unusable, write_rows
from kg.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from kg.workspace import Change

# https://mapping-commons.github.io/sssom/; the reason is its `comment`
_COLUMNS = (
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label", "mapping_justification",
    "confidence", "mapping_source", "comment",
)  # fmt: skip


def link(
    authority: Annotated[
        list[Path] | None,
        typer.Option(
            "--authority",
            "-a",
            metavar="FILE",
            help=(
                "Authority file: SKOS in any RDF syntax, CSV (id, name, aliases, type) or SSSOM; repeatable."
            ),
        ),
    ] = None,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="NAME", help="Remove an authority, by file name.")
    ] = None,
    labels: Annotated[
        list[str] | None,
        typer.Option(
            "--type",
            metavar="TYPE",
            help="Link the files of --authority to concepts of this type alone: Task, Method, Dataset or Metric; repeatable.",
        ),
    ] = None,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Link concepts to entries of authority files: as skos:exactMatch or closeMatch. Later runs keep them.

    Without options, list the links as SSSOM rows, with reason and score.

    Example:  kg link --authority topics.ttl --store graph.kg
    """
    from kg.graph.view import concepts, links
    from kg.workspace import link as link_to
    from kg.workspace import open_graph

    output = current()
    if labels and not authority:
        raise UsageError("--type only applies to the files of --authority")
    only = tuple(dict.fromkeys(map(_label, labels or ())))
    if authority or remove:
        if len({file.name for file in authority or ()}) < len(authority or ()):
            raise UsageError("two authority files have the same name: rename one")
        changes = link_to(authority or (), remove or (), store, output.progress, only)
        with open_graph(store, output.progress) as evidence:
            label_of = {concept.iri: concept.label for concept in concepts(evidence)}
            found: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
            for each in links(evidence):
                found[each.source][each.predicate, label_of[each.concept]] += 1
            added = {file.name for file in authority or ()}
            for name, change in changes.items():
                if name in added:
                    _note(name, change, found[name])
                else:
                    count = change.links_before
                    output.note(f"removed {name} and its {count:,} link{'' if count == 1 else 's'}")
            note_unusable(evidence.authorities.unusable())
        return
    with open_graph(store, output.progress) as evidence:
        names = {concept.iri: concept.name for concept in concepts(evidence)}
        rows = [
            (
                each.concept, names[each.concept], f"skos:{each.predicate}", each.target, each.name,
                "semapv:UnspecifiedMatching" if each.stated else "semapv:LexicalMatching",
                each.score, each.source, each.reason,
            )
            for each in links(evidence)
        ]  # fmt: skip
    write_rows(_COLUMNS, rows, form, path)


def _label(text: str) -> str:
    """Return the label of a type, whose case does not matter; UsageError for none."""
    from kg.generated.vocabulary import CONCEPTS

    found = next((label for label in CONCEPTS if label.casefold() == text.casefold()), None)
    if found is None:
        raise unknown_name("type", text, CONCEPTS)
    return found


def _note(name: str, change: "Change", links: Counter[tuple[str, str]]) -> None:
    """Say what an authority file gave, with its links by predicate and label."""
    output = current()
    if change.own:
        output.note(f"{name}: left out {change.own:,} entries of this graph itself")
    exact, close = (_counted(links, word) for word in ("exact", "close"))
    output.note(f"{name}: {change.entries:,} entries, {exact} and {close} matches")


def _counted(links: Counter[tuple[str, str]], word: str) -> str:
    """Return the number of exact or close links, and those by label, the most first: 3 exact (2 Task, 1 Method)."""
    labels = [
        (label, count) for (predicate, label), count in links.most_common() if predicate == f"{word}Match"
    ]
    shown = ", ".join(f"{count:,} {label}" for label, count in labels)
    return f"{sum(count for _, count in labels):,} {word}" + (f" ({shown})" if shown else "")
