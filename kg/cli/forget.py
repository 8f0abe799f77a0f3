"""`kg forget`: take back all that a paper said."""

__all__ = ["forget"]

from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current


def forget(
    papers: Annotated[
        list[str],
        typer.Argument(metavar="PAPER...", help="Any ids of papers, as the graph shows them."),
    ],
    store: Store = DEFAULT_STORE,
) -> None:
    """Remove papers and every statement that only they support. Reading their files again brings them back.

    Example:  kg forget arxiv:2101.00001
    """
    from kg.workspace import forget as forget_papers

    unknown = forget_papers(papers, store, current().progress)
    for paper in unknown:
        current().note(f"no paper {paper} in {store}")
    current().note(f"forgot {len(papers) - len(unknown)} of {len(papers)} papers")
    if unknown:
        raise typer.Exit(1)
