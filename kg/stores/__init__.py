"""Stores, the projections of the graph: one module or package each, and a table of their capabilities."""

__all__ = ["DEFAULT", "STORES", "Store", "StoreType", "all_stores", "asked_in", "find", "server_of"]

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from kg.errors import unknown_name

if TYPE_CHECKING:
    from kg.model import Edge, Node
    from kg.stores.difference import LoadReport


class Store(Protocol):
    """The interface of a local store's module or class.

    A store that can be verified also has `signature(path)`, which returns the numbers of nodes and edges
    stored and a digest as of `kg.stores.rows.digest`. One that answers queries has a class `Reader` as
    `kg.query.worker` uses it. A server takes a URI instead of the path, and the options of
    `kg.stores.neo4j.load`.
    """

    def load(
        self,
        path: Path,
        nodes: "Iterable[Node]",
        edges: "Iterable[Edge]",
        *,
        base: str,
        rebuild: bool = False,
    ) -> "LoadReport | None":
        """Make the store at `path`, a file or folder, hold exactly this graph.

        An error or a kill leaves the old store, or none.

        `rebuild` ignores the existing store. The report counts the differences.
        """


@dataclass(frozen=True, slots=True)
class StoreType:
    """The capabilities of a store, known without importing it.

    `import_path` is its module, or module:class. `language` is its query language ("Cypher", "SPARQL" or "");
    an `incremental` store writes only changes; one that can `verify` has a `signature`; a server has URI
    `schemes`, and a store without them is local: it is in the graph's folder, under its name. One with `links` takes
    the links to authorities too, each with its reason.
    """

    name: str
    import_path: str
    language: str = ""
    incremental: bool = False
    verify: bool = False
    schemes: tuple[str, ...] = ()
    links: bool = False

    def open(self) -> Store:
        """Return the store's module or class."""
        module, _, class_name = self.import_path.partition(":")
        loaded = import_module(module)
        return cast("Store", getattr(loaded, class_name) if class_name else loaded)

    @property
    def module(self) -> str:
        """The name of the module that holds the store's code."""
        return self.import_path.partition(":")[0]


_logger = logging.getLogger(__name__)
STORES = {
    store.name: store
    for store in (
        StoreType("embedded", "kg.stores.embedded", "Cypher", incremental=True, verify=True),
        StoreType("oxigraph", "kg.stores.oxigraph", "SPARQL", links=True),
        StoreType(
            "neo4j", "kg.stores.neo4j", "Cypher", incremental=True, verify=True,
            schemes=("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"),
        ),
    )
}  # fmt: skip
"""The built-in stores; entry points of the group papergraph.stores, modules or classes, add others."""

DEFAULT = tuple(name for name, store in STORES.items() if not store.schemes)
"""The local stores that a run brings up to date unless its pipeline names others."""


def find(name: str) -> StoreType:
    """Return a store by its name; raise UsageError for an unknown one."""
    if name in STORES:
        return STORES[name]
    known = all_stores()
    if name not in known:
        raise unknown_name("store", name, known)
    return known[name]


def all_stores() -> dict[str, StoreType]:
    """Return all stores by name; built-in ones take precedence, and one that fails to import is left out."""
    from importlib.metadata import entry_points  # slow to import

    plugins = map(_store_type, entry_points(group="papergraph.stores"))
    return {**{store.name: store for store in plugins if store is not None}, **STORES}


def asked_in(language: str) -> StoreType:
    """Return the local store that answers queries in a language."""
    return next(store for store in STORES.values() if store.language == language and not store.schemes)


def server_of(uri: str) -> StoreType | None:
    """Return the server with the scheme of a URI, or None."""
    scheme, separator, _ = uri.partition("://")
    return next(
        (store for store in all_stores().values() if separator and scheme.lower() in store.schemes), None
    )


def _store_type(point: Any) -> StoreType | None:
    try:
        store = point.load()
    except Exception as error:  # somebody else's code: the other stores still work
        _logger.warning(
            "cannot import the store %s (%s): %s: %s", point.name, point.value, type(error).__name__, error
        )
        return None
    return StoreType(
        point.name,
        point.value,
        language=getattr(store, "language", ""),
        incremental=getattr(store, "incremental", False),
        verify=hasattr(store, "signature"),
        schemes=tuple(getattr(store, "schemes", ())),
    )
