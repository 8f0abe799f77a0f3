"""`kg serve`: the graph over HTTP, on this machine only."""

__all__ = ["serve"]

import re
from typing import Annotated

import typer

from kg.cli.options import DEFAULT_STORE, MEMORY, SECONDS, MaxMemory, Store, Timeout, TrustQueries, limits
from kg.cli.output import Output, current
from kg.errors import UsageError
from kg.ids import DEFAULT_BASE

_MAX_ROWS = 10_000  # of an answer in Cypher
_ORIGIN = re.compile(r"https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::\d{1,5})?")


def serve(
    store: Store = DEFAULT_STORE,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 picks a free one.")
    ] = 8765,
    timeout: Timeout = SECONDS,
    max_memory: MaxMemory = MEMORY,
    trust: TrustQueries = False,
    cors: Annotated[
        str | None,
        typer.Option(
            "--cors",
            metavar="ORIGIN",
            help="Allow web pages of this origin to query, such as https://example.org.",
        ),
    ] = None,
) -> None:
    """Serve the graph over HTTP: pages, linked data, SPARQL and Cypher.

    Read-only, on the loopback address only.

    Example:  kg serve --port 8765
    """
    try:
        from kg.serve import serve as serve_stores
    except ModuleNotFoundError as error:
        if error.name not in ("h11", "starlette", "uvicorn"):
            raise
        raise UsageError("kg serve needs Starlette and uvicorn: pip install 'papergraph[serve]'") from None
    from kg.projection import project
    from kg.stores import asked_in
    from kg.workspace import open_graph

    if cors is not None and not _ORIGIN.fullmatch(cors):
        raise UsageError(
            f"--cors needs one origin, such as https://example.org or http://localhost:3000, not {cors!r}"
        )
    allowed = limits(timeout, max_memory, _MAX_ROWS)
    output = current()
    with open_graph(store, output.progress) as evidence:
        base = evidence.settings.base
        shared = (
            f"; its IRIs have the shared default base {base}: set your own with kg about --base"
            if base == DEFAULT_BASE
            else ""
        )
        stores = {
            name: project(evidence, name, output.progress)
            for name in (asked_in("SPARQL").name, asked_in("Cypher").name)
        }
    serve_stores(
        store, stores, allowed, port, cors=cors, trusted=trust,
        note=lambda address: output.note(f"serving {store} at {address} (Ctrl-C to stop){shared}"),
        complain=Output(log_format=output.log_format).note,
    )  # fmt: skip
    output.note("stopped")
