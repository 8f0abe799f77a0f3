"""The graph into its stores: those in its folder, and servers."""

__all__ = ["Progress", "load_server", "project", "state_of", "verified"]

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import StoreError, StoreUnavailable, TooManyRejects
from kg.evidence.database import Log
from kg.graph import view
from kg.graph.build import is_current
from kg.model import Rejected

if TYPE_CHECKING:
    from kg.stores.difference import LoadReport

Progress = Callable[[str, int, int | None], None]  # stage, how many are done, of how many where that is known


def state_of(log: Log) -> str:
    """Return what stands for the present state of the graph: what was made at it is up to date."""
    return f"{log.generation} {view.base_of(log)}"


def project(log: Log, store: str, progress: Progress, *, anew: bool = False) -> Path:
    """Bring a local store up to date with the log and return its path; `anew` takes nothing over from the one that is there.

    While another process writes to the folder, a store that is there is left as it is; StoreUnavailable where there is none.
    """
    from kg.stores import local_store

    path, wanted = log.folder / store, state_of(log)
    if not anew and log.meta(f"store:{store}") == wanted and path.exists():
        return path
    try:
        with log.alone():
            progress(store, 0, None)
            log.set_meta(f"store:{store}", "")
            options = {"anew": True} if anew and store == "embedded" else {}  # the others are always made anew
            with log.snapshot():
                report = local_store(store).load(path, view.nodes(log), view.edges(log), base=view.base_of(log), **options)
            log.set_meta(f"store:{store}", wanted)
            if report is not None:
                log.set_meta("digest", f"{wanted} {report.digest}")
    except StoreUnavailable:
        if anew or not path.exists():
            raise
    return path


def verified(log: Log, progress: Progress) -> bool:
    """Compare the embedded store with the log, value by value; make it anew where they differ, and return whether they agreed."""
    from kg.stores.embedded import signature
    from kg.stores.rows import digest, row

    path = project(log, "embedded", progress)
    with log.snapshot():
        wanted = digest(*(((found.key, found.hash) for found in map(row, things)) for things in (view.nodes(log), view.edges(log))))
    try:
        agreed = signature(path) == wanted
    except StoreError:
        agreed = False
    if not agreed:
        project(log, "embedded", progress, anew=True)
    return agreed


def load_server(
    log: Log, uri: str, progress: Progress, *, database: str | None = None, verify: bool = False, max_rejects: int | None = None
) -> "LoadReport":
    """Make a Neo4j database hold exactly this graph, and keep the rows that it refused; raises what `kg.stores.neo4j.load` does."""
    from kg.stores import neo4j

    wanted = state_of(log) if is_current(log, view.base_of(log)) else None
    state, _, found = (log.meta("digest") or "").rpartition(" ")
    refused: tuple[Rejected, ...] | None = None
    try:
        with log.snapshot():
            report = neo4j.load(
                uri, view.nodes(log), view.edges(log),
                database=database, known=found if state == wanted else "", verify=verify, max_rejects=max_rejects,
                progress=lambda stage, done: progress(stage, done, None),
            )  # fmt: skip
        refused = report.rejected
    except TooManyRejects as error:
        refused = error.rejected
        raise
    finally:
        if log.writable and refused is not None:
            log.clear_failures("store-refused")
            log.reject(refused)
    if log.writable and report.digest and wanted is not None:
        log.set_meta("digest", f"{wanted} {report.digest}")
    return report
