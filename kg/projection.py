"""Load the graph into its stores: local ones in its folder, and servers."""

__all__ = ["Progress", "load_server", "made_stores", "project", "state_of_store", "verified"]

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kg.errors import StoreError, StoreUnavailable, TooManyRejects, UsageError
from kg.evidence import versions
from kg.evidence.database import EvidenceDatabase
from kg.evidence.versions import GraphVersion, StoreVersion, to_json
from kg.graph import view
from kg.graph.build import is_current, wanted
from kg.model import Rejected

if TYPE_CHECKING:
    from kg.stores import StoreType
    from kg.stores.difference import LoadReport

Progress = Callable[[str, int, int | None], None]  # stage, number done, total if known
_PREFIX = "store:"  # of the facts that record what each store was made from
_logger = logging.getLogger(__name__)


def made_stores(evidence: EvidenceDatabase) -> list[str]:
    """Return the names of the local stores that were made, current or stale, and are still registered."""
    from kg.stores import STORES, all_stores

    query = "SELECT substr(name, 7) FROM meta WHERE substr(name, 1, 6) = ? ORDER BY 1"
    names = [name for (name,) in evidence.db.execute(query, (_PREFIX,))]
    known = STORES if set(names) <= set(STORES) else all_stores()
    return [name for name in names if name in known]


def state_of_store(evidence: EvidenceDatabase, store: "StoreType", graph: GraphVersion) -> str:
    """Return whether a local store matches the graph as it would be computed now, and if not, why."""
    made = evidence.meta(f"{_PREFIX}{store.name}")
    if made is None:
        return "not made"
    now = StoreVersion(graph, versions.store(store.module))
    version = StoreVersion.from_json(made)
    if version is None:
        return "stale: it was not finished, or another version of kg made it"
    return "up to date" if version == now else f"stale: {version.difference(now)}"


def project(evidence: EvidenceDatabase, name: str, progress: Progress, *, rebuild: bool = False) -> Path:
    """Update a local store from the graph and return its path; `rebuild` makes it from scratch.

    An existing store is left unchanged while another process writes to the folder, or if the folder is
    read-only; without one, StoreUnavailable or StoreError is raised.
    """
    from kg.stores import find

    store, path = find(name), evidence.folder / name
    made = StoreVersion.from_json(evidence.meta(f"{_PREFIX}{name}"))
    now = StoreVersion(evidence.graph_version or wanted(evidence), versions.store(store.module))
    if not rebuild and made == now and path.exists():
        return path
    if made is not None and path.exists() and not rebuild and not evidence.writable:
        message = "%s is read-only and stale (%s): answers come from the stale store"
        _logger.warning(message, path, made.difference(now))
        return path
    try:
        with evidence.exclusive_lock():
            _load(evidence, store, path, now, progress, rebuild=rebuild)
    except StoreUnavailable:
        if rebuild or not path.exists():
            raise
    return path


def _load(
    evidence: EvidenceDatabase,
    store: "StoreType",
    path: Path,
    now: StoreVersion,
    progress: Progress,
    *,
    rebuild: bool,
) -> None:
    progress(store.name, 0, None)
    evidence.set_meta(f"{_PREFIX}{store.name}", "")
    with evidence.snapshot():
        more: dict[str, Any] = {"links": view.links(evidence)} if store.links else {}
        report = store.open().load(
            path,
            view.nodes(evidence),
            view.edges(evidence),
            base=evidence.settings.base,
            rebuild=rebuild,
            **more,
        )
    evidence.set_meta(f"{_PREFIX}{store.name}", to_json(now))
    if report is not None:
        _keep_digest(evidence, now.graph, report.digest)


def _keep_digest(evidence: EvidenceDatabase, graph: GraphVersion, digest: str) -> None:
    evidence.set_meta("digest", to_json(StoreVersion(graph, digest)))


def _digest(evidence: EvidenceDatabase, graph: GraphVersion) -> str:
    """Return the digest that an earlier load reported for a graph, or an empty string."""
    known = StoreVersion.from_json(evidence.meta("digest"))
    return known.store if known is not None and known.graph == graph else ""


def verified(evidence: EvidenceDatabase, name: str, progress: Progress) -> bool:
    """Compare a local store with the evidence, value by value.

    Rebuild it if they differ, and return whether they agreed.

    Raises UsageError for a store that cannot be verified.
    """
    from kg.stores import find
    from kg.stores.rows import digest, row

    store = find(name)
    if not store.verify:
        raise UsageError(f"{name} cannot be verified: `kg load {name}` rebuilds it")
    path = project(evidence, name, progress)
    with evidence.snapshot():
        tables = (view.nodes(evidence), view.edges(evidence))
        expected = digest(*(((each.key, each.hash) for each in map(row, items)) for items in tables))
    try:
        agreed = cast("Any", store.open()).signature(path) == expected
    except StoreError:
        agreed = False
    if not agreed:
        project(evidence, name, progress, rebuild=True)
    return bool(agreed)


def load_server(
    evidence: EvidenceDatabase,
    uri: str,
    progress: Progress,
    *,
    database: str | None = None,
    verify: bool = False,
    max_rejects: int | None = None,
) -> "LoadReport":
    """Make a server's database hold exactly this graph, and record the rows that it rejects.

    Raises what its `load` raises.
    """
    from kg.stores import STORES, server_of

    store = server_of(uri) or STORES["neo4j"]  # which explains what is wrong with the URI
    graph = evidence.graph_version if is_current(evidence) else None
    rejects: tuple[Rejected, ...] | None = None
    try:
        with evidence.snapshot():
            report = cast("Any", store.open()).load(
                uri, view.nodes(evidence), view.edges(evidence),
                database=database, known=_digest(evidence, graph) if graph else "", verify=verify,
                max_rejects=max_rejects,
                progress=lambda stage, done: progress(stage, done, None),
            )  # fmt: skip
        rejects = report.rejected
    except TooManyRejects as error:
        rejects = error.rejected
        raise
    finally:
        if evidence.writable and rejects is not None:
            evidence.rejects.clear("store-refused")
            evidence.rejects.add(rejects)
    if evidence.writable and report.digest and graph is not None:
        _keep_digest(evidence, graph, report.digest)
    return cast("LoadReport", report)
