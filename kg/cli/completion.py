"""Completion in the shell: of queries, formats, and names of concepts in the graph."""

__all__ = ["answer_formats", "concepts", "export_formats", "formats", "queries"]

import re
from collections.abc import Callable
from pathlib import Path

import typer

from kg.cli.formats import FORMATS
from kg.errors import KgError

# What stands for itself on a command line, but for spaces: anything else might be run by the shell.
_HARMLESS = re.compile(r"\w[\w .,:/@%+-]*")


def queries(incomplete: str) -> list[tuple[str, str]]:
    """Return the named queries that begin so, each with its title."""
    from kg.query.named import load_query, names

    return [(name, load_query(name, "cypher").title) for name in names() if name.startswith(incomplete)]


def formats(incomplete: str) -> list[str]:
    """Return the formats of rows that begin so."""
    return [form for form in FORMATS if form.startswith(incomplete)]


def answer_formats(incomplete: str) -> list[str]:
    """Return the formats of rows and of graphs that begin so."""
    from kg.rdf import GRAPH_FORMS

    return [form for form in (*FORMATS, *GRAPH_FORMS) if form.startswith(incomplete)]


def export_formats(incomplete: str) -> list[str]:
    """Return the formats of exports that begin so."""
    from kg.cli.export import PAGES
    from kg.export import EXPORTERS

    return [form for form in (*EXPORTERS, *PAGES) if form.startswith(incomplete)]


def concepts(*labels: str) -> Callable[[typer.Context, str], list[str]]:
    """Return the completion for names of concepts with any of these labels; it gives none where there is no graph."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        return _beginning_with(Path(ctx.params.get("store") or "graph.kg"), labels, incomplete)

    return complete


def _beginning_with(folder: Path, labels: tuple[str, ...], incomplete: str) -> list[str]:
    from kg.answers.names import COMPLETED, beginning_with
    from kg.evidence.database import EvidenceDatabase

    try:  # the graph as it is: computing it anew would take too long while somebody types
        with EvidenceDatabase.existing(folder) as evidence:
            found = [name for label in labels for name in beginning_with(evidence, label, incomplete)]
    except (KgError, OSError, ValueError):
        return []
    # Shells only take what begins with what was typed, in its case; concepts are found by names in any case.
    typed = {incomplete + name[len(incomplete) :] for name in found if _HARMLESS.fullmatch(name)}
    return sorted(typed, key=str.casefold)[:COMPLETED]
