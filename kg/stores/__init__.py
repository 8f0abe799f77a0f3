"""Projections of the graph, a module or folder a store, and the one table of what each can do."""

__all__ = ["DEFAULT", "STORES", "Store", "StoreType", "all_stores", "asked_in", "find", "server_of"]

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
    """What the module or class of a local store offers.

    One that can be verified also has `signature(path)`, which returns the numbers of nodes and edges that the store holds and a digest of
    them as `kg.stores.rows.digest` makes it. One that can be asked has a class `Reader` as `kg.query.worker` wants it. A server takes a
    URI in the place of the path, and the options of `kg.stores.neo4j.load`.
    """

    def load(
        self, path: Path, nodes: "Iterable[Node]", edges: "Iterable[Edge]", *, base: str, rebuild: bool = False
    ) -> "LoadReport | None":
        """Make the store at `path`, a file or folder, hold exactly this graph; an error or a kill leaves it as it was, or absent.

        `rebuild` takes nothing over from what is there. A report says what differed.
        """


@dataclass(frozen=True, slots=True)
class StoreType:
    """What a store can do, which is known without loading it.

    `place` is its module, or a class in one after a colon. `language` is what it is asked in ("Cypher", "SPARQL" or nothing); an
    `incremental` store writes only what has changed; one that can `verify` has a `signature`; a server has URI `schemes`, and a store
    without them is local: it lives in the graph's folder, under its name.
    """

    name: str
    place: str
    language: str = ""
    incremental: bool = False
    verify: bool = False
    schemes: tuple[str, ...] = ()

    def open(self) -> Store:
        """Return the store's module or class."""
        module, _, name = self.place.partition(":")
        found = import_module(module)
        return cast("Store", getattr(found, name) if name else found)

    @property
    def module(self) -> str:
        """The name of the module that holds the store's code."""
        return self.place.partition(":")[0]


STORES = {
    store.name: store
    for store in (
        StoreType("embedded", "kg.stores.embedded", "Cypher", incremental=True, verify=True),
        StoreType("oxigraph", "kg.stores.oxigraph", "SPARQL"),
        StoreType(
            "neo4j", "kg.stores.neo4j", "Cypher", incremental=True, verify=True,
            schemes=("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc"),
        ),
    )
}  # fmt: skip
"""The stores of kg; entry points of the group papergraph.stores add to them, each a module or class with `language` and the others."""

DEFAULT = tuple(name for name, store in STORES.items() if not store.schemes)
"""The local stores that a run brings up to date unless its pipeline says otherwise."""


def find(name: str) -> StoreType:
    """Return a store by its name; UsageError for an unknown one."""
    if name in STORES:
        return STORES[name]
    known = all_stores()
    if name not in known:
        raise unknown_name("store", name, known)
    return known[name]


def all_stores() -> dict[str, StoreType]:
    """Return every store by its name, ours first."""
    from importlib.metadata import entry_points  # slow to load

    return {**{point.name: _described(point) for point in entry_points(group="papergraph.stores")}, **STORES}


def asked_in(language: str) -> StoreType:
    """Return the local store that answers queries in a language."""
    return next(store for store in STORES.values() if store.language == language and not store.schemes)


def server_of(uri: str) -> StoreType | None:
    """Return the server that a URI with one of its schemes leads to, or None."""
    scheme, found, _ = uri.partition("://")
    return next((store for store in all_stores().values() if found and scheme.lower() in store.schemes), None)


def _described(point: Any) -> StoreType:
    store = point.load()
    return StoreType(
        point.name,
        point.value,
        language=getattr(store, "language", ""),
        incremental=getattr(store, "incremental", False),
        verify=hasattr(store, "signature"),
        schemes=tuple(getattr(store, "schemes", ())),
    )
