"""`kg about`: what a graph says of itself, and the base of its IRIs."""

__all__ = ["about"]

from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, Format, OutputFile, Store
from kg.cli.output import current, write_rows


def about(
    title: Annotated[
        str | None, typer.Option("--title", metavar="TEXT", help="What the graph is called.")
    ] = None,
    creators: Annotated[
        list[str] | None,
        typer.Option(
            "--creator",
            metavar="NAME",
            help="Who made it: a name, perhaps with <ORCID or web address>; repeatable.",
        ),
    ] = None,
    license: Annotated[
        str | None,
        typer.Option(
            "--license", metavar="L", help="An SPDX name such as CC-BY-4.0, or the address of a licence."
        ),
    ] = None,
    version: Annotated[
        str | None, typer.Option("--version", metavar="V", help="A version of the graph.")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="IRI", help="What the IRIs of the graph begin with.")
    ] = None,
    store: Store = DEFAULT_STORE,
    form: Format = None,
    path: OutputFile = None,
) -> None:
    """Show or set a graph's title, creators, licence and base IRI.

    Exports say so. An empty text takes a value back.

    Example:  kg about --title "Bandits" --creator "Jane Doe <0000-0002-1825-0097>" --license CC-BY-4.0
    """
    from kg.workspace import change_settings, said_of_itself

    given = {"title": title, "creators": creators, "license": license, "version": version, "base": base}
    changes = {name: value for name, value in given.items() if value is not None}
    if changes:
        change_settings(store, changes, current().progress)
    write_rows(("fact", "value"), said_of_itself(store), form, path)
