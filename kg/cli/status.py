"""`kg status` and `kg stats`: contents and state of a graph."""

__all__ = ["stats", "status"]

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows


def status(store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """Show what a graph's folder contains and what is stale.

    Example:  kg status
    """
    from kg.bugs import Bugs
    from kg.evidence.database import EvidenceDatabase
    from kg.workspace import state

    with EvidenceDatabase.existing(store) as evidence:
        facts = [*state(evidence), ("bugs", Bugs.among(evidence.rejects.all()).papers.total())]
        write_rows(("fact", "value"), facts, form, path)


def stats(store: Store = DEFAULT_STORE, form: Format = None, path: OutputFile = None) -> None:
    """Count nodes by label and edges by type.

    Example:  kg stats --format csv
    """
    from collections import Counter

    from kg.graph import view
    from kg.workspace import open_graph

    with open_graph(store, current().progress) as evidence:
        labels = Counter(node.label for node in view.nodes(evidence))
        types = Counter(edge.type for edge in view.edges(evidence))
    rows = [("node", name, count) for name, count in sorted(labels.items())] + [
        ("edge", name, count) for name, count in sorted(types.items())
    ]
    write_rows(("kind", "type", "count"), rows, form, path)
