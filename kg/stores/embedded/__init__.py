"""The embedded Cypher store: LadybugDB, one file beside the evidence."""

__all__ = ["Reader", "load", "query", "signature"]

from typing import TYPE_CHECKING, Any

from kg.stores.embedded.query import Reader, query

if TYPE_CHECKING:
    from kg.stores.embedded.write import load, signature


def __getattr__(name: str) -> Any:
    """Import the writing functions on first use: queries start twice as fast without them."""
    if name not in ("load", "signature"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg.stores.embedded import write

    return getattr(write, name)
