"""Projections of the graph, one file a store. A local store lives in the graph's folder and is made anew when the log has moved on."""

__all__ = ["LOCAL", "local_store"]

from importlib import import_module
from types import ModuleType

from kg.errors import unknown_name

# name -> module with load(path, nodes, edges, base=…); entry points of the group papergraph.stores add to it
LOCAL = {"embedded": "kg.stores.embedded", "null": "kg.stores.null", "oxigraph": "kg.stores.oxigraph"}


def local_store(name: str) -> ModuleType:
    """Return the module of a local store; UsageError for an unknown name."""
    from importlib.metadata import entry_points  # slow to load

    known = {**{point.name: point.value for point in entry_points(group="papergraph.stores")}, **LOCAL}
    if name not in known:
        raise unknown_name("store", name, known)
    return import_module(known[name])
