"""`kg link`: links from concepts to authority files."""

__all__ = ["link"]

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, note_unusable, write_rows
from kg.errors import UsageError

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
    if authority or remove:
        if len({file.name for file in authority or ()}) < len(authority or ()):
            raise UsageError("two authority files have the same name: rename one")
        counts = link_to(authority or (), remove or (), store, output.progress)
        with open_graph(store, output.progress) as evidence:
            for name, entries in counts.items():
                predicates = [each.predicate for each in links(evidence) if each.source == name]
                exact = predicates.count("exactMatch")
                close = len(predicates) - exact
                output.note(f"{name}: {entries} entries, {exact} exact and {close} close matches")
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
