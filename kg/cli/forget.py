"""`kg forget`: remove papers."""

__all__ = ["forget"]

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current
from kg.errors import UsageError


def forget(
    papers: Annotated[
        list[str],
        typer.Argument(metavar="PAPER...", help="Papers, by an id, DOI, address or citation key."),
    ],
    for_good: Annotated[
        bool, typer.Option("--for-good", help="Keep them out of later runs too, under every id they have.")
    ] = False,
    undo: Annotated[
        bool, typer.Option("--undo", help="Allow papers again that were forgotten for good.")
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
    output = current()
    names = [_named(paper) for paper in papers] if undo else _ids(store, papers)
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


def _ids(store: Path, papers: list[str]) -> list[str]:
    """Return the ids of papers, also by citation key; what names no paper stays as it is."""
    from kg.evidence.database import EvidenceDatabase

    with EvidenceDatabase.existing(store) as evidence:
        found = [(paper, evidence.papers.with_key(paper)) for paper in papers]
        return [known[0] if len(known) == 1 else _named(paper) for paper, known in found]
