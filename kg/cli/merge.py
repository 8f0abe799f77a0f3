"""`kg merge` and `kg split`: decisions on whether two names mean one concept."""

__all__ = ["merge", "split"]

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A name of a concept.", show_default=False)]
Other = Annotated[
    str | None, typer.Argument(metavar="OTHER", help="A name of another concept.", show_default=False)
]
Undo = Annotated[bool, typer.Option("--undo", help="Undo the decision.")]


def merge(name: Name = None, other: Other = None, undo: Undo = False, store: Store = DEFAULT_STORE) -> None:
    """Make two names mean one concept. Later runs keep the decision. Without names, list the decisions.

    Example:  kg merge "contrastive pre-training" CLIP
    """
    _decide("merge", name, other, undo, store)


def split(name: Name = None, other: Other = None, undo: Undo = False, store: Store = DEFAULT_STORE) -> None:
    """Keep two names apart as two concepts. Later runs keep the decision. Without names, list the decisions.

    Example:  kg split mBERT "multilingual BERT"
    """
    _decide("split", name, other, undo, store)


def _decide(verb: str, name: str | None, other: str | None, undo: bool, store: Path) -> None:
    from kg.evidence.database import EvidenceDatabase
    from kg.model import Decision
    from kg.names import normal_form
    from kg.workspace import decide

    if name is None:
        with EvidenceDatabase.existing(store) as evidence:
            write_rows(("decision", "name", "other"), evidence.decisions.all(), None, None)
        return
    if other is None:
        raise UsageError(f"kg {verb} needs two names")
    decide(Decision(verb, normal_form(name), normal_form(other)), store, current().progress, undo=undo)
    if undo:
        current().note(f"undone: {verb} {name!r} {other!r}")
    elif verb == "merge":
        current().note(f"{name!r} and {other!r} are now one concept")
    else:
        current().note(f"{name!r} and {other!r} are kept apart")
