"""`kg forget`: remove papers."""

__all__ = ["forget"]

from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current


def forget(
    papers: Annotated[
        list[str],
        typer.Argument(metavar="PAPER...", help="Paper ids, as the graph shows them."),
    ],
    store: Store = DEFAULT_STORE,
) -> None:
    """Remove papers and the statements that only they support. Reading their files again adds them again.

    Example:  kg forget arxiv:2101.00001
    """
    from kg.workspace import forget as forget_papers

    unknown = forget_papers(papers, store, current().progress)
    for paper in unknown:
        current().note(f"{store} has no paper {paper}")
    current().note(f"forgot {len(papers) - len(unknown)} of {len(papers)} papers")
    if unknown:
        raise typer.Exit(1)
