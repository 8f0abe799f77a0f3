"""`kg forget`: remove papers."""

__all__ = ["forget"]

from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current
from kg.errors import UsageError


def forget(
    papers: Annotated[
        list[str],
        typer.Argument(metavar="PAPER...", help="Paper ids, as the graph shows them."),
    ],
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Keep them out of later runs too, under every id they have.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Let papers in again that were forgotten for good.")
    ] = False,
    store: Store = DEFAULT_STORE,
) -> None:
    """Remove papers and the statements that only they support. Reading their files again adds them again, unless for good.

    Example:  kg forget arxiv:2101.00001 --for-good
    """
    from kg.workspace import forget as forget_papers
    from kg.workspace import let_in

    if for_good and undo:
        raise UsageError("kg forget takes --for-good or --undo, not both")
    names, output = [_named(paper) for paper in papers], current()
    progress = output.progress
    unknown = let_in(names, store) if undo else forget_papers(names, store, progress, for_good=for_good)
    for paper in unknown:
        output.note(f"{paper} is not forgotten for good" if undo else f"{store} has no paper {paper}")
    count = f"{len(papers) - len(unknown)} of {len(papers)} papers"
    if undo:
        output.note(f"{count} may come in again: kg run adds them when it reads their files")
    else:
        output.note(f"forgot {count}{' for good' if for_good else ''}")
    if unknown:
        raise typer.Exit(1)


def _named(paper: str) -> str:
    """Return the id that a text is, also bare or as an address."""
    from kg.read.identity import written

    return written(paper) or paper
