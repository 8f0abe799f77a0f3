"""`kg merge` and `kg split`: what a person decides on two names."""

__all__ = ["merge", "split"]

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Store
from kg.cli.output import current, write_rows
from kg.errors import UsageError

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A name of one concept.", show_default=False)]
Other = Annotated[str | None, typer.Argument(metavar="OTHER", help="A name of the other.", show_default=False)]
Undo = Annotated[bool, typer.Option("--undo", help="Take the decision back.")]


def merge(name: Name = None, other: Other = None, undo: Undo = False, store: Store = DEFAULT_STORE) -> None:
    """Let a name mean the concept of another one: in this graph and all its runs to come. Without names: list what was decided.

    Example:  kg merge "contrastive pre-training" CLIP
    """
    _judge("merge", name, other, undo, store)


def split(name: Name = None, other: Other = None, undo: Undo = False, store: Store = DEFAULT_STORE) -> None:
    """Keep two names apart: they never mean one concept, whatever the rules say. Without names: list what was decided.

    Example:  kg split mBERT "multilingual BERT"
    """
    _judge("split", name, other, undo, store)


def _judge(kind: str, name: str | None, other: str | None, undo: bool, store: Path) -> None:
    from kg.evidence.database import EvidenceDatabase
    from kg.model import Decision
    from kg.names import normal_form
    from kg.workspace import judge

    if name is None:
        with EvidenceDatabase.existing(store) as evidence:
            write_rows(("decision", "name", "other"), evidence.decisions.all(), None, None)
        return
    if other is None:
        raise UsageError(f"kg {kind} wants two names")
    judge(Decision(kind, normal_form(name), normal_form(other)), store, current().progress, undo=undo)
    done = {"merge": "is now the same as", "split": "stays apart from"}[kind]
    current().note(f"{name!r} {done} {other!r}" if not undo else f"taken back: {name!r} {done} {other!r}")
